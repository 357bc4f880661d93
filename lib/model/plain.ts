/** More than any template has, and little enough for recursion. */
const MAX_DEPTH = 100;

interface Extent {
  readonly values: number;
  readonly height: number;
}

/**
 * Makes sure that a parsed value can be walked: it is no deeper than 100 levels, and YAML's anchors make neither a circle nor a
 * bomb of it.
 *
 * @param maxValues how many mappings, lists and scalars there may be; what is shared counts each time
 * @throws Error
 */
export function plain<T>(value: T, maxValues = Infinity): T {
  const extents = new Map<object, Extent>();
  const extentOf = (part: unknown, depth: number): Extent => {
    if (typeof part !== 'object' || part === null) return { values: 1, height: 0 };
    const known = extents.get(part);
    if (depth + (known?.height ?? 1) > MAX_DEPTH) throw new Error(`nested more than ${MAX_DEPTH} levels deep`);
    if (known) return known;
    let [values, height] = [1, 0];
    for (const item of Object.values(part)) {
      const extent = extentOf(item, depth + 1);
      values += extent.values;
      height = Math.max(height, extent.height);
    }
    if (values > maxValues) throw new Error(`more than ${maxValues} values when its anchors are unfolded`);
    const extent = { values, height: height + 1 };
    extents.set(part, extent);
    return extent;
  };
  extentOf(value, 0);
  return value;
}
