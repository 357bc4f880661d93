const GUIDE = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide';

/** The AWS pages that the rules rest on. */
export const PAGES = {
  failover: `${GUIDE}/high_availability_origin_failover.html`,
  failoverBehavior: `${GUIDE}/RequestAndResponseBehaviorOriginGroups.html`,
  behaviorSettings: `${GUIDE}/DownloadDistValuesCacheBehavior.html`,
  originSettings: `${GUIDE}/DownloadDistValuesOrigin.html`,
  originHeaders: `${GUIDE}/add-origin-custom-headers.html`,
  quotas: `${GUIDE}/cloudfront-limits.html`,
  grpc: `${GUIDE}/distribution-using-grpc.html`,
  vpcOrigins: `${GUIDE}/private-content-vpc-origins.html`,
  mutualTls: `${GUIDE}/origin-mtls-authentication.html`,
  mediaQuality: `${GUIDE}/media-quality-score.html`,
  edgeRestrictions: `${GUIDE}/lambda-at-edge-function-restrictions.html`,
  edgeFunctionRestrictions: `${GUIDE}/edge-functions-restrictions.html`,
  requestPolicies: `${GUIDE}/using-managed-origin-request-policies.html`,
  expiration: `${GUIDE}/Expiration.html`,
  errorPages: `${GUIDE}/GeneratingCustomErrorResponses.html`,
  privateS3: `${GUIDE}/private-content-restricting-access-to-s3.html`,
} as const;
