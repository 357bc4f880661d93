/**
 * The one place that masks what changes with every byte of code: asset hashes, and the hash in the logical id of a
 * function version. Keys and values alike.
 */
export function masked(value: unknown): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [mask(key), masked(item)]));
}

function mask(text: string): string {
  return text
    .replace(/[0-9a-f]{64}/g, '<hash>')
    .replace(/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g, '$1<hash>');
}
