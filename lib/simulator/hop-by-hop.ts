/** Headers that concern one connection only, and never pass through the edge. */
export const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade',
]);

/**
 * Names of the headers that a message calls hop-by-hop itself, with its Connection header.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
 */
export function namedByConnection(connection: readonly string[] | undefined): ReadonlySet<string> {
  if (!connection) return NONE;
  const names = connection.join(',').toLowerCase().split(',').map(name => name.trim()).filter(name => name && name !== 'close' && name !== 'keep-alive');
  return names.length ? new Set(names) : NONE;
}

const NONE: ReadonlySet<string> = new Set();
