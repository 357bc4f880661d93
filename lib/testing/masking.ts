import { POLICY_PREFIX } from '../model/lambda-function';

/** What changes with every byte of code: the hash of an asset or in the logical id of a function version, and this library's own code. */
const MASKS: ReadonlyArray<readonly [pattern: RegExp, mask: string]> = [
  [/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g, '<hash>'],
  // Without `CurrentVersion`, which CDK cuts off when the construct path is long.
  [/(?<=\w)([0-9A-F]{8})[0-9a-f]{32}(?![0-9a-f])/g, '$1<hash>'],
  // The policy in front of it holds your settings and your page. It stays.
  // eslint-disable-next-line security/detect-non-literal-regexp -- of a constant
  [new RegExp(`^(${POLICY_PREFIX}[^\n]*;\n)[^]*`), '$1<code>'],
  [/^(\/\/ cdk-failover-distribution: [^\n]*\n)[^]*/, '$1<code>'],
];

/**
 * A copy without the hashes of assets and of function versions, in keys and values alike, and without the inline code of this library.
 * Everything but plain objects and lists stays as it is.
 */
export function masked<T>(value: T): T {
  return mask(value) as T;
}

/**
 * Masks the hashes of assets and of function versions in snapshots, and the inline code of this library's functions, so that they
 * change with your template, not with every byte of code or a new release: `expect.addSnapshotSerializer(hashSerializer)`. Works in
 * jest and in vitest.
 */
export const hashSerializer = {
  test: (value: unknown): boolean => hasHash(value),
  serialize: (
    value: unknown, config: object, indentation: string, depth: number, refs: unknown[], printer: (...args: any[]) => string,
  ): string => printer(masked(value), config, indentation, depth, refs),
};

/** @param copies copies so far, because values may be circular */
function mask(value: unknown, copies = new Map<unknown, unknown>()): unknown {
  if (typeof value === 'string') return MASKS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), value);
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
