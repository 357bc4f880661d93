/** The AmazonCloudFront Developer Guide. */
export const GUIDE = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide';

/** The CloudFront API Reference. */
export const API = 'https://docs.aws.amazon.com/cloudfront/latest/APIReference';

/** The one page that says when a missing object is a 403. */
export const S3_GET_OBJECT = 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html';

/** AWS pages that several rules cite. A page that only one rule cites is in that rule. */
export const PAGES = {
  failover: `${GUIDE}/high_availability_origin_failover.html`,
  failoverBehavior: `${GUIDE}/RequestAndResponseBehaviorOriginGroups.html`,
  originSettings: `${GUIDE}/DownloadDistValuesOrigin.html`,
  originHeaders: `${GUIDE}/add-origin-custom-headers.html`,
  quotas: `${GUIDE}/cloudfront-limits.html`,
  grpc: `${GUIDE}/distribution-using-grpc.html`,
  mediaQuality: `${GUIDE}/media-quality-score.html`,
  edgeRestrictions: `${GUIDE}/lambda-at-edge-function-restrictions.html`,
  expiration: `${GUIDE}/Expiration.html`,
  errorPages: `${GUIDE}/GeneratingCustomErrorResponses.html`,
  edgeAssociations: `${GUIDE}/edge-function-restrictions-all.html`,
  errorCaching: `${GUIDE}/custom-error-pages-expiration.html`,
  createDistribution: `${API}/API_CreateDistribution.html`,
} as const;
