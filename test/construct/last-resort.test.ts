import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ErrorPage, ErrorRewrite, FailoverDistributionProps, LastResort, LastResortOptions, OriginFailover } from '../../lib';
import { Assembly } from '../../lib/model/assembly';
import { matrixOf } from '../../lib/report/matrix/matrix';
import { simulate } from '../../lib/testing';
import { distributionConfig, partsOf, plainOrigins, resourcesOf, siteIn, stackIn, templatesIn, verdictOf } from '../support/stacks';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'last-resort-'));
  writeFileSync(join(folder, 'index.html'), '<h1>Sorry</h1>');
});
afterAll(() => rmSync(folder, { recursive: true }));

type Props = Partial<FailoverDistributionProps>;

const pagesIn = (stack: Stack) => s3.Bucket.fromBucketName(stack, 'TheirPages', 'example-pages');
const existing = (stack: Stack, options?: LastResortOptions) => LastResort.fromBucket(pagesIn(stack), '/sorry/index.html', options);

const DOORS: ReadonlyArray<readonly [name: string, make: (stack: Stack, props: Props) => unknown]> = [
  ['FailoverDistribution', (stack, props) => siteIn(stack, props)],
  ['OriginFailover', (stack, { primaryOrigin, errorResponses, defaultBehavior, ...props }) => {
    const origin = primaryOrigin ?? plainOrigins().primaryOrigin;
    const distribution = new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin, ...defaultBehavior }, errorResponses });
    distribution.addBehavior('*.html', origin);
    return distribution.with(new OriginFailover({ secondaryOrigin: plainOrigins().secondaryOrigin, ...props }));
  }],
];

const HTTPS = { viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS };

describe.each(DOORS)('lastResort of %s', (_, make) => {
  test('is a page for 502, 503 and 504 in a third bucket, through a behavior before all others', () => {
    const stack = stackIn('eu-west-1');
    make(stack, { lastResort: existing(stack), defaultBehavior: HTTPS });
    const { CustomErrorResponses, CacheBehaviors, Origins, OriginGroups } = distributionConfig(stack);
    expect(CustomErrorResponses).toEqual([502, 503, 504].map(code => ({
      ErrorCode: code, ResponseCode: code, ResponsePagePath: '/sorry/index.html', ErrorCachingMinTTL: 5,
    })));
    const [page] = CacheBehaviors;
    expect(page).toMatchObject({ PathPattern: '/sorry/*', ViewerProtocolPolicy: 'redirect-to-https' });
    const origin = Origins.find(({ Id }: { Id: string }) => Id === page.TargetOriginId);
    expect(JSON.stringify(origin.DomainName)).toContain('example-pages.s3.');
    expect(origin).toHaveProperty('OriginAccessControlId');
    expect(OriginGroups.Items[0].Members.Items).not.toContainEqual({ OriginId: origin.Id });
  });

  test.each([
    ['a file', () => LastResort.fromFile(join(folder, 'index.html'))],
    ['a folder', () => LastResort.fromFolder(folder)],
  ])('is deployed from %s into a bucket of its own', (_kind, page) => {
    const stack = stackIn('us-east-1');
    make(stack, { lastResort: page() });
    const { Stack: template } = templatesIn(stack);
    const [[bucket]] = resourcesOf(template, 'AWS::S3::Bucket') as [[string, unknown]];
    const [[, deployment]] = resourcesOf(template, 'Custom::CDKBucketDeployment') as [[string, any]];
    expect(deployment.Properties).toMatchObject({
      DestinationBucketName: { Ref: bucket },
      DestinationBucketKeyPrefix: 'last-resort',
      SystemMetadata: { 'cache-control': 'max-age=60' },
      RetainOnDelete: false,
    });
    expect(distributionConfig(stack)).toMatchObject({
      CacheBehaviors: expect.arrayContaining([expect.objectContaining({ PathPattern: '/last-resort/*' })]),
      CustomErrorResponses: expect.arrayContaining([expect.objectContaining({ ResponsePagePath: '/last-resort/index.html' })]),
    });
  });

  test('neither its rules nor those of the whole library find anything wrong', () => {
    const stack = stackIn('us-east-1');
    make(stack, { lastResort: LastResort.fromFolder(folder), defaultBehavior: HTTPS });
    const { errors, warnings, infos } = verdictOf(stack);
    expect([errors, warnings]).toEqual([[], []]);
    expect(infos.map(({ rule }) => rule)).toEqual(['slow-failover']);
  });

  test('no viewer ever gets an error of CloudFront, whatever both origins do', async () => {
    const stack = stackIn('us-east-1');
    make(stack, { lastResort: existing(stack), errorRewrite: ErrorRewrite.none() });
    expect(await errorsOfCloudFront(stack)).toEqual([]);
  });

  test('without it, they do', async () => {
    const stack = stackIn('us-east-1');
    make(stack, {});
    expect(await errorsOfCloudFront(stack)).toContain('GET / refused, refused: 502');
  });

  test('when the origins are back, viewers get their responses within the time that an error is kept', async () => {
    const stack = stackIn('us-east-1');
    make(stack, { lastResort: existing(stack, { ttl: Duration.seconds(3) }) });
    const edge = simulate(stack);
    try {
      const pages = edge.distribution.origins.find(({ kind }) => kind === 's3')!;
      edge.origin(pages.id).respond(200, '<h1>Sorry</h1>');
      for (const role of ['primary', 'secondary'] as const) edge.origin(role).refuse();
      const outage = await edge.fetch('/never-seen-before');
      expect([outage.status, await outage.text(), outage.trace.errorPage]).toEqual([502, '<h1>Sorry</h1>', '/sorry/index.html']);
      for (const role of ['primary', 'secondary'] as const) edge.origin(role).recover();
      edge.clock.advance(2.9);
      expect((await edge.fetch('/never-seen-before')).status).toBe(502);
      edge.clock.advance(0.2);
      expect((await edge.fetch('/never-seen-before')).status).toBe(200);
    } finally {
      await edge.close();
    }
  });

  test.each<[string, (stack: Stack) => Props, ReturnType<typeof partsOf>]>([
    ['an error response for the same status code', stack => ({
      lastResort: existing(stack),
      errorResponses: [
        { httpStatus: 503, responseHttpStatus: 503, responsePagePath: '/503.html' },
        { httpStatus: 404, ttl: Duration.seconds(1) },
      ],
    }), {
      what: 'Stack/Site: Two error responses are for the same status code, and CloudFront accepts one.',
      got: '503 of errorResponses and of lastResort',
      allowed: 'one for each status code',
      fix: 'Remove them from errorResponses, or change statusCodes of lastResort.',
    }],
    ['a page of errorRewrite for the same status code', stack => ({
      lastResort: existing(stack), errorRewrite: ErrorRewrite.keepStatus(ErrorPage.fromString('<h1>Back soon</h1>')),
    }), {
      what: 'Stack/Site: Two pages are for the same status codes, and CloudFront would show that of lastResort.',
      got: '502, 503, 504 with a page of errorRewrite and of lastResort',
      allowed: 'one page for each status code',
      fix: 'Leave the page of errorRewrite out, or change statusCodes of one of the two.',
    }],
    ['the bucket of a member', stack => ({
      lastResort: existing(stack),
      secondaryOrigin: S3BucketOrigin.withOriginAccessControl(s3.Bucket.fromBucketName(stack, 'Theirs', 'example-pages')),
    }), {
      what: 'Stack/Site: lastResort is in the bucket of a member, so the page is gone when the member is.',
      got: 'Stack/TheirPages',
      allowed: 'a bucket that is neither member',
      fix: 'Put the page into a bucket of its own.',
    }],
  ])('refuses %s', (_what, props, parts) => {
    const stack = stackIn('us-east-1');
    const { what, ...rest } = partsOf(() => make(stack, props(stack)));
    expect({ what: what.replace(/^(OriginFailover|Stack\/Site\/Resource): /, 'Stack/Site: '), ...rest }).toEqual(parts);
  });
});

/** What viewers get when CloudFront answers by itself, for each such case of the matrix. */
async function errorsOfCloudFront(stack: Stack): Promise<string[]> {
  const { directory } = (stack.node.root as App).synth();
  const { distributions } = await matrixOf(Assembly.read(directory).distributions());
  return distributions.flatMap(({ behaviors }) => behaviors.filter(({ secondary }) => secondary).flatMap(({ path, cells }) => cells
    .filter(({ status, trace }) => status >= 500 && trace.servedBy === 'edge')
    .map(({ method, primary, secondary, status }) => `${method} ${path === '/page' ? '/' : path} ${primary}, ${secondary}: ${status}`)));
}

describe('what cannot be a last resort', () => {
  const stack = new Stack();
  const bucket = pagesIn(stack);
  test.each<[string, () => unknown, string]>([
    ['a file that does not exist', () => LastResort.fromFile('no/such.html'), 'no/such.html'],
    ['a folder as a file', () => LastResort.fromFile(folder), expect.stringMatching(/^\/.+[^/]$/)],
    ['a file as a folder', () => LastResort.fromFolder(join(folder, 'index.html')), expect.stringMatching(/^\/.+\/index\.html$/)],
    ['a folder without the page', () => LastResort.fromFolder(folder, { page: '503.html' }), expect.stringContaining('503.html')],
    ['no path', () => LastResort.fromFile(undefined as never), 'nothing'],
    ['a path without a slash', () => LastResort.fromBucket(bucket, 'sorry.html'), 'sorry.html'],
    ['a path with a star', () => LastResort.fromBucket(bucket, '/*/sorry.html'), '/*/sorry.html'],
    ['a path that climbs', () => LastResort.fromFolder(folder, { path: '/a//b' }), '/a//b/index.html'],
    ['no bucket', () => LastResort.fromBucket('pages' as never, '/sorry.html'), 'pages'],
    ['a status code that CloudFront has no page for', () => LastResort.fromBucket(bucket, '/a.html', { statusCodes: [503, 429] }), '429'],
    ['no status code', () => LastResort.fromBucket(bucket, '/a.html', { statusCodes: [] }), 'an empty list'],
    ['a day', () => LastResort.fromBucket(bucket, '/a.html', { ttl: Duration.days(1) }), '86400'],
    ['null for an option', () => LastResort.fromBucket(bucket, '/a.html', { ttl: null as never }), 'null'],
    ['text for options', () => LastResort.fromFile(join(folder, 'index.html'), 'x' as never), 'x'],
  ])('%s', (_what, attempt, got) => {
    const parts = partsOf(attempt);
    expect(parts).toMatchObject({ what: expect.stringMatching(/^LastResort\.from/), allowed: expect.any(String), fix: expect.any(String) });
    expect(parts.got).toEqual(got);
  });

  test('something else', () => {
    expect(partsOf(() => siteIn(stackIn('us-east-1'), { lastResort: new HttpOrigin('www.example.com') as never })).what)
      .toBe('Stack/Site: lastResort is not a LastResort.');
  });
});
