/** Hashes that change with every byte of code: of an asset, and in the logical id of a function version. */
const HASHES: ReadonlyArray<readonly [pattern: RegExp, mask: string]> = [
  [/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g, '<hash>'],
  // Without `CurrentVersion`, which CDK cuts off when the construct path is long.
  [/(?<=\w)([0-9A-F]{8})[0-9a-f]{32}(?![0-9a-f])/g, '$1<hash>'],
];

/**
 * A copy without the hashes of assets and of function versions, in keys and values alike. Everything but plain objects and lists stays as
 * it is.
 */
export function masked<T>(value: T): T {
  return mask(value) as T;
}

/**
 * Masks the hashes of assets and of function versions in snapshots, so that they change with your template, not with every byte of
 * code: `expect.addSnapshotSerializer(hashSerializer)`. Works in jest and in vitest.
 */
export const hashSerializer = {
  test: (value: unknown): boolean => hasHash(value),
  serialize: (
    value: unknown, config: object, indentation: string, depth: number, refs: unknown[], printer: (...args: any[]) => string,
  ): string => printer(masked(value), config, indentation, depth, refs),
};

/** @param copies copies so far, because values may be circular */
function mask(value: unknown, copies = new Map<unknown, unknown>()): unknown {
  if (typeof value === 'string') return HASHES.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), value);
  if (!isContainer(value)) return value;
  if (copies.has(value)) return copies.get(value);
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
  copies.set(value, copy);
  const entries = Object.entries(value).map(([key, item]) => [mask(key), mask(item, copies)] as const);
  return Object.assign(copy, Object.fromEntries(entries));
}

function hasHash(value: unknown, seen = new Set<unknown>()): boolean {
  if (typeof value === 'string') return mask(value) !== value;
  if (!isContainer(value) || seen.has(value)) return false;
  seen.add(value);
  return Object.entries(value).some(([key, item]) => hasHash(key) || hasHash(item, seen));
}

function isContainer(value: unknown): value is object {
  return Array.isArray(value) || isPlain(value);
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // By name, because a test may run in its own realm.
  return prototype === null || (prototype as object).constructor?.name === 'Object';
}
