import { Ending } from './sandbox';
import { applyOriginResponse, readHeaders } from '../../../function-code/lambda-response';
import { EdgeResponse } from '../../../function-code/message';
import { Seen } from '../job';

/** Headers that describe the body. */
const ENTITY_HEADERS = ['content-encoding', 'content-length', 'etag'];

/** The longest reason that is reported: a handler may throw an endless text. */
const MAX_REASON = 300;

/** How CloudFront would treat the end of an event. */
export function see(ending: Ending, before: EdgeResponse): Seen {
  const seen = seeAll(ending, before);
  return seen.kind === 'response' || seen.reason.length <= MAX_REASON
    ? seen
    : { ...seen, reason: `${seen.reason.slice(0, MAX_REASON)}...` };
}

function seeAll({ kind, text, refused, missed }: Ending, before: EdgeResponse): Seen {
  const seen = seeEnding(kind, text, before);
  // A refusal may have caused what was seen, except for a changed status.
  if (refused.length && (seen.kind !== 'response' || seen.status === before.status)) {
    return { kind: 'not-seen', reason: `it needs ${refused.join(', ')}, which handlers do not get when they are tried` };
  }
  if (missed.length && seen.kind === 'failure') {
    return { kind: 'not-seen', reason: `it fails (${seen.reason}), perhaps because the engine for trying it lacks ${missed.join(', ')}` };
  }
  return seen;
}

function seeEnding(kind: Ending['kind'], text: string, before: EdgeResponse): Seen {
  switch (kind) {
    case 'returned': return seeResult(JSON.parse(text), before);
    case 'unable': return { kind: 'not-seen', reason: text };
    default: return { kind: 'failure', status: 503, reason: text };
  }
}

function seeResult(result: any, before: EdgeResponse): Seen {
  const taken = applyOriginResponse(before, { outcome: 'returned', result, log: [] });
  if (taken.kind === 'failed') return { kind: 'failure', status: taken.status, reason: taken.reason };
  const headers = readHeaders(result.headers);
  return {
    kind: 'response',
    status: taken.response.status,
    setsBody: result.body !== undefined,
    limitsCaching: 'cache-control' in headers || 'expires' in headers,
    entityHeaders: ENTITY_HEADERS.filter(name => headers[name] !== undefined && headers[name].join() === before.headers[name]?.join()),
  };
}
