import { codes } from './failover-codes';
import { Changes, Json, pageFor, PARAMETER, RuleCases } from './template';

/** In addition to the custom error responses of the template. */
export function withResponse(...responses: Json[]): Changes {
  return { config: { CustomErrorResponses: [...responses, ...[502, 503, 504].map(code => pageFor(code))] } };
}

export const ERROR_RESPONSE_CASES: RuleCases = {
  'page-path-without-slash': {
    fails: withResponse(pageFor(404, { ResponsePagePath: 'errors/404.html' })),
    passes: withResponse(pageFor(404, { ResponsePagePath: '/errors/404.html' })),
    got: 'errors/404.html',
  },
  'error-code-repeated': {
    fails: withResponse(pageFor(404), { ErrorCode: 404, ErrorCachingMinTTL: 5 }),
    passes: withResponse(pageFor(404, { ErrorCachingMinTTL: 5 })),
    got: '404 twice',
  },
  'error-code-unsupported': {
    fails: withResponse(pageFor(429)),
    passes: withResponse(pageFor(404)),
    got: '429',
    cannotTell: withResponse(pageFor(PARAMETER)),
  },
  'response-code-unsupported': {
    fails: withResponse(pageFor(404, { ResponseCode: 410 })),
    passes: withResponse(pageFor(404, { ResponseCode: 404 })),
    got: '410',
    cannotTell: withResponse(pageFor(404, { ResponseCode: PARAMETER })),
  },
  'error-response-incomplete': {
    fails: withResponse(pageFor(404, { ResponsePagePath: undefined })),
    passes: withResponse({ ErrorCode: 404, ErrorCachingMinTTL: 5 }),
    got: 'only ResponseCode',
  },
  'error-cached-long': {
    fails: withResponse({ ErrorCode: 500, ErrorCachingMinTTL: 300 }),
    passes: withResponse({ ErrorCode: 500, ErrorCachingMinTTL: 60 }, { ErrorCode: 404, ErrorCachingMinTTL: 300 }),
    got: '300 s',
    cannotTell: withResponse({ ErrorCode: 500, ErrorCachingMinTTL: PARAMETER }),
  },
  'error-cached-on-s3': {
    fails: withResponse({ ErrorCode: 500, ErrorCachingMinTTL: 0 }),
    passes: withResponse({ ErrorCode: 500, ErrorCachingMinTTL: 1 }),
    got: '0 s',
  },
  'missing-page-hides-failover': {
    fails: { ...codes(404, 502, 503, 504), ...withResponse(pageFor(404, { ResponseCode: 200, ResponsePagePath: '/index.html' })) },
    passes: withResponse(pageFor(404, { ResponseCode: 200, ResponsePagePath: '/index.html' })),
    got: '404 in both lists',
  },
};
