import * as fc from 'fast-check';
import { garbage } from './garbage';
import { canListBucket, DistributionModel } from '../../lib/model/distribution';
import { locateFunction } from '../../lib/model/locate-function';
import { readDistribution } from '../../lib/model/read-distribution';
import { Resource, Template, TemplateBody } from '../../lib/model/template';
import { distributionConfig, siteIn, stackIn } from '../support/stacks';

type Json = Record<string, any>;

function read(config: unknown, { Resources, ...rest }: TemplateBody = {}, metadata?: Json): DistributionModel {
  const Site = { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig: config }, Metadata: metadata } as Resource;
  return readResource(Site, { ...rest, Resources: { ...Resources, Site } });
}

function readResource(resource: Resource, body: TemplateBody = {}): DistributionModel {
  const template = new Template('stack', body, { region: 'eu-west-1' });
  const home = { name: template.name, source: template, environment: template.environment };
  return readDistribution('Site', resource, {
    template: template.name,
    source: template,
    environment: template.environment,
    functionBehind: arn => locateFunction(arn, home, [home]),
  });
}

function originOf(origin: Json, body?: TemplateBody): DistributionModel['origins'][number] {
  return read({ Origins: [{ Id: 'mine', ...origin }] }, body).origins[0]!;
}

function behaviorOf(behavior: Json, body?: TemplateBody): DistributionModel['behaviors'][number] {
  return read({ DefaultCacheBehavior: behavior }, body).behaviors[0]!;
}

function isDeeplyFrozen(value: unknown): boolean {
  return typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen));
}

const VERSION = {
  Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Function' } } },
  Function: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Code: { ZipFile: 'code' } } },
};

describe('a distribution', () => {
  test('is named by its logical id, its template and its construct path', () => {
    expect(read({}, {}, { 'aws:cdk:path': 'Stack/Site/Resource' })).toMatchObject({
      logicalId: 'Site',
      template: 'stack',
      path: 'Stack/Site/Resource',
    });
    expect(read({}).path).toBeUndefined();
    expect(read({}, {}, { 'aws:cdk:path': 5 }).path).toBeUndefined();
  });

  test('has a default behavior, whatever the template says', () => {
    expect(readResource({ Type: 'AWS::CloudFront::Distribution' })).toMatchObject({
      origins: [],
      groups: [],
      errorResponses: [],
      behaviors: [{ pathPattern: '*', property: 'DistributionConfig.DefaultCacheBehavior' }],
    });
  });

  test('is frozen to the last list', () => {
    const stack = stackIn('us-east-1');
    siteIn(stack, { additionalBehaviors: { 'a/*': {} } });
    expect(isDeeplyFrozen(read(distributionConfig(stack), { Resources: VERSION }))).toBe(true);
  });

  test('freezes nothing of the template that it was read from', () => {
    const body = {
      Parameters: { Methods: { Type: 'CommaDelimitedList', Default: 'GET,HEAD' } },
      Mappings: { Map: { a: { codes: [500, 503], methods: ['GET', 'HEAD'] } } },
      Resources: VERSION,
    };
    const config = {
      Origins: [{ Id: 'mine', OriginCustomHeaders: [{ HeaderName: 'a', HeaderValue: 'b' }] }],
      OriginGroups: { Items: [{ Id: 'group', FailoverCriteria: { StatusCodes: { Items: { 'Fn::FindInMap': ['Map', 'a', 'codes'] } } } }] },
      DefaultCacheBehavior: {
        AllowedMethods: { 'Fn::FindInMap': ['Map', 'a', 'methods'] },
        CachedMethods: { Ref: 'Methods' },
        LambdaFunctionAssociations: [{ EventType: 'origin-response', LambdaFunctionARN: { Ref: 'Version' } }],
      },
    };
    read(config, body);
    const frozen: string[] = [];
    JSON.stringify({ body, config }, (key, value) => {
      if (typeof value === 'object' && Object.isFrozen(value)) frozen.push(key);
      return value;
    });
    expect(frozen).toEqual([]);
  });
});

describe('origins', () => {
  test('have CloudFront\'s defaults', () => {
    expect(originOf({ DomainName: 'a.example.com', CustomOriginConfig: {} })).toMatchObject({
      property: 'DistributionConfig.Origins.0',
      id: 'mine',
      kind: 'custom',
      domainName: 'a.example.com',
      originPath: '',
      customHeaders: [],
      connectionAttempts: 3,
      connectionTimeout: 10,
      readTimeout: 30,
      mutualTls: false,
      signed: false,
    });
  });

  test('have what the template says', () => {
    expect(originOf({
      DomainName: { Ref: 'Domain' },
      OriginPath: '/v1',
      ConnectionAttempts: 1,
      ConnectionTimeout: 2,
      OriginCustomHeaders: [{ HeaderName: 'x-secret', HeaderValue: { Ref: 'Secret' } }],
      CustomOriginConfig: { OriginReadTimeout: 5, OriginMtlsConfig: { ClientCertificateArn: 'arn' } },
    })).toMatchObject({
      domainName: { unknown: '${Domain}' },
      originPath: '/v1',
      connectionAttempts: 1,
      connectionTimeout: 2,
      readTimeout: 5,
      mutualTls: true,
      customHeaders: [{ name: 'x-secret', value: { unknown: '${Secret}' } }],
    });
  });

  test.each<[string, Json]>([
    ['custom', { DomainName: 'www.example.com', CustomOriginConfig: {} }],
    ['custom', { DomainName: { Ref: 'DomainName' }, CustomOriginConfig: {} }],
    ['custom', { DomainName: { 'Fn::GetAtt': ['Bucket', 'DomainName'] }, CustomOriginConfig: {} }],
    ['custom', { DomainName: { 'Fn::GetAtt': ['Bucket', { toString: 1, valueOf: 1 }] }, CustomOriginConfig: {} }],
    ['s3', { DomainName: 'mine.s3.eu-west-1.amazonaws.com', S3OriginConfig: {} }],
    ['s3', { DomainName: { 'Fn::GetAtt': ['Bucket', 'DomainName'] }, S3OriginConfig: { OriginAccessIdentity: '' } }],
    ['s3-website', { DomainName: 'mine.s3-website-eu-west-1.amazonaws.com', CustomOriginConfig: {} }],
    ['s3-website', { DomainName: 'mine.s3-website.eu-central-1.amazonaws.com', CustomOriginConfig: {} }],
    [
      's3-website',
      { DomainName: { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Bucket', 'WebsiteURL'] }] }] }, CustomOriginConfig: {} },
    ],
    ['load-balancer', { DomainName: 'mine-123.eu-west-1.elb.amazonaws.com', CustomOriginConfig: {} }],
    ['load-balancer', { DomainName: { 'Fn::GetAtt': ['Balancer', 'DNSName'] }, CustomOriginConfig: {} }],
    ['rest-api', { DomainName: 'abc.execute-api.eu-west-1.amazonaws.com', CustomOriginConfig: {} }],
    ['rest-api', { DomainName: { 'Fn::Sub': '${Api}.execute-api.${AWS::Region}.amazonaws.com' }, CustomOriginConfig: {} }],
    ['function-url', { DomainName: 'abc.lambda-url.eu-west-1.on.aws', CustomOriginConfig: {} }],
    [
      'function-url',
      { DomainName: { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Url', 'FunctionUrl'] }] }] }, CustomOriginConfig: {} },
    ],
    ['cloudfront', { DomainName: 'd111111abcdef8.cloudfront.net', CustomOriginConfig: {} }],
    ['cloudfront', { DomainName: { 'Fn::GetAtt': ['Other', 'DomainName'] }, CustomOriginConfig: {} }],
    ['vpc', { DomainName: 'mine-123.eu-west-1.elb.amazonaws.com', VpcOriginConfig: { VpcOriginId: 'vo_123' } }],
  ])('are of the kind %s: %j', (kind, origin) => {
    expect(
      originOf(origin, { Resources: { Bucket: { Type: 'AWS::S3::Bucket' }, Other: { Type: 'AWS::CloudFront::Distribution' } } }).kind,
    ).toBe(kind);
  });

  test.each<[string | undefined, Json]>([
    ['eu-central-1', { DomainName: 'mine.s3.eu-central-1.amazonaws.com', S3OriginConfig: {} }],
    ['us-gov-west-1', { DomainName: 'mine.s3.us-gov-west-1.amazonaws.com', S3OriginConfig: {} }],
    ['eu-west-1', { DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] }, S3OriginConfig: {} }],
    ['eu-west-1', { DomainName: { 'Fn::Sub': 'mine.s3.${AWS::Region}.${AWS::URLSuffix}' }, S3OriginConfig: {} }],
    [undefined, { DomainName: 'mine.s3.amazonaws.com', S3OriginConfig: {} }],
    [undefined, { DomainName: { 'Fn::ImportValue': 'Bucket' }, S3OriginConfig: {} }],
    [undefined, { DomainName: 'www.example.com', CustomOriginConfig: {} }],
  ])('are in the Region %s: %j', (region, origin) => {
    expect(originOf(origin).region).toBe(region);
  });

  test.each<[boolean, Json]>([
    [true, { OriginAccessControlId: 'E123' }],
    [true, { OriginAccessControlId: { 'Fn::GetAtt': ['Control', 'Id'] } }],
    [true, { S3OriginConfig: { OriginAccessIdentity: { 'Fn::Sub': 'origin-access-identity/cloudfront/${Identity}' } } }],
    [false, { S3OriginConfig: { OriginAccessIdentity: '' } }],
    [false, { CustomOriginConfig: {} }],
  ])('are signed: %s, %j', (signed, origin) => {
    expect(originOf(origin).signed).toBe(signed);
  });
});

describe('listing a bucket', () => {
  const bucketBehind = (policy: Json | undefined, config: Json = { OriginGroups: { Items: [{ Id: 'group' }] } }, identity?: Json) => read({
    Origins: [{
      Id: 'mine',
      DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] },
      S3OriginConfig: { OriginAccessIdentity: identity },
      OriginAccessControlId: identity ? undefined : 'E123',
    }],
    ...config,
  }, {
    Resources: {
      Bucket: { Type: 'AWS::S3::Bucket' },
      ...policy ? { Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: policy } } } : {},
    },
  }).origins[0]!;
  const canList = (policy: Json | undefined, identity?: Json) => canListBucket(bucketBehind(policy, undefined, identity));
  const allow = (Action: unknown, rest: Json = {}) => ({
    Statement: [{ Effect: 'Allow', Action, Principal: { Service: 'cloudfront.amazonaws.com' }, ...rest }],
  });

  test.each<[boolean, string, Json | undefined]>([
    [false, 'no policy', undefined],
    [false, 'another action', allow('s3:GetObject')],
    [true, 'the action', allow('s3:ListBucket')],
    [true, 'the action among others', allow(['s3:GetObject', 'S3:listbucket'])],
    [true, 'a pattern', allow('s3:List*')],
    [true, 'everything', allow('*')],
    [false, 'a denial', allow('s3:ListBucket', { Effect: 'Deny' })],
    [false, 'somebody else', allow('s3:ListBucket', { Principal: { AWS: 'arn:aws:iam::111111111111:root' } })],
    [true, 'everybody', allow('s3:ListBucket', { Principal: '*' })],
    [true, 'one statement without a list', { Statement: allow('s3:ListBucket').Statement[0] }],
  ])('is allowed: %s, with %s', (expected, _, policy) => {
    expect(canList(policy)).toBe(expected);
  });

  test('is allowed to an origin access identity that the policy names', () => {
    const policy = allow('s3:ListBucket', { Principal: { CanonicalUser: { 'Fn::GetAtt': ['Identity', 'S3CanonicalUserId'] } } });
    expect(canList(policy, { 'Fn::Sub': 'origin-access-identity/cloudfront/${Identity}' })).toBe(true);
    expect(canList(policy, { 'Fn::Sub': 'origin-access-identity/cloudfront/${Other}' })).toBe(false);
  });

  test('is looked up only for a distribution with an origin group', () => {
    expect(bucketBehind(allow('s3:ListBucket'), {}).backend).toBeUndefined();
  });
});

describe('groups', () => {
  test('have their members and codes in order', () => {
    const { groups } = read({
      OriginGroups: {
        Items: [
          {
            Id: 'group',
            FailoverCriteria: { StatusCodes: { Items: [503, '500', { Ref: 'Code' }] } },
            Members: { Items: [{ OriginId: 'a' }, { OriginId: 'b' }] },
          },
        ],
      },
    });
    expect(groups).toEqual([
      {
        property: 'DistributionConfig.OriginGroups.Items.0',
        id: 'group',
        members: ['a', 'b'],
        memberCount: 2,
        statusCodes: [503, 500, { unknown: '${Code}' }],
        selectionCriteria: 'default',
      },
    ]);
  });

  test('are left out when their condition says so, and the others keep their place', () => {
    const { groups } = read(
      { OriginGroups: { Items: [{ 'Fn::If': ['No', { Id: 'a' }, { Ref: 'AWS::NoValue' }] }, { Id: 'b' }] } },
      { Conditions: { No: { 'Fn::Equals': ['a', 'b'] } } },
    );
    expect(groups.map(({ id }) => id)).toEqual(['b']);
  });
});

describe('behaviors', () => {
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

describe('templates that nobody checked', () => {
  const realConfig = () => {
    const stack = stackIn('us-east-1');
    siteIn(stack, {
      additionalBehaviors: { 'a/*': {} },
      directBehaviors: { 'b/*': { rewriteErrors: true } },
      errorResponses: [{ httpStatus: 404, responsePagePath: '/404.html', responseHttpStatus: 404 }],
    });
    return distributionConfig(stack);
  };
  const context = {
    Parameters: { Parameter: { Type: 'String', Default: 'x' } },
    Conditions: { Condition: { 'Fn::Equals': ['a', 'a'] } },
    Resources: VERSION,
  };

  test('are read without throwing: any properties', () => {
    fc.assert(
      fc.property(garbage, Properties => {
        expect(isDeeplyFrozen(readResource({ Type: 'AWS::CloudFront::Distribution', Properties: Properties as any }, context))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('are read without throwing: any configuration', () => {
    fc.assert(
      fc.property(fc.jsonValue(), config => {
        expect(read(config, context).behaviors.at(-1)).toMatchObject({ property: 'DistributionConfig.DefaultCacheBehavior' });
      }),
      { numRuns: 200 },
    );
  });

  test('are read without throwing: a real one with something else in one place', () => {
    const config = JSON.stringify(realConfig());
    const places = [...placesIn(JSON.parse(config))];
    fc.assert(
      fc.property(fc.constantFrom(...places), garbage, (place, value) => {
        const changed = JSON.parse(config);
        const target = place.slice(0, -1).reduce((found, key) => found[key], changed);
        target[place.at(-1)!] = value;
        expect(isDeeplyFrozen(read(changed, context))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test.each(['CachePolicyId', 'OriginRequestPolicyId', 'ResponseHeadersPolicyId'])(
    "do nothing to JavaScript's own objects: __proto__ for %s",
    property => {
      const freeze = jest.spyOn(Object, 'freeze').mockImplementation((value: any) => {
        if (value === Object.prototype) throw new Error('Object.prototype was about to be frozen');
        return value;
      });
      try {
        expect(() => behaviorOf({ [property]: '__proto__' })).not.toThrow();
      } finally {
        freeze.mockRestore();
      }
    },
  );
});

function* placesIn(value: unknown, place: string[] = []): Iterable<string[]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield [...place, key];
    yield* placesIn(inner, [...place, key]);
  }
}
