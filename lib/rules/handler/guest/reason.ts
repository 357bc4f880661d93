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
