import { Headers } from '../../function-code/message';

/** Headers about one connection only, which never pass through the edge. */
export const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding',
  'upgrade',
]);

/**
 * The names that a message adds to these in its Connection header.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
 */
export function namedByConnection(connection: readonly string[] | undefined): ReadonlySet<string> {
  if (!connection || (connection.length === 1 && /^(keep-alive|close)$/i.test(connection[0]!))) return NONE;
  const names = connection.join(',').toLowerCase().split(',').map(name => name.trim());
  return new Set(names);
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Headers without a prototype, because a viewer may send one called `constructor` or `__proto__`. V8 keeps these as fast as plain
 * objects, unlike `Object.create(null)`.
 */
export const HeaderRecord = function () {} as unknown as new () => Headers;

HeaderRecord.prototype = Object.create(null);
