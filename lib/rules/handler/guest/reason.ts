/** Describes whatever was thrown, in spite of getters and proxies. `unable`: it is not the function's fault. */
export function reasonOf(error: any): { kind: 'threw' | 'unable'; text: string } {
  try {
    if (typeof error !== 'object' || error === null || typeof error.message !== 'string') {
      return { kind: 'threw', text: `threw ${String(typeof error === 'object' ? JSON.stringify(error) : error)}, which is not an Error` };
    }
    const { name, message, stack } = error;
    if (name === 'InternalError' || message === 'Maximum call stack size exceeded') {
      return { kind: 'unable', text: `it needs more resources than functions get here: ${message}` };
    }
    const place = /\/var\/task\/[^\n)]*?:\d+:\d+/.exec(String(stack))?.[0];
    return { kind: 'threw', text: `${name}: ${message}${place ? ` (${place})` : ''}` };
  } catch {
    return { kind: 'threw', text: 'threw something that cannot be shown' };
  }
}
