import { Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ErrorPage, ErrorRewrite, FailoverDistributionProps } from '../../lib';
import { SimulatedEdge, simulate } from '../../lib/testing';
import { siteIn, stackIn, userFunction, verdictOf } from '../support/stacks';

const RULE = 'standby-lacks-objects';
const DENIED = '<Error><Code>AccessDenied</Code></Error>';
const PAGE = ErrorPage.fromString('<h1>Back soon</h1>');

type Props = Partial<FailoverDistributionProps>;

const bucket = (stack: Stack, id: string) => new s3.Bucket(stack, id);
const publicBucket = (stack: Stack, id: string) =>
  new s3.Bucket(stack, id, { publicReadAccess: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ACLS_ONLY });
const privateBucket = (stack: Stack, id: string, access?: cloudfront.AccessLevel[]) =>
  origins.S3BucketOrigin.withOriginAccessControl(bucket(stack, id), { originAccessLevels: access });

let edge: SimulatedEdge;

/** A site whose primary is a server and whose secondary is a private bucket, unless the props say otherwise. */
function standbySite(props: Props | ((stack: Stack) => Props) = {}): Stack {
  const stack = stackIn('eu-west-1');
  siteIn(stack, { secondaryOrigin: privateBucket(stack, 'Standby'), ...(typeof props === 'function' ? props(stack) : props) });
  return stack;
}

/** What a viewer gets: the status, and the body or `the page`. */
async function ask(path: string, method = 'GET'): Promise<string> {
  const response = await edge.fetch(path, { method });
  const text = await response.text();
  return `${response.status} ${text.includes('<h1>Back soon') ? 'the page' : text}`.trim();
}

/** What a viewer gets while the primary is down and the secondary answers with a status. */
async function inOutage(stack: Stack, status: number): Promise<string> {
  edge = simulate(stack);
  edge.origin('primary').respond(503);
  edge.origin('secondary').respond(status, DENIED);
  return ask('/products/42');
}

function toldOf(stack: Stack): string[] {
  return verdictOf(stack)
    .infos.filter(({ rule }) => rule === RULE)
    .map(({ path, text }) => `${path}: ${text}`);
}

afterEach(() => edge?.close());

describe('a server, with a private bucket as the standby', () => {
  test.each(['/products/42', '/', '/docs/', '/data.json'])('viewers of %s, which the standby lacks, get the page with 503', async path => {
    edge = simulate(standbySite());
    edge.origin('primary').respond(503);
    edge.origin('secondary').respond(403, DENIED);
    const response = await edge.fetch(path);
    expect([response.status, response.headers.get('x-failover-original-status'), response.headers.get('retry-after')]).toEqual([
      503,
      '403',
      '30',
    ]);
    expect(await response.text()).toContain('Back soon');
    expect(response.trace.servedBy).toBe('secondary');
  });

  test.each([
    [404, '503 the page'],
    [403, '503 the page'],
    [500, '500 the page'],
    [503, '503 the page'],
    [416, `416 ${DENIED}`],
    [200, `200 ${DENIED}`],
  ])('a %d of the standby becomes %s', async (status, seen) => {
    expect(await inOutage(standbySite(), status)).toBe(seen);
  });

  test('HEAD gets 503 without a body', async () => {
    edge = simulate(standbySite());
    edge.origin('primary').respond(503);
    edge.origin('secondary').respond(403);
    expect(await ask('/products/42', 'HEAD')).toBe('503');
  });

  test.each([403, 404])("the primary's own %d stays, with its page", async status => {
    edge = simulate(standbySite());
    edge.origin('primary').respond(status, 'no such product');
    edge.origin('secondary').respond(200, 'the standby is not asked');
    expect(await ask('/products/43')).toBe(`${status} no such product`);
  });

  test('information says which codes were chosen, and how to choose others', () => {
    expect(toldOf(standbySite())).toEqual([
      'Stack/Site: The secondary is an S3 bucket and the primary is not, so 403 and 404 from the secondary count as part of the ' +
        'outage and are rewritten. ' +
        'Set secondaryStatusCodes of the error rewrite to choose for yourself.',
    ]);
  });

  test.each<[name: string, rewrite: ErrorRewrite, seen: string]>([
    ['toOk', ErrorRewrite.toOk(PAGE, { statusCodes: [500, 503] }), '200 the page'],
    ['redirect', ErrorRewrite.redirect('https://status.example.com/'), '302'],
    ['keepStatus with other codes', ErrorRewrite.keepStatus(PAGE, { statusCodes: [500] }), '503 the page'],
    ['keepStatus with 404 among its codes', ErrorRewrite.keepStatus(PAGE, { statusCodes: [404, 503] }), '404 the page'],
    ['none', ErrorRewrite.none(), `404 ${DENIED}`],
  ])('%s decides what a 404 of the standby becomes', async (_, errorRewrite, seen) => {
    expect(await inOutage(standbySite({ errorRewrite }), 404)).toBe(seen);
  });

  test('information names only codes that were added', () => {
    expect(toldOf(standbySite({ errorRewrite: ErrorRewrite.keepStatus(PAGE, { statusCodes: [404, 503] }) }))).toEqual([
      expect.stringContaining('so 403 from the secondary'),
    ]);
    expect(toldOf(standbySite({ errorRewrite: ErrorRewrite.toOk() }))).toEqual([]);
    expect(toldOf(standbySite({ errorRewrite: ErrorRewrite.none() }))).toEqual([]);
    expect(toldOf(standbySite(stack => ({ originResponseFunction: userFunction(stack).currentVersion })))).toEqual([]);
  });

  test('with secondaryStatusCodes it is as the user says, and nothing is reported', async () => {
    const stack = standbySite({ errorRewrite: ErrorRewrite.keepStatus(PAGE, { secondaryStatusCodes: [404, 503] }) });
    expect(await inOutage(stack, 404)).toBe('503 the page');
    expect(await inOutage(stack, 403)).toBe(`403 ${DENIED}`);
    expect(await inOutage(stack, 503)).toBe('503 the page');
    expect(await inOutage(stack, 500)).toBe(`500 ${DENIED}`);
    expect(toldOf(stack)).toEqual([]);
  });

  test.each([[403], [404]])(
    'nothing is added when the user fails over on %d: the secondary is then asked for what is merely missing',
    async code => {
      const stack = standbySite({ failoverStatusCodes: [code, 500, 502, 503, 504] });
      edge = simulate(stack);
      edge.origin('primary').respond(code, 'no such product');
      edge.origin('secondary').respond(code, DENIED);
      expect(await ask('/products/43')).toBe(`${code} ${DENIED}`);
      expect(toldOf(stack)).toEqual([]);
    },
  );

  test('nothing is done to what a direct behavior gets', async () => {
    const primaryOrigin = new origins.HttpOrigin('www.example.com', { originId: 'app' });
    edge = simulate(standbySite({ primaryOrigin, directBehaviors: { '/api/*': { rewriteErrors: true } } }));
    edge.origin('app-sole').respond(404, 'no such order');
    expect(await ask('/api/orders/1')).toBe('404 no such order');
  });
});

describe('which pairs have a standby that may lack objects', () => {
  beforeAll(() => {
    process.env.JSII_DEPRECATED = 'quiet';
  });
  afterAll(() => {
    delete process.env.JSII_DEPRECATED;
  });

  const NAMED: ReadonlyArray<[name: string, props: (stack: Stack) => Props, has: boolean]> = [
    ['a server and a bucket that may be listed',
      stack => ({ secondaryOrigin: privateBucket(stack, 'B', [cloudfront.AccessLevel.READ, cloudfront.AccessLevel.LIST]) }), true],
    [
      'a server and a bucket with an access identity',
      stack => ({ secondaryOrigin: origins.S3BucketOrigin.withOriginAccessIdentity(bucket(stack, 'B')) }),
      true,
    ],
    [
      'a server and a public bucket',
      stack => ({ secondaryOrigin: origins.S3BucketOrigin.withBucketDefaults(publicBucket(stack, 'B')) }),
      true,
    ],
    ['a server and a bucket by the deprecated S3Origin', stack => ({ secondaryOrigin: new origins.S3Origin(bucket(stack, 'B')) }), true],
    ['a website and a bucket', stack => ({ primaryOrigin: website(stack), secondaryOrigin: privateBucket(stack, 'B') }), true],
    [
      'two buckets, which are replicas',
      stack => ({ primaryOrigin: privateBucket(stack, 'A'), secondaryOrigin: privateBucket(stack, 'B') }),
      false,
    ],
    [
      'a bucket and a server',
      stack => ({ primaryOrigin: privateBucket(stack, 'A'), secondaryOrigin: new origins.HttpOrigin('b.example.com') }),
      false,
    ],
    ['two servers', () => ({ secondaryOrigin: new origins.HttpOrigin('b.example.com') }), false],
    ['a server and a website, which has a page of its own', stack => ({ secondaryOrigin: website(stack) }), false],
    [
      'a server and a website by the deprecated S3Origin',
      stack => ({ secondaryOrigin: new origins.S3Origin(new s3.Bucket(stack, 'B', { websiteIndexDocument: 'index.html' })) }),
      false,
    ],
  ];
  const website = (stack: Stack) =>
    new origins.S3StaticWebsiteOrigin(new s3.Bucket(stack, 'Website', { websiteIndexDocument: 'index.html' }));

  test.each(NAMED)('%s', async (_, props, has) => {
    const stack = standbySite(props);
    expect(await inOutage(stack, 404)).toBe(has ? '503 the page' : `404 ${DENIED}`);
    expect(toldOf(stack)).toHaveLength(has ? 1 : 0);
  });
});

describe('viewers while both are down', () => {
  test.each(['/assets/app.js', '/data.json', '/logo.png'])('of %s see an error: it is a 503 that nobody keeps', async path => {
    const stack = stackIn('eu-west-1');
    siteIn(stack);
    edge = simulate(stack);
    edge.origin('primary').respond(503);
    edge.origin('secondary').respond(503);
    const { status, headers } = await edge.fetch(path, { headers: { accept: 'application/json' } });
    expect([status, headers.get('retry-after'), headers.get('cache-control')]).toEqual([503, '30', 'no-store']);
  });
});
