import { behaviorOf, Json, read, VERSION } from './reading';
import { canListBucket } from '../../lib/model/distribution';
import { TemplateBody } from '../../lib/model/template';

describe('behaviors', () => {
  test('match every path when they are the default, whatever else it says', () => {
    expect(behaviorOf({ PathPattern: '/only/*' }).pathPattern).toBe('*');
  });

  test('come in the order in which CloudFront matches them, the default one last', () => {
    const { behaviors } = read({
      DefaultCacheBehavior: { TargetOriginId: 'a' },
      CacheBehaviors: [{ PathPattern: 'x/*', TargetOriginId: 'b' }, { PathPattern: '*', TargetOriginId: 'c' }],
    });
    expect(behaviors.map(({ pathPattern, target, property }) => [pathPattern, target, property])).toEqual([
      ['x/*', 'b', 'DistributionConfig.CacheBehaviors.0'],
      ['*', 'c', 'DistributionConfig.CacheBehaviors.1'],
      ['*', 'a', 'DistributionConfig.DefaultCacheBehavior'],
    ]);
  });

  test('have CloudFront\'s defaults', () => {
    expect(behaviorOf({})).toMatchObject({
      allowedMethods: ['GET', 'HEAD'],
      cachedMethods: ['GET', 'HEAD'],
      grpc: false,
      minTtl: 0,
      forwardsHost: false,
      functions: [],
    });
  });

  test.each([
    [['GET', 'HEAD', 'OPTIONS'], ['GET', 'HEAD', 'OPTIONS']],
    [{ Items: ['GET', 'HEAD', 'OPTIONS'], Quantity: 3 }, ['GET', 'HEAD', 'OPTIONS']],
    [{ Ref: 'Methods' }, { unknown: '${Methods}' }],
    [['GET', { Ref: 'Method' }], ['GET', { unknown: '${Method}' }]],
  ])('read the methods %j', (AllowedMethods, expected) => {
    expect(behaviorOf({ AllowedMethods, CachedMethods: AllowedMethods })).toMatchObject({
      allowedMethods: expected,
      cachedMethods: expected,
    });
  });

  test.each<[unknown, Json]>([
    [0, { CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad' }],
    [1, { CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' }],
    [60, { MinTTL: 60 }],
    [30, { CachePolicyId: { Ref: 'Policy' } }],
    [30, { CachePolicyId: { 'Fn::GetAtt': ['Policy', 'Id'] } }],
    [{ unknown: 'the cache policy 00000000-0000-0000-0000-000000000000' }, { CachePolicyId: '00000000-0000-0000-0000-000000000000' }],
    [{ unknown: 'the cache policy ${Imported}' }, { CachePolicyId: { Ref: 'Imported' } }],
    [{ unknown: 'the cache policy constructor' }, { CachePolicyId: 'constructor' }],
  ])('have the minimum TTL %j: %j', (minTtl, behavior) => {
    const Policy = { Type: 'AWS::CloudFront::CachePolicy', Properties: { CachePolicyConfig: { Name: 'mine', MinTTL: 30 } } };
    expect(behaviorOf(behavior, { Resources: { Policy } }).minTtl).toEqual(minTtl);
  });

  test.each<[unknown, Json]>([
    [true, { OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3' }],
    [false, { OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac' }],
    [true, { ForwardedValues: { QueryString: false, Headers: ['*'] } }],
    [true, { ForwardedValues: { QueryString: false, Headers: ['HOST'] } }],
    [false, { ForwardedValues: { QueryString: false, Headers: ['Accept'] } }],
    [true, { OriginRequestPolicyId: { Ref: 'WithHost' } }],
    [true, { OriginRequestPolicyId: { Ref: 'All' } }],
    [true, { OriginRequestPolicyId: { Ref: 'AllButAccept' } }],
    [false, { OriginRequestPolicyId: { Ref: 'AllButHost' } }],
    [true, { CachePolicyId: { Ref: 'Key' } }],
    [true, { CachePolicyId: { Ref: 'Key' }, OriginRequestPolicyId: { Ref: 'Imported' } }],
    [{ unknown: 'the origin request policy ${Imported}' }, { OriginRequestPolicyId: { Ref: 'Imported' } }],
    [{ unknown: 'the origin request policy constructor' }, { OriginRequestPolicyId: 'constructor' }],
  ])('forward the Host header %j: %j', (forwardsHost, behavior) => {
    const requestPolicy = (HeaderBehavior: string, ...Headers: string[]) => ({
      Type: 'AWS::CloudFront::OriginRequestPolicy',
      Properties: { OriginRequestPolicyConfig: { HeadersConfig: { HeaderBehavior, Headers } } },
    });
    const Resources = {
      WithHost: requestPolicy('whitelist', 'Accept', 'host'),
      All: requestPolicy('allViewer'),
      AllButAccept: requestPolicy('allExcept', 'Accept'),
      AllButHost: requestPolicy('allExcept', 'Host'),
      Key: {
        Type: 'AWS::CloudFront::CachePolicy',
        Properties: {
          CachePolicyConfig: {
            ParametersInCacheKeyAndForwardedToOrigin: { HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['Host'] } },
          },
        },
      },
    };
    expect(behaviorOf(behavior, { Resources }).forwardsHost).toEqual(forwardsHost);
  });

  test('have their functions, of both kinds', () => {
    const { functions } = behaviorOf({
      LambdaFunctionAssociations: [{ EventType: 'origin-response', LambdaFunctionARN: { Ref: 'Version' } }],
      FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': ['Viewer', 'FunctionARN'] } }],
    }, { Resources: VERSION });
    expect(functions).toMatchObject([{
      property: 'DistributionConfig.DefaultCacheBehavior.LambdaFunctionAssociations.0',
      kind: 'lambda',
      eventType: 'origin-response',
      includeBody: false,
      function: { logicalId: 'Function' },
    }, {
      property: 'DistributionConfig.DefaultCacheBehavior.FunctionAssociations.0',
      kind: 'cloudfront-function',
      eventType: 'viewer-request',
      function: { unknown: '${Viewer.FunctionARN}' },
    }]);
  });
});

describe('references behind conditions', () => {
  const body = (holds: boolean): TemplateBody => ({
    Conditions: { Holds: { 'Fn::Equals': ['a', holds ? 'a' : 'b'] } },
    Resources: { ...VERSION, Policy: { Type: 'AWS::CloudFront::CachePolicy', Properties: { CachePolicyConfig: { MinTTL: 30 } } } },
  });
  const when = (value: unknown) => ({ 'Fn::If': ['Holds', value, { Ref: 'AWS::NoValue' }] });
  const association = { EventType: 'origin-response', LambdaFunctionARN: { Ref: 'Version' } };
  const full = { PathPattern: 'full/*', CachePolicyId: { Ref: 'Policy' }, LambdaFunctionAssociations: [association] };
  const bare = { PathPattern: 'bare/*', MinTTL: 5 };

  test.each<[string, Json]>([
    ['the behavior', { CacheBehaviors: [when(full)] }],
    ['the list of behaviors', { CacheBehaviors: when([full]) }],
    ['the list of functions', { CacheBehaviors: [{ ...full, LambdaFunctionAssociations: when([association]) }] }],
    ['a function', { CacheBehaviors: [{ ...full, LambdaFunctionAssociations: [when(association)] }] }],
    [
      'the ARN of a function',
      { CacheBehaviors: [{ ...full, LambdaFunctionAssociations: [{ ...association, LambdaFunctionARN: when({ Ref: 'Version' }) }] }] },
    ],
    ['the cache policy', { CacheBehaviors: [{ ...full, CachePolicyId: when({ Ref: 'Policy' }) }] }],
    ['the configuration', when({ CacheBehaviors: [full] }) as Json],
  ])('are followed when the condition holds for %s', (_, config) => {
    expect(read(config, body(true)).behaviors[0]).toMatchObject({
      pathPattern: 'full/*',
      minTtl: 30,
      functions: [{ function: { logicalId: 'Function' } }],
    });
  });

  test('are not mixed up when a behavior in front is left out', () => {
    const other = { EventType: 'origin-response', LambdaFunctionARN: { Ref: 'Other' } };
    const { behaviors } = read({ CacheBehaviors: [when(bare), full, { ...bare, LambdaFunctionAssociations: [other] }] }, body(false));
    expect(behaviors.slice(0, 2)).toMatchObject([
      { pathPattern: 'full/*', minTtl: 30, functions: [{ function: { logicalId: 'Function' } }] },
      { pathPattern: 'bare/*', minTtl: 5, functions: [{ function: { unknown: '${Other}' } }] },
    ]);
  });

  test('are not mixed up when an origin in front is left out', () => {
    const bucket = (name: string) => ({
      Id: name, DomainName: { 'Fn::GetAtt': [name, 'RegionalDomainName'] }, S3OriginConfig: {}, OriginAccessControlId: 'E123',
    });
    const { Conditions } = body(false);
    const { origins } = read(
      {
        Origins: [when(bucket('Gone')), bucket('First'), bucket('Second')],
        OriginGroups: { Items: [{ Id: 'group', FailoverCriteria: { StatusCodes: { Items: [404] } } }] },
      },
      {
        Conditions,
        Resources: {
          First: { Type: 'AWS::S3::Bucket' },
          Second: { Type: 'AWS::S3::Bucket' },
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'First' },
              PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:ListBucket', Principal: '*' }] },
            },
          },
        },
      },
    );
    expect(origins.map(origin => [origin.id, canListBucket(origin)])).toEqual([
      ['First', true],
      ['Second', false],
    ]);
  });

  test('are not mixed up when a function in front is left out', () => {
    const viewer = { EventType: 'viewer-request', LambdaFunctionARN: 'arn:aws:lambda:us-east-1:111111111111:function:mine:3' };
    const { behaviors } = read({ CacheBehaviors: [{ ...full, LambdaFunctionAssociations: [when(viewer), association] }] }, body(false));
    expect(behaviors[0]!.functions).toMatchObject([{ eventType: 'origin-response', function: { logicalId: 'Function' } }]);
  });
});

describe('custom error responses', () => {
  test('have CloudFront\'s defaults', () => {
    expect(
      read({
        CustomErrorResponses: [
          { ErrorCode: 404 },
          { ErrorCode: 503, ResponseCode: 200, ResponsePagePath: '/down.html', ErrorCachingMinTTL: 0 },
        ],
      }).errorResponses,
    ).toEqual([
      {
        property: 'DistributionConfig.CustomErrorResponses.0',
        errorCode: 404,
        responseCode: undefined,
        responsePagePath: undefined,
        errorCachingMinTtl: 10,
      },
      {
        property: 'DistributionConfig.CustomErrorResponses.1',
        errorCode: 503,
        responseCode: 200,
        responsePagePath: '/down.html',
        errorCachingMinTtl: 0,
      },
    ]);
  });
});
