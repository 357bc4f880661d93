/** Whether a text matches one pattern. */
export type Matcher = (text: string) => boolean;

/**
 * Whether a path matches the path pattern of a behavior. `*` matches any characters, slashes included, and `?` exactly
 * one; everything else matches itself, case included. The leading slash of a pattern may be left out.
 *
 * The path is normalized first, as CloudFront does. The origin gets it as it was sent.
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

/**
 * Whether every path that a pattern matches is matched by an earlier one already. The stars of the later pattern stand for nothing, and for
 * more than every `?` of the earlier one can take: what matches both ways matches everything between.
 */
export function covers(earlier: string, later: string): boolean {
  if (earlier === '*' || earlier === '/*') return true;
  const [first, second] = [earlier, later].map(pattern => (pattern.startsWith('/') ? pattern : `/${pattern}`)) as [string, string];
  const matcher = matcherOf(first);
  // No pattern has these characters, so that only a star or a question mark can match them.
  const anything = '\u0001'.repeat(first.length + 1);
  return ['', anything].every(star => matcher(second.replaceAll('?', '\u0002').replaceAll('*', star)));
}

const MAX_MATCHERS = 1000;
const matchers = new Map<string, Matcher>();

/**
 * A matcher for a pattern with `*` and `?`. The pieces between the stars are searched from left to right, each as far left as
 * possible, without backtracking: even a hostile pattern compares no character more often than the pattern is long.
 */
export function matcherOf(pattern: string): Matcher {
  const [first, ...rest] = pattern.split('*').map(pieceOf);
  const last = rest.pop();
  if (!last) return text => text.length === first!.length && first!.isAt(text, 0);

  const between = rest.filter(({ length }) => length > 0);
  const shortest = first!.length + last.length;
  return text => {
    const end = text.length - last.length;
    if (text.length < shortest || !first!.isAt(text, 0) || !last.isAt(text, end)) return false;
    let position = first!.length;
    for (const piece of between) {
      position = piece.find(text, position, end);
      if (position < 0) return false;
      position += piece.length;
    }
    return true;
  };
}

/** The text between two stars. */
interface Piece {
  readonly length: number;
  isAt(text: string, position: number): boolean;
  /** The first position at or after `from` where the piece fits before `end`; -1 when there is none. */
  find(text: string, from: number, end: number): number;
}

function pieceOf(piece: string): Piece {
  const { length } = piece;
  if (!piece.includes('?')) {
    return {
      length,
      isAt: (text, position) => text.startsWith(piece, position),
      find: (text, from, end) => {
        const found = text.indexOf(piece, from);
        return found + length <= end ? found : -1;
      },
    };
  }
  const any = '?'.charCodeAt(0);
  const codes = Array.from({ length }, (_, i) => piece.charCodeAt(i));
  const isAt = (text: string, position: number) => {
    if (position + length > text.length) return false;
    for (let i = 0; i < length; i++) {
      if (codes[i] !== any && codes[i] !== text.charCodeAt(position + i)) return false;
    }
    return true;
  };
  return {
    length,
    isAt,
    find: (text, from, end) => {
      for (let position = from; position + length <= end; position++) {
        if (isAt(text, position)) return position;
      }
      return -1;
    },
  };
}

/**
 * The path that behaviors are matched with: without `.` and `..` segments and doubled slashes, and with unreserved characters decoded.
 * Which of RFC 3986's normalizations CloudFront does beyond the first two is undocumented.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#path-normalization
 */
export function normalizePath(path: string): string {
  if (!path.includes('//') && !path.includes('/.') && !path.includes('%')) return path;
  const decoded = path.replace(ENCODED_UNRESERVED, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
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

const ENCODED_UNRESERVED = /%(2[de]|3\d|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])/gi;
