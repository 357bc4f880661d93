import { withResponse } from './error-responses';
import { BUCKET, bucketAllowing, Changes, Json, OWN_BUCKET, pageFor, PARAMETER, RuleCases } from './template';

/** Private buckets as members, with a page for 404. */
function privateBuckets(actions: unknown, ...responses: Json[]): Changes {
  return {
    primary: OWN_BUCKET,
    secondary: { ...BUCKET, DomainName: 'other.s3.us-west-2.amazonaws.com' },
    resources: bucketAllowing(actions),
    ...withResponse(...responses),
  };
}

const api = (changes: Json = {}): Json => ({
  PathPattern: '/api/*',
  TargetOriginId: 'first',
  ViewerProtocolPolicy: 'https-only',
  CachePolicyId: { Ref: 'Policy' },
  ...changes,
});

const functions = (...events: string[]): Changes => ({
  behavior: { LambdaFunctionAssociations: events.map(EventType => ({ EventType, LambdaFunctionARN: { Ref: 'Version' } })) },
  ...withResponse(pageFor(404, { ResponsePagePath: '/404.html' })),
});

export const ERROR_PAGE_CASES: RuleCases = {
  'error-page-behind-group': {
    fails: withResponse(pageFor(500, { ResponsePagePath: '/outage.html' })),
    passes: withResponse(pageFor(500, { ResponsePagePath: '/errors/outage.html' })),
    got: '/outage.html through the behavior *',
    cannotTell: withResponse(pageFor(500, { ResponsePagePath: PARAMETER })),
  },
  'error-page-never-shown': {
    fails: privateBuckets('s3:GetObject', pageFor(404)),
    passes: privateBuckets('s3:GetObject', pageFor(404), pageFor(403)),
    got: 'a page for 404 and none for 403, and a bucket policy of ${Bucket.RegionalDomainName} without s3:ListBucket',
    cannotTell: privateBuckets(['s3:GetObject', PARAMETER], pageFor(404)),
  },
  'error-pages-replace-api': {
    fails: { ...withResponse(pageFor(404, { ResponseCode: 200, ResponsePagePath: '/index.html' })), behaviors: [api()] },
    passes: { ...withResponse(pageFor(500)), behaviors: [api()] },
    got: '404 becomes 200 with /index.html',
  },
  'error-page-through-functions': {
    fails: functions('viewer-request', 'origin-request'),
    passes: functions('viewer-request', 'origin-response'),
    got: '/404.html through the behavior *',
  },
};
