import { Host } from './host';

/** An error that says that something is not to be had here. It tells nothing about the function. */
export function refusal(host: Host, what: string): Error {
  host.refused(what);
  return Object.assign(new Error(`${what} is refused where handlers are tried: they get no network, no processes, and no files but the text files of their code`), { code: 'REFUSED' });
}

/** Gives an object the names that it lacks. Reading one is refused; listing them is not. */
export function refuseMissing(host: Host, target: object, names: readonly string[], prefix: string): void {
  for (const name of names) {
    if (name in target) continue;
    Object.defineProperty(target, name, { configurable: true, get: () => { throw refusal(host, `${prefix}.${name}`); } });
  }
}

/** What is thrown when something is not to be had here, by its code: it says nothing about the function. */
const UNABLE: Readonly<Record<string, string>> = {
  REFUSED: 'it needs what handlers do not get where they are tried',
  MODULE_NOT_FOUND: 'its code is not complete',
  UNPARSED: 'its code cannot be read',
};

/** Describes whatever was thrown, in the face of getters and proxies. */
export function reasonOf(error: any): { kind: 'threw' | 'unable'; text: string } {
  try {
    if (typeof error !== 'object' || error === null || typeof error.message !== 'string') {
      return { kind: 'threw', text: `threw ${String(typeof error === 'object' ? JSON.stringify(error) : error)}, which is no Error` };
    }
    const { name, message, code, stack } = error;
    if (Object.hasOwn(UNABLE, code)) return { kind: 'unable', text: `${UNABLE[code]}: ${message}` };
    if (name === 'InternalError' || message === 'Maximum call stack size exceeded') return { kind: 'unable', text: `it needs more than handlers get where they are tried: ${message}` };
    const place = /\/var\/task\/[^\n)]*?:\d+:\d+/.exec(String(stack))?.[0];
    return { kind: 'threw', text: `${name}: ${message}${place ? ` (${place})` : ''}` };
  } catch {
    return { kind: 'threw', text: 'threw something that cannot be shown' };
  }
}
