import { RuleCases } from './case';
import { Json, OUTAGE_CODES, PARAMETER, PASS_THROUGH } from './template';

/** The code of a function that this library made: its policy, and a handler that is shorter than the real one. */
export function rewriting(policy: Json): Json {
  const { ttl = 0, ...rest } = policy;
  const cacheControl = ttl ? `max-age=0, s-maxage=${ttl}` : 'no-store';
  const text = JSON.stringify({ failover: OUTAGE_CODES, rewrite: [[500, 599]], status: 200, body: '', headers: [['cache-control', cacheControl]], ...rest });
  return { Code: { ZipFile: `const FAILOVER_POLICY=${text};\n${PASS_THROUGH}` } };
}

function cachePolicy(MinTTL: number): Json {
  return {
    Policy: {
      Type: 'AWS::CloudFront::CachePolicy',
      Properties: {
        CachePolicyConfig: {
          Name: 'mine',
          MinTTL,
          DefaultTTL: 86_400,
          MaxTTL: 31_536_000,
          ParametersInCacheKeyAndForwardedToOrigin: {
            CookiesConfig: { CookieBehavior: 'none' },
            HeadersConfig: { HeaderBehavior: 'none' },
            QueryStringsConfig: { QueryStringBehavior: 'none' },
            EnableAcceptEncodingGzip: true,
          },
        },
      },
    },
  };
}

function pageFor(ErrorCode: unknown, ResponseCode: number): Json {
  return { CustomErrorResponses: [{ ErrorCode, ResponseCode, ResponsePagePath: `/${ResponseCode}.html` }] };
}

const OLDER_SETTINGS = { CachePolicyId: undefined, ForwardedValues: { QueryString: false } };

export const CACHING_CASES: RuleCases = {
  'rewrite-ttl-overruled': {
    level: 'error',
    fails: { function: rewriting({}), behavior: { CachePolicyId: { Ref: 'Policy' } }, resources: cachePolicy(61) },
    passes: { function: rewriting({ ttl: 60 }), behavior: { CachePolicyId: { Ref: 'Policy' } }, resources: cachePolicy(61) },
    got: 'a minimum TTL of 61 s and a rewrite ttl of 0 s',
    cannotTell: { function: rewriting({}), behavior: { CachePolicyId: PARAMETER } },
  },
  'rewrite-ttl-lengthened': {
    level: 'warning',
    fails: { function: rewriting({ ttl: 5 }), behavior: { ...OLDER_SETTINGS, MinTTL: 7 } },
    passes: { function: rewriting({ ttl: 5 }), behavior: { ...OLDER_SETTINGS, MinTTL: 6 } },
    got: 'a minimum TTL of 7 s and a rewrite ttl of 5 s',
    cannotTell: { function: rewriting({}), behavior: { CachePolicyId: PARAMETER } },
  },
  'client-errors-masked': {
    level: 'warning',
    fails: { function: rewriting({ rewrite: [[404, 404], [500, 599]] }) },
    passes: { function: rewriting({ rewrite: [[404, 404], [500, 599]], status: 302 }) },
    got: '404',
  },
  'error-response-dead': {
    level: 'warning',
    fails: { function: rewriting({}), config: pageFor(500, 500) },
    passes: { function: rewriting({}), config: pageFor(404, 404) },
    got: '500',
    cannotTell: { function: rewriting({}), config: pageFor(PARAMETER, 500) },
  },
};
