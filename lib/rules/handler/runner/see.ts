import { Ending } from './sandbox';
import { applyOriginResponse, readHeaders } from '../../../function-code/lambda-response';
import { EdgeResponse } from '../../../function-code/message';
import { Seen } from '../job';

/** Headers that say something about the body. */
const ENTITY_HEADERS = ['content-encoding', 'content-length', 'etag'];

/** Characters of a reason that are told: a handler may throw a text without end. */
const MAX_REASON = 300;

/** What CloudFront would make of the way in which an event ended. */
export function see(ending: Ending, before: EdgeResponse): Seen {
  const seen = seeAll(ending, before);
  return seen.kind === 'response' || seen.reason.length <= MAX_REASON ? seen : { ...seen, reason: `${seen.reason.slice(0, MAX_REASON)}...` };
}

function seeAll({ kind, text, refused, missed }: Ending, before: EdgeResponse): Seen {
  const seen = seeEnding(kind, text, before);
  // What was refused may have led to what was seen, but for a status that was changed all the same.
  if (refused.length && (seen.kind !== 'response' || seen.status === before.status)) {
    return { kind: 'not-seen', reason: `it needs ${refused.join(', ')}, which handlers do not get where they are tried` };
  }
  if (missed.length && seen.kind === 'failure') {
    return { kind: 'not-seen', reason: `it fails (${seen.reason}), perhaps for want of ${missed.join(', ')}, which the engine that it is tried in lacks` };
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
