/** What changes with every byte of code: the hash of an asset, and that in the logical id of a function version. */
const HASHES: ReadonlyArray<readonly [pattern: RegExp, mask: string]> = [
  [/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g, '<hash>'],
  [/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}(?![0-9a-f])/g, '$1<hash>'],
];

/** A copy without the hashes of assets and of function versions, in keys and values alike. What is no plain object or list stays as it is. */
export function masked<T>(value: T): T {
  return mask(value) as T;
}

/**
 * Masks the hashes of assets and of function versions in snapshots, so that these change when your template does and not with every byte of
 * code: `expect.addSnapshotSerializer(hashSerializer)`. Works in jest and in vitest.
 */
export const hashSerializer = {
  test: (value: unknown): boolean => hasHash(value, 0),
  serialize: (value: unknown, config: object, indentation: string, depth: number, refs: unknown[], printer: (...args: any[]) => string): string =>
    printer(masked(value), config, indentation, depth, refs),
};

/** Deeper than this nothing is looked for: circles have no end. */
const MAX_DEPTH = 100;

function mask(value: unknown): unknown {
  if (typeof value === 'string') return HASHES.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), value);
  if (Array.isArray(value)) return value.map(mask);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [mask(key), mask(item)]));
}

function hasHash(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return mask(value) !== value;
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.some(item => hasHash(item, depth + 1));
  return isPlain(value) && Object.entries(value).some(([key, item]) => hasHash(key, depth) || hasHash(item, depth + 1));
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // By its name, because a test may run in a realm of its own.
  return prototype === null || (prototype as object).constructor?.name === 'Object';
}
