import { failoverAware } from 'cdk-failover-distribution/edge';

const PAGE = '<!doctype html><title>Back soon</title><p>Please try again in a moment.</p>';

/** Headers that describe the body that the page replaces. */
const OF_THE_OLD_BODY = [
  'accept-ranges',
  'content-encoding',
  'content-length',
  'content-md5',
  'content-range',
  'etag',
  'expires',
  'last-modified',
];

// Lambda@Edge, on origin-response: every error that is final becomes 200 with a page. failoverAware keeps it away from those that are not.
export const handler = failoverAware(async event => {
  const { request, response } = event.Records[0].cf;
  if (Number(response.status) < 400) return response;
  for (const name of OF_THE_OLD_BODY) delete response.headers[name];
  response.headers['content-type'] = [{ key: 'Content-Type', value: 'text/html; charset=utf-8' }];
  response.headers['cache-control'] = [{ key: 'Cache-Control', value: 'no-store' }];
  response.status = '200';
  response.statusDescription = 'OK';
  if (request.method !== 'HEAD') response.body = PAGE;
  return response;
});
