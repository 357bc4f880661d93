import { bundled, changing, PAGE, PASS, REDIRECT, STATIC_BODY } from './sample-code';
import { CLEAN, findingOf, Verdict, verdictsOf } from './verdicts';
import { functionCode } from '../../../lib/construct/edge-function';
import { toOkOnServerErrors } from '../../support/stacks';

const ROLES = {
  primary: { OriginCustomHeaders: [{ HeaderName: 'x-failover-role', HeaderValue: 'primary' }] },
  secondary: { OriginCustomHeaders: [{ HeaderName: 'x-failover-role', HeaderValue: 'secondary' }] },
};
const GROUP_OF = (...Items: number[]) => ({ group: { FailoverCriteria: { StatusCodes: { Items, Quantity: Items.length } } } });
const CACHED = { behavior: { CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' } };

const SECURITY_HEADERS = changing(`
  const security = { 'Strict-Transport-Security': 'max-age=63072000', 'X-Frame-Options': 'DENY', 'X-Content-Type-Options': 'nosniff' };
  for (const [key, value] of Object.entries(security)) {
    response.headers[key.toLowerCase()] = [{ key, value }];
  }`);
const BY_ROLE = changing(`
  const { customHeaders } = Object.values(request.origin)[0];
  if (status >= 400 && customHeaders['x-failover-role']?.[0].value === 'secondary') {${PAGE}}`);

let verdicts: Record<string, Verdict>;

beforeAll(() => {
  verdicts = verdictsOf({
    'static body': { code: STATIC_BODY, ...CACHED },
    'redirect': REDIRECT,
    'not-found page': { code: changing(`if (status === 404) {${PAGE}}`), ...GROUP_OF(403, 404, 500) },
    'single-page app': {
      code: changing(`if ([403, 404].includes(status) && request.method === 'GET' && !/\\.\\w+$/.test(request.uri)) {${PAGE}}`),
      ...GROUP_OF(403, 404, 502),
    },
    'not-found page, not on the list': changing(`if (status === 404) {${PAGE}}`),
    'another status of the list': changing("if (status === 500) response.status = '503';"),
    'a status that is not on the list': changing("if (status === 500) response.status = '501';"),
    'JSON only': changing(`if (response.headers['content-type']?.[0].value === 'application/json') {${PAGE}}`),
    'pass': PASS,
    'security headers': SECURITY_HEADERS,
    'another body and the same status': changing(`if (status >= 400) {${PAGE.replace("response.status = '200';", '')}}`),
    'by role': { code: BY_ROLE, ...ROLES },
    'by role, without roles': BY_ROLE,
    'by domain name': changing(`if (status >= 400 && request.origin.custom.domainName === 'standby.example.com') {${PAGE}}`),
    'by the other domain name': changing(`if (status >= 400 && request.origin.custom.domainName === 'www.example.com') {${PAGE}}`),
    'by kind of origin': {
      code: changing(`if (status >= 400 && request.origin.s3) {${PAGE}}`),
      secondary: {
        DomainName: 'standby.s3.eu-west-1.amazonaws.com',
        CustomOriginConfig: undefined,
        S3OriginConfig: { OriginAccessIdentity: '' },
        OriginAccessControlId: 'E123',
      },
    },
    'our own': {
      code: functionCode({ failover: [500, 502, 503, 504], ...toOkOnServerErrors()._policyFor([]) }),
      ...ROLES,
    },
    'our own, wired the wrong way round': {
      code: functionCode({ failover: [500, 502, 503, 504], ...toOkOnServerErrors()._policyFor([]) }),
      primary: ROLES.secondary,
      secondary: ROLES.primary,
    },
    'our own, of another list': {
      code: functionCode({ failover: [500], ...toOkOnServerErrors()._policyFor([]) }),
      ...ROLES,
    },
    'failoverAware': {
      code: bundled(`import { failoverAware } from './lambda/failover-aware';
            export const handler = failoverAware(${
  changing(`if (status >= 400) {${PAGE}}`).replace('exports.handler = ', '').replace(/;$/, '')});`),
      ...ROLES,
    },
    'failoverAware over the sample': {
      code: bundled(
        "import { failoverAware } from './lambda/failover-aware'; import { staticBody } from './test/support/aws-sample'; export const " +
          'handler = failoverAware(staticBody);',
      ),
      ...ROLES,
    },
    'OPTIONS is not cached': {
      code: changing(`if (request.method === 'OPTIONS') {${PAGE}}`),
      behavior: { CachedMethods: ['GET', 'HEAD'] },
    },
    'OPTIONS is cached': changing(`if (request.method === 'OPTIONS') {${PAGE}}`),
    'a path of the behavior': {
      code: changing(`if (request.uri.startsWith('/shop/')) {${PAGE}}`),
      config: {
        CacheBehaviors: [
          {
            PathPattern: '/shop/*',
            TargetOriginId: 'group',
            ViewerProtocolPolicy: 'https-only',
            LambdaFunctionAssociations: [{ EventType: 'origin-response', LambdaFunctionARN: { Ref: 'Version' } }],
          },
        ],
      },
    },
  });
});

const masks = 'handler-masks-failover';

describe('a handler that keeps CloudFront from failing over', () => {
  test.each([
    ["fails: AWS's sample, 200 for every error", 'static body', '500, 502, 503, 504 of the primary => 200 (GET, HEAD, OPTIONS)'],
    ["fails: AWS's sample, a redirect for every error", 'redirect', '500, 502, 503, 504 of the primary => 302 (GET, HEAD, OPTIONS)'],
    ['fails: a page for 404, with 404 on the list', 'not-found page', '404 of the primary => 200 (GET, HEAD, OPTIONS)'],
    ['fails: a single-page app, with 403 and 404 on the list', 'single-page app', '403, 404 of the primary => 200 (GET)'],
    ['fails: a code that is not on the list', 'a status that is not on the list', '500 of the primary => 501 (GET, HEAD, OPTIONS)'],
    ['fails: one that looks at the content type', 'JSON only', '500, 502, 503, 504 of the primary => 200 (GET)'],
    [
      'fails: one that takes the members the wrong way round',
      'by the other domain name',
      '500, 502, 503, 504 of the primary => 200 (GET, HEAD, OPTIONS)',
    ],
    [
      'fails: our own function, with the roles the wrong way round',
      'our own, wired the wrong way round',
      '500, 502, 503, 504 of the primary => 200 (GET, HEAD, OPTIONS)',
    ],
    [
      'fails: our own function, with fewer codes than the group',
      'our own, of another list',
      '502, 503, 504 of the primary => 200 (GET, HEAD, OPTIONS)',
    ],
    ['fails: OPTIONS where it is cached', 'OPTIONS is cached', '500, 502, 503, 504 of the primary => 200 (OPTIONS)'],
    ['fails: a path of one of the behaviors', 'a path of the behavior', '500, 502, 503, 504 of the primary => 200 (GET, HEAD)'],
  ])('%s', (_, name, got) => {
    const finding = findingOf(verdicts[name]!, masks);
    expect(finding.level).toBe('error');
    expect(finding.message).toContain(`Got: ${got}. Allowed: `);
    expect(verdicts[name]!.reasons).toEqual([]);
  });

  test('fails with the function, the behaviors, the failure and the way out in the message', () => {
    const { message, fix, property } = findingOf(verdicts['a path of the behavior']!, masks);
    expect(message).toContain('The function Function (origin-response, behaviors /shop/*, *) ');
    expect(message).toContain('GET /shop/page, when the primary responds with 500 and ');
    expect(fix).toContain('failoverAware');
    expect(property).toBe('DistributionConfig.CacheBehaviors.0.LambdaFunctionAssociations.0');
  });
});

describe('a handler that CloudFront fails over with', () => {
  test.each([
    'not-found page, not on the list',
    'another status of the list',
    'pass',
    'security headers',
    'another body and the same status',
    'by role',
    'by role, without roles',
    'by domain name',
    'by kind of origin',
    'our own',
    'failoverAware',
    'OPTIONS is not cached',
  ])('has no findings: %s', name => {
    expect(verdicts[name]).toMatchObject(CLEAN);
  });

  test('is no longer masking once the sample is wrapped with failoverAware, and its headers are still reported', () => {
    expect(verdicts['failoverAware over the sample']).toMatchObject({
      rules: ['masked-success-cached', 'handler-leaves-entity-headers'],
      reasons: [],
    });
  });
});
