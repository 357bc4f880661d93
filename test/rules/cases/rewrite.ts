import { cachePolicy, Changes, Json, OUTAGE_CODES, pageFor, PARAMETER, PASS_THROUGH, RuleCases } from './template';

/** The code of a generated function: its policy, with a shorter handler than the real one. */
export function rewriting(policy: Json = {}): Json {
  const { ttl = 0, ...rest } = policy;
  const cacheControl = ttl ? `max-age=0, s-maxage=${ttl}` : 'no-store';
  const headers = [['cache-control', cacheControl]];
  const text = JSON.stringify({ failover: OUTAGE_CODES, rewrite: [[500, 599]], status: 200, body: '', headers, ...rest });
  return { Code: { ZipFile: `const FAILOVER_POLICY=${text};\n${PASS_THROUGH}` } };
}

const OLDER_SETTINGS = {
  CachePolicyId: undefined,
  ForwardedValues: { QueryString: false, Headers: ['Origin'] },
  DefaultTTL: 300,
  MaxTTL: 3600,
};

/** Every behavior has the function. */
function withResponse(code: unknown): Changes {
  return { function: rewriting(), config: { CacheBehaviors: [], CustomErrorResponses: [pageFor(code)] } };
}

export const REWRITE_CASES: RuleCases = {
  'rewrite-ttl-overruled': {
    fails: { function: rewriting(), resources: { Policy: cachePolicy({ MinTTL: 61 }) } },
    passes: { function: rewriting({ ttl: 60 }), resources: { Policy: cachePolicy({ MinTTL: 61 }) } },
    got: 'a minimum TTL of 61 s and a rewrite ttl of 0 s',
    cannotTell: { function: rewriting(), behavior: { CachePolicyId: PARAMETER } },
  },
  'rewrite-ttl-lengthened': {
    fails: { function: rewriting({ ttl: 5 }), behavior: { ...OLDER_SETTINGS, MinTTL: 7 } },
    passes: { function: rewriting({ ttl: 5 }), behavior: { ...OLDER_SETTINGS, MinTTL: 6 } },
    got: 'a minimum TTL of 7 s and a rewrite ttl of 5 s',
    cannotTell: { function: rewriting(), behavior: { CachePolicyId: PARAMETER } },
  },
  'rewrite-cached-long': {
    fails: { function: rewriting({ ttl: 86_400 }) },
    passes: { function: rewriting({ ttl: 3600 }) },
    got: '86400 s',
  },
  'rewrite-without-cache-control': {
    fails: { function: rewriting({ headers: [['content-type', 'text/html']] }) },
    passes: { function: rewriting({ headers: [['content-type', 'text/html'], ['cache-control', 'no-store']] }) },
    got: 'status 200 without cache-control',
  },
  'rewrite-of-failover-code': {
    fails: { function: rewriting({ failover: [500, 502, 503] }) },
    passes: { function: rewriting() },
    got: '504 in the origin group only',
  },
  'rewrite-without-failover': {
    fails: { function: rewriting({ rewrite: [[404, 404], [500, 599]], status: 503 }) },
    passes: { function: rewriting({ rewrite: [[500, 599]], status: 503 }) },
    got: '404',
    cannotTell: { function: rewriting(), group: { FailoverCriteria: { StatusCodes: { Items: PARAMETER, Quantity: 1 } } } },
  },
  'client-errors-masked': {
    fails: { function: rewriting({ rewrite: [[404, 404], [500, 599]] }) },
    passes: { function: rewriting({ rewrite: [[404, 404], [500, 599]], status: 302 }) },
    got: '404',
  },
  'error-response-dead': {
    fails: withResponse(500),
    passes: withResponse(404),
    got: '500',
    cannotTell: withResponse(PARAMETER),
  },
};
