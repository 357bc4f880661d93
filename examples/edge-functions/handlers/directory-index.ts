// Lambda@Edge, on origin-request: the server has index pages, the bucket has none. Runs once for each member that CloudFront asks.
export const handler = async (event: any) => {
  const { request } = event.Records[0].cf;
  // The origin is either `s3` or `custom`, never both.
  if (request.origin.s3 && request.uri.endsWith('/')) request.uri += 'index.html';
  return request;
};
