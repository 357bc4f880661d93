import { Ending } from './sandbox';
import { applyOriginResponse, readHeaders } from '../../../function-code/lambda-response';
import { EdgeResponse } from '../../../function-code/message';
import { lackedText } from '../../../function-code/stand-ins';
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

function seeAll({ kind, text, lacked }: Ending, before: EdgeResponse): Seen {
  return lacked.length ? { kind: 'not-seen', reason: lackedText(lacked) } : seeEnding(kind, text, before);
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
