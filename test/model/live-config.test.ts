import { Assembly } from '../../lib/model/assembly';
import { templateOfLive } from '../../lib/model/live-config';
import { Template } from '../../lib/model/template';

const list = (...Items: unknown[]) => (Items.length ? { Quantity: Items.length, Items } : { Quantity: 0 });

/** A configuration as `aws cloudfront get-distribution-config` prints it. */
const CONFIG = {
  CallerReference: 'x',
  Aliases: list('www.example.com'),
  DefaultRootObject: '',
  Origins: list({
    Id: 'app',
    DomainName: 'app.example.com',
    OriginPath: '',
    CustomHeaders: list({ HeaderName: 'x-failover-role', HeaderValue: 'primary' }),
    CustomOriginConfig: {
      HTTPPort: 80,
      HTTPSPort: 443,
      OriginProtocolPolicy: 'https-only',
      OriginSslProtocols: list('TLSv1.2'),
      OriginReadTimeout: 5,
    },
    ConnectionAttempts: 2,
    OriginShield: { Enabled: false },
  }, {
    Id: 'bucket',
    DomainName: 'mine.s3.eu-west-1.amazonaws.com',
    CustomHeaders: list(),
    S3OriginConfig: { OriginAccessIdentity: '' },
    OriginAccessControlId: 'E1',
  }),
  OriginGroups: list(
    { Id: 'group', FailoverCriteria: { StatusCodes: list(500, 503) }, Members: list({ OriginId: 'app' }, { OriginId: 'bucket' }) },
  ),
  DefaultCacheBehavior: {
    TargetOriginId: 'group',
    ViewerProtocolPolicy: 'https-only',
    AllowedMethods: { ...list('GET', 'HEAD', 'OPTIONS'), CachedMethods: list('GET', 'HEAD') },
    LambdaFunctionAssociations: list(
      { LambdaFunctionARN: 'arn:aws:lambda:us-east-1:111122223333:function:mine:7', EventType: 'origin-response', IncludeBody: false },
    ),
    FunctionAssociations: list(),
    ForwardedValues: { QueryString: true, Cookies: { Forward: 'none' }, Headers: list('Origin'), QueryStringCacheKeys: list() },
    MinTTL: 0,
    DefaultTTL: 60,
    MaxTTL: 120,
  },
  CacheBehaviors: list(),
  CustomErrorResponses: list({ ErrorCode: 503, ResponsePagePath: '', ResponseCode: '', ErrorCachingMinTTL: 5 }),
};

function modelOf(answer: object) {
  const body = templateOfLive(answer)!;
  expect(new Template('live', body).resourcesOfType('AWS::CloudFront::Distribution')).toHaveLength(1);
  return Assembly.of(body).distributions()[0]!;
}

test('reads what the API says of a distribution as its template', () => {
  const { origins, groups, behaviors, aliases, errorResponses, defaultRootObject, quantities } = modelOf(
    { ETag: 'E2', DistributionConfig: CONFIG },
  );
  expect(origins).toMatchObject([
    {
      id: 'app',
      kind: 'custom',
      connectionAttempts: 2,
      readTimeout: 5,
      customHeaders: [{ name: 'x-failover-role', value: 'primary' }],
      shieldRegion: undefined,
    },
    { id: 'bucket', kind: 's3', signed: true, accessIdentity: undefined, customHeaders: [] },
  ]);
  expect(groups).toMatchObject([{ id: 'group', members: ['app', 'bucket'], statusCodes: [500, 503] }]);
  expect(behaviors).toMatchObject([
    {
      target: 'group',
      allowedMethods: ['GET', 'HEAD', 'OPTIONS'],
      cachedMethods: ['GET', 'HEAD'],
      cachePolicy: { maxTtl: 120, headers: { names: ['origin'] } },
      functions: [{ eventType: 'origin-response' }],
    },
  ]);
  expect([aliases, defaultRootObject, quantities.length]).toEqual([['www.example.com'], '', 3]);
  expect(errorResponses).toMatchObject([{ errorCode: 503, responseCode: undefined, responsePagePath: undefined, errorCachingMinTtl: 5 }]);
});

test.each<[string, object, string]>([
  ['get-distribution-config', { DistributionConfig: CONFIG }, 'Distribution'],
  ['get-distribution', { Distribution: { Id: 'EDFDVBD6EXAMPLE', DistributionConfig: CONFIG } }, 'EDFDVBD6EXAMPLE'],
  ['the configuration alone', CONFIG, 'Distribution'],
])('takes the answer of %s', (_, answer, logicalId) => {
  expect(modelOf(answer).logicalId).toBe(logicalId);
});

test('takes every distribution of list-distributions', () => {
  const Items = ['E1', 'E2'].map(Id => ({ Id, ARN: `arn:aws:cloudfront::111122223333:distribution/${Id}`, ...CONFIG }));
  const body = templateOfLive({ DistributionList: { Quantity: 2, IsTruncated: false, Items } })!;
  expect(Assembly.of(body).distributions().map(({ logicalId, groups }) => [logicalId, groups.length])).toEqual([['E1', 1], ['E2', 1]]);
});

test.each([{}, { Origins: [] }, { DistributionConfig: 5 }, { Distribution: { Id: 'E1' } }])('takes nothing else: %j', answer => {
  expect(templateOfLive(answer)).toBeUndefined();
});
