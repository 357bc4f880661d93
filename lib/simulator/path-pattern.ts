/** Tells whether a text matches one pattern. */
export type Matcher = (text: string) => boolean;

/**
 * Whether a path matches the path pattern of a behavior. `*` stands for any characters, slashes included, and `?` for exactly one;
 * everything else, its case too, for itself. The slash in front of a pattern may be left out.
 *
 * The path is normalized first, as CloudFront does; the origin gets it as it was sent.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern
 */
export function matchesPath(pattern: string, path: string): boolean {
  if (pattern === '*' || pattern === '/*') return true;
  let matcher = matchers.get(pattern);
  if (!matcher) {
    if (matchers.size >= MAX_MATCHERS) matchers.clear();
    matchers.set(pattern, matcher = matcherOf(pattern.startsWith('/') ? pattern : `/${pattern}`));
  }
  return matcher(normalizePath(path));
}

const MAX_MATCHERS = 1000;
const matchers = new Map<string, Matcher>();

/**
 * A matcher for a pattern with `*` and `?`. The pieces between the stars are looked for from left to right, each as far left as it
 * goes, and never again: however hostile the pattern, no character of the text is compared more often than the pattern is long.
 */
export function matcherOf(pattern: string): Matcher {
  const pieces = pattern.split('*');
  const first = pieces[0]!;
  if (pieces.length === 1) return text => text.length === first.length && isAt(first, text, 0);

  const last = pieces.at(-1)!;
  const between = pieces.slice(1, -1).filter(piece => piece !== '');
  const shortest = first.length + last.length;
  return text => {
    const end = text.length - last.length;
    if (text.length < shortest || !isAt(first, text, 0) || !isAt(last, text, end)) return false;
    let position = first.length;
    for (const piece of between) {
      position = find(piece, text, position, end);
      if (position < 0) return false;
      position += piece.length;
    }
    return true;
  };
}

function isAt(piece: string, text: string, position: number): boolean {
  if (!piece.includes('?')) return text.startsWith(piece, position);
  for (let i = 0; i < piece.length; i++) {
    if (piece[i] !== '?' && piece[i] !== text[position + i]) return false;
  }
  return position + piece.length <= text.length;
}

function find(piece: string, text: string, from: number, end: number): number {
  if (!piece.includes('?')) {
    const found = text.indexOf(piece, from);
    return found + piece.length <= end ? found : -1;
  }
  for (let position = from; position + piece.length <= end; position++) {
    if (isAt(piece, text, position)) return position;
  }
  return -1;
}

/**
 * The path that behaviors are matched with: without `.` and `..` segments and doubled slashes, and with unreserved characters decoded.
 * Which of RFC 3986's normalizations CloudFront does beyond the first two is undocumented.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#path-normalization
 */
export function normalizePath(path: string): string {
  if (!path.includes('//') && !path.includes('/.') && !path.includes('%')) return path;
  const decoded = path.replace(/%(2[de]|3\d|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  const kept: string[] = [];
  const segments = decoded.split('/');
  segments.forEach((segment, i) => {
    const isLast = i === segments.length - 1;
    if (segment === '..') kept.pop();
    if (segment === '..' || segment === '.' || segment === '') {
      if (isLast) kept.push('');
    } else {
      kept.push(segment);
    }
  });
  return `/${kept.join('/')}`;
}
