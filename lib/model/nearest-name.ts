/** How many letters may be wrong in a name that was meant to be another. */
const MOST = 2;

/** The name that somebody probably meant who wrote another; undefined if none is like it. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const [nearest] = names
    .filter(name => Math.abs(name.length - written.length) <= MOST)
    .map(name => ({ name, distance: distanceBetween(written.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= MOST)
    .sort((one, other) => one.distance - other.distance);
  return nearest?.name;
}

/**
 * Letters to add, remove or change, two that changed places counting as one.
 * @see https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance
 */
function distanceBetween(one: string, other: string): number {
  let [before, last, row]: number[][] = [[], [], Array.from({ length: other.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= one.length; i++) {
    [before, last, row] = [last!, row!, [i]];
    for (let j = 1; j <= other.length; j++) {
      const changed = last[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      const swapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1] ? before[j - 2]! + 1 : Infinity;
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, changed, swapped);
    }
  }
  return row!.at(-1)!;
}
