import { EdgeRequest } from '../../../lib/function-code/message';
import { BehaviorModel } from '../../../lib/model/distribution';
import { gates } from '../../../lib/simulator/journey/gates';
import { behavior, request } from '../cache/caching-models';

describe('what CloudFront answers by itself', () => {
  const HTTPS_ONLY = { viewerProtocolPolicy: 'https-only' };
  const REDIRECTED = { viewerProtocolPolicy: 'redirect-to-https' };
  const ALL = 32_768;
  type Line = [asked: Partial<EdgeRequest>, changes: Partial<BehaviorModel>, status: number, statusText: string, text: string];

  it.each<Line>([
    [{ path: 'x'.repeat(8193) }, {}, 414, 'URI Too Long', '414 URI Too Long\nCloudFront accepts 8192 characters.\n'],
    [{ path: '/', query: 'x'.repeat(8191) }, {}, 414, 'URI Too Long', '414 URI Too Long\nCloudFront accepts 8192 characters.\n'],
    [
      { headers: { a: ['x'.repeat(ALL - 5)] } }, {}, 494, 'Request Header Too Large',
      '494 Request Header Too Large\nCloudFront accepts 32768 bytes.\n',
    ],
    [{ protocol: 'http' }, HTTPS_ONLY, 403, 'Forbidden', '403 Forbidden\nThis path accepts HTTPS only.\n'],
    [{ protocol: 'http' }, REDIRECTED, 301, 'Moved Permanently', ''],
    [{ protocol: 'http', method: 'HEAD' }, REDIRECTED, 301, 'Moved Permanently', ''],
    [{ protocol: 'http', method: 'POST' }, REDIRECTED, 307, 'Temporary Redirect', ''],
    [{ method: 'POST' }, {}, 403, 'Forbidden', '403 Forbidden\nThis path does not allow POST.\n'],
    [{ body: Buffer.from('x') }, {}, 403, 'Forbidden', '403 Forbidden\nA GET request cannot have a body.\n'],
  ])('%#: %.60j', (asked, changes, status, statusText, text) => {
    const refused = gates(request(asked), behavior(changes))!;
    expect({ ...refused, headers: undefined, body: Buffer.from(refused.body as Uint8Array).toString() })
      .toEqual({ status, statusText, headers: undefined, body: text });
  });

  it.each<[asked: Partial<EdgeRequest>, changes: Partial<BehaviorModel>]>([
    [{ path: 'x'.repeat(8192) }, {}],
    [{ path: '/', query: 'x'.repeat(8190) }, {}],
    [{ headers: { a: ['x'.repeat(ALL - 1 - 5)] } }, {}],
    [{ headers: { a: ['x'.repeat(1000), 'x'.repeat(ALL - 1 - 10 - 1000)] } }, {}],
    [{ protocol: 'http' }, {}],
    [{ headers: { a: [] } }, HTTPS_ONLY],
    [{}, REDIRECTED],
    [{ method: 'TRACE' }, { allowedMethods: { unknown: '${Methods}' } }],
    [{ method: 'OPTIONS', body: Buffer.from('x') }, {}],
    [{ body: Buffer.alloc(0) }, {}],
  ])('is nothing where it accepts the request, %#: %.60j', (asked, changes) => {
    expect(gates(request(asked), behavior(changes))).toBeUndefined();
  });

  it.each<[asked: Partial<EdgeRequest>, location: string]>([
    [{ path: '/a', query: 'b=1', headers: { host: ['www.example.com'] } }, 'https://www.example.com/a?b=1'],
    [{ path: '/a', headers: { host: ['www.example.com'] } }, 'https://www.example.com/a'],
    [{ path: '/a' }, 'https:///a'],
  ])('%j redirects to %s', (asked, location) => {
    expect(gates(request({ ...asked, protocol: 'http' }), behavior(REDIRECTED))!.headers.location).toEqual([location]);
  });
});
