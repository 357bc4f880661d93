/** What `after` has in place of `before` in an example, as the lines of a diff. */
export function codeDiff(source: string): string {
  return lineDiff(bodyOf('before', source), bodyOf('after', source)).join('\n');
}

function bodyOf(name: string, source: string): string[] {
  const body = new RegExp(`^export function ${name}\\(stack: Stack\\) \\{\\n([^]*?)\\n\\}$`, 'm').exec(source)?.[1];
  if (body === undefined) throw new Error(`the example has no function ${name}(stack: Stack)`);
  return body.split('\n').map(line => line.replace(/^ {2}/, ''));
}

/** By the longest common subsequence. */
function lineDiff(before: readonly string[], after: readonly string[]): string[] {
  const common: number[][] = Array.from({ length: before.length + 1 }, () => new Array(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      common[i]![j] = before[i] === after[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
    }
  }
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && before[i] === after[j]) lines.push(` ${before[i++]}`), j++;
    else if (j >= after.length || (i < before.length && common[i + 1]![j]! >= common[i]![j + 1]!)) lines.push(`-${before[i++]}`);
    else lines.push(`+${after[j++]}`);
  }
  return lines;
}
