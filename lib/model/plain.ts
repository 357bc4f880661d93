/** More than any template has, and little enough for recursion. */
const MAX_DEPTH = 100;

/** CloudFormation takes a million characters. What anchors repeat counts each time. */
const MAX_VALUES = 10_000_000;

/**
 * Makes sure that a parsed value can be walked: every part of it is a mapping, a list or a scalar, no deeper than 100 levels,
 * and YAML's anchors make neither a circle nor a bomb of it.
 *
 * @throws Error
 */
export function plain<T>(value: T): T {
  const sizes = new Map<object, number>();
  const sizeOf = (part: unknown, depth: number): number => {
    if (typeof part !== 'object' || part === null) return 1;
    if (depth >= MAX_DEPTH) throw new Error(`nested more than ${MAX_DEPTH} levels deep`);
    let size = sizes.get(part);
    if (size === undefined) {
      size = 1;
      for (const item of Object.values(part)) size += sizeOf(item, depth + 1);
      if (size > MAX_VALUES) throw new Error('its anchors unfold to too many values');
      sizes.set(part, size);
    }
    return size;
  };
  sizeOf(value, 0);
  return value;
}
