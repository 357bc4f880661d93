import { BUCKET, bucketAllowing, Changes, OUTAGE_CODES, OWN_BUCKET, PARAMETER, RuleCases } from './template';

export function codes(...Items: unknown[]): Changes {
  return { group: { FailoverCriteria: { StatusCodes: { Items, Quantity: Items.length } } } };
}

export const FAILOVER_CODE_CASES: RuleCases = {
  'failover-code-unknown': {
    fails: codes(500, 502, 503, 504, 501),
    passes: codes(400, 403, 404, 416, 429, ...OUTAGE_CODES),
    got: '501',
    cannotTell: codes(PARAMETER),
  },
  'failover-code-repeated': {
    fails: codes(503, 502, 503, 504),
    passes: codes(502, 503, 504),
    got: '503',
    cannotTell: codes(PARAMETER),
  },
  'failover-codes-empty': {
    fails: codes(),
    passes: codes(502, 503, 504),
    got: 'no code',
    cannotTell: { group: { FailoverCriteria: { StatusCodes: { Items: PARAMETER, Quantity: 1 } } } },
  },
  'failover-misses-outage': {
    fails: codes(500, 502, 504),
    passes: codes(502, 503, 504),
    got: '500, 502, 504',
    cannotTell: codes(502, 503, PARAMETER),
  },
  'failover-on-404-never-fires': {
    fails: { ...codes(404, 502, 503, 504), primary: OWN_BUCKET, resources: bucketAllowing('s3:GetObject') },
    passes: { ...codes(404, 502, 503, 504), primary: OWN_BUCKET, resources: bucketAllowing(['s3:GetObject', 's3:ListBucket']) },
    got: '404 without 403, and a bucket policy of ${Bucket.RegionalDomainName} without s3:ListBucket',
    cannotTell: { ...codes(404, 502, 503, 504), primary: { ...BUCKET, DomainName: { 'Fn::ImportValue': 'Bucket' } } },
  },
  'denied-bucket-does-not-fail-over': {
    fails: { ...codes(502, 503, 504), primary: BUCKET },
    passes: { ...codes(403, 502, 503, 504), primary: BUCKET },
    got: '502, 503, 504, without 403',
    cannotTell: { ...codes(403, PARAMETER), primary: BUCKET },
  },
  'failover-on-not-found': {
    fails: codes(403, 404, 502, 503, 504),
    passes: codes(502, 503, 504),
    got: '403, 404',
    cannotTell: codes(502, 503, 504, PARAMETER),
  },
  'failover-on-throttling': {
    fails: codes(429, 502, 503, 504),
    passes: codes(502, 503, 504),
    got: '429',
    cannotTell: codes(502, 503, 504, PARAMETER),
  },
};
