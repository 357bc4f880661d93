import { Host } from './host';

/** An error for something that is not available here. It is not the function's fault. */
export function refusal(host: Host, what: string): Error {
  host.refused(what);
  return Object.assign(
    new Error(`${what} is refused when handlers are tried: they have no network, no processes, and only the text files of their own code`),
    { code: 'REFUSED' },
  );
}

/** Adds missing names to an object. Reading one is refused; listing them is not. */
export function refuseMissing(host: Host, target: object, names: readonly string[], prefix: string): void {
  for (const name of names) {
    if (name in target) continue;
    Object.defineProperty(target, name, { configurable: true, get: () => { throw refusal(host, `${prefix}.${name}`); } });
  }
}

/** Errors for something that is not available here, by code: they are not the function's fault. */
const UNABLE: Readonly<Record<string, string>> = {
  REFUSED: 'it needs something that handlers do not get when they are tried',
  MODULE_NOT_FOUND: 'its code is incomplete',
  UNPARSED: 'its code cannot be read',
};

/** Describes whatever was thrown, in spite of getters and proxies. */
export function reasonOf(error: any): { kind: 'threw' | 'unable'; text: string } {
  try {
    if (typeof error !== 'object' || error === null || typeof error.message !== 'string') {
      return { kind: 'threw', text: `threw ${String(typeof error === 'object' ? JSON.stringify(error) : error)}, which is not an Error` };
    }
    const { name, message, code, stack } = error;
    if (Object.hasOwn(UNABLE, code)) return { kind: 'unable', text: `${UNABLE[code]}: ${message}` };
    if (name === 'InternalError' || message === 'Maximum call stack size exceeded') {
      return { kind: 'unable', text: `it needs more resources than handlers get when they are tried: ${message}` };
    }
    const place = /\/var\/task\/[^\n)]*?:\d+:\d+/.exec(String(stack))?.[0];
    return { kind: 'threw', text: `${name}: ${message}${place ? ` (${place})` : ''}` };
  } catch {
    return { kind: 'threw', text: 'threw something that cannot be shown' };
  }
}
