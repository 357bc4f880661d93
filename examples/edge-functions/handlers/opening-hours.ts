// Lambda@Edge, on origin-request: a page that no origin has. CloudFront caches it, so the function runs on a miss only.
export const handler = async () => ({
  status: '200',
  statusDescription: 'OK',
  headers: {
    'content-type': [{ key: 'Content-Type', value: 'text/html; charset=utf-8' }],
    'cache-control': [{ key: 'Cache-Control', value: 'max-age=3600' }],
  },
  body: '<!doctype html><title>Opening hours</title><p>Monday to Friday, 9 to 5.</p>',
});
