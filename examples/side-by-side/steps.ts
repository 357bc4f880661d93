import { Mode } from './origin';
import { Member } from './stage';

/** One request, and the state of the origins in which it is made. */
export interface Step {
  readonly name: string;
  /** @default 'healthy' */
  readonly primary?: Mode;
  /** @default 'healthy' */
  readonly secondary?: Mode;
  /** @default 'GET' */
  readonly method?: string;
  readonly path: string;
  /** A step before it asked for the same path: a copy of either member's is right, an expired one where neither can serve. */
  readonly again?: boolean;
  /** Seconds to wait before. */
  readonly after?: number;
}

/** Each path is asked for once, so that nothing comes from the cache but what is asked for again. */
export const STEPS: readonly Step[] = [
  { name: 'healthy', path: '/healthy' },
  { name: 'primary 503', primary: 503, path: '/primary-503' },
  { name: 'primary 503, HEAD', primary: 503, method: 'HEAD', path: '/head' },
  { name: 'primary 503, OPTIONS', primary: 503, method: 'OPTIONS', path: '/options' },
  { name: 'primary process killed', primary: 'killed', path: '/primary-killed' },
  { name: 'primary hangs', primary: 'hang', path: '/primary-hangs' },
  { name: '404', path: '/missing/page' },
  { name: 'POST', method: 'POST', path: '/api/orders' },
  { name: 'POST, primary 503', primary: 503, method: 'POST', path: '/api/orders' },
  { name: 'both down', primary: 503, secondary: 503, path: '/both-down' },
  { name: 'same page as healthy', primary: 503, secondary: 503, path: '/healthy', again: true },
  { name: 'recovery', path: '/recovery' },
  { name: 'same page as primary 503', path: '/primary-503', again: true },
  { name: 'same page as both down', path: '/both-down', after: 1.5 },
];

/** What a viewer got. */
export interface Answer {
  /** 0 when there was no answer. */
  readonly status: number;
  /** The member whose content it is, and none for an error or a page in its place. */
  readonly contentOf?: Member;
  readonly storedSeconds: number;
}

/** What is right for a step, in words and as a check. */
export interface Expectation {
  readonly words: string;
  met(answer: Answer): boolean;
}

/** Whether the secondary could serve the request: it is content of the group, and the secondary is healthy. */
export function secondaryCanServe({ secondary = 'healthy', path }: Step): boolean {
  return secondary === 'healthy' && !path.startsWith('/api/') && !path.startsWith('/missing/');
}

export function expectationOf(step: Step): Expectation {
  const { primary = 'healthy', method = 'GET', path, again } = step;
  if (path.startsWith('/api/')) {
    const status = primary === 'healthy' ? 201 : Number(primary);
    return { words: `${status} primary`, met: answer => answer.status === status };
  }
  if (path.startsWith('/missing/')) return { words: '404 or a page', met: error(404) };
  if (!secondaryCanServe(step) && !again) return { words: 'a page', met: error(503) };

  const status = method === 'OPTIONS' ? 204 : 200;
  const member = primary === 'healthy' ? 'primary' : 'secondary';
  return {
    words: again ? 'a copy' : member,
    met: answer => answer.status === status && (again ? answer.contentOf !== undefined : answer.contentOf === member),
  };
}

/**
 * An error, or a page in its place, that CloudFront keeps no longer than an error of an origin: 10 seconds. A page with the status 200
 * is kept for the minimum TTL of the cache policy, 1 second, although it says `no-store`.
 */
function error(status: number): Expectation['met'] {
  return answer => [200, status].includes(answer.status) && answer.contentOf === undefined && answer.storedSeconds <= 10;
}
