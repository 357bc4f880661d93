import * as fc from 'fast-check';
import { DistributionModel } from '../../lib/model/distribution';
import { locateFunction } from '../../lib/model/locate-function';
import { readDistribution } from '../../lib/model/read-distribution';
import { Resource, Template, TemplateBody } from '../../lib/model/template';
import { RULES } from '../../lib/rules';
import { judge, Rule } from '../../lib/rules/rule';
import { garbage } from '../model/garbage';

type Json = Record<string, any>;

const OUTAGE_CODES = [500, 502, 503, 504];
const READS = ['GET', 'HEAD', 'OPTIONS'];
const ALL_METHODS = [...READS, 'PUT', 'PATCH', 'POST', 'DELETE'];
const ALL_VIEWER = '216adef6-5c7f-47e4-b989-5492eafa07d3';
const ALL_VIEWER_EXCEPT_HOST = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';
const PARAMETER = { Ref: 'Parameter' };

const PRIMARY = {
  Id: 'first',
  DomainName: 'www.example.com',
  CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginReadTimeout: 5 },
  ConnectionAttempts: 1,
};
const SECONDARY = { Id: 'second', DomainName: 'standby.example.com', CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } };
const BUCKET = {
  DomainName: 'mine.s3.eu-west-1.amazonaws.com',
  CustomOriginConfig: undefined,
  S3OriginConfig: { OriginAccessIdentity: '', OriginReadTimeout: 5 },
  OriginAccessControlId: 'E123',
};
const OWN_BUCKET = { ...BUCKET, DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] } };
const ON_RESPONSE = { EventType: 'origin-response', LambdaFunctionARN: { Ref: 'Version' } };

/** Changes of a distribution that nothing is wrong with. */
interface Changes {
  readonly primary?: Json;
  readonly secondary?: Json;
  readonly group?: Json;
  readonly behavior?: Json;
  readonly config?: Json;
  /** Properties of the function behind the version. */
  readonly function?: Json;
  readonly version?: Json;
  /** Resources beside. */
  readonly resources?: Json;
}

function templateOf({ primary, secondary, group, behavior, config, function: edgeFunction, version, resources }: Changes): TemplateBody {
  return {
    Parameters: { Parameter: { Type: 'String' } },
    Resources: {
      Site: {
        Type: 'AWS::CloudFront::Distribution',
        Properties: {
          DistributionConfig: {
            Enabled: true,
            Origins: [{ ...PRIMARY, ...primary }, { ...SECONDARY, ...secondary }],
            OriginGroups: {
              Quantity: 1,
              Items: [{
                Id: 'group',
                FailoverCriteria: { StatusCodes: { Items: OUTAGE_CODES, Quantity: 4 } },
                Members: { Items: [{ OriginId: 'first' }, { OriginId: 'second' }], Quantity: 2 },
                ...group,
              }],
            },
            DefaultCacheBehavior: {
              TargetOriginId: 'group',
              ViewerProtocolPolicy: 'allow-all',
              AllowedMethods: READS,
              CachedMethods: READS,
              CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
              LambdaFunctionAssociations: [ON_RESPONSE],
              ...behavior,
            },
            ...config,
          },
        },
      },
      Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Function' }, ...version } },
      Function: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Code: { ZipFile: '' }, ...edgeFunction } },
      ...resources,
    },
  };
}

function modelOf(changes: Changes): DistributionModel {
  return modelIn(templateOf(changes));
}

function modelIn(body: TemplateBody): DistributionModel {
  const template = new Template('template.json', body, { region: 'us-east-1' });
  const home = { name: template.name, source: template, environment: template.environment };
  return readDistribution('Site', template.resource('Site')!, {
    template: template.name,
    source: template,
    environment: template.environment,
    functionBehind: arn => locateFunction(arn, home, [home]),
  });
}

function codes(...Items: unknown[]): Changes {
  return { group: { FailoverCriteria: { StatusCodes: { Items, Quantity: Items.length } } } };
}

function headers(...names: string[]): Changes {
  return { primary: { OriginCustomHeaders: names.map(HeaderName => ({ HeaderName, HeaderValue: 'value' })) } };
}

/** The code of a function that this library made. */
function rewriting(policy: Json): Json {
  const { ttl = 0, ...rest } = policy;
  const cacheControl = ttl ? `max-age=0, s-maxage=${ttl}` : 'no-store';
  const text = JSON.stringify({ failover: OUTAGE_CODES, rewrite: [[500, 599]], status: 200, body: '', headers: [['cache-control', cacheControl]], ...rest });
  return { Code: { ZipFile: `const FAILOVER_POLICY=${text};\nexports.handler = undefined;` } };
}

function cachePolicy(MinTTL: number): Json {
  return { Policy: { Type: 'AWS::CloudFront::CachePolicy', Properties: { CachePolicyConfig: { Name: 'mine', MinTTL } } } };
}

function bucketPolicy(Action: unknown): Json {
  return {
    Bucket: { Type: 'AWS::S3::Bucket' },
    Policy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Bucket' },
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Principal: { Service: 'cloudfront.amazonaws.com' }, Resource: '*' }] },
      },
    },
  };
}

interface Row {
  readonly level: Rule['level'];
  readonly fails: Changes;
  readonly passes: Changes;
  /** What the message has to say it got. */
  readonly got: string;
  /** A template that leaves it to the deployment; none for a rule that compares what is written, whatever it stands for. */
  readonly cannotTell?: Changes;
}

const importedFunction: Changes = { behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, LambdaFunctionARN: PARAMETER }] } };

const TABLE: Record<string, Row> = {
  'failover-code-unknown': {
    level: 'error',
    fails: codes(500, 502, 503, 504, 501),
    passes: codes(400, 403, 404, 416, 429, ...OUTAGE_CODES),
    got: '501',
    cannotTell: codes(PARAMETER),
  },
  'failover-code-repeated': {
    level: 'error',
    fails: codes(503, 502, 503, 504),
    passes: codes(502, 503, 504),
    got: '503',
    cannotTell: codes(PARAMETER),
  },
  'failover-codes-empty': {
    level: 'error',
    fails: codes(),
    passes: codes(502, 503, 504),
    got: 'no code',
    cannotTell: { group: { FailoverCriteria: { StatusCodes: { Items: PARAMETER } } } },
  },
  'failover-misses-outage': {
    level: 'warning',
    fails: codes(500, 502, 504),
    passes: codes(502, 503, 504),
    got: '500, 502, 504',
    cannotTell: codes(502, 503, PARAMETER),
  },
  'failover-on-404-never-fires': {
    level: 'warning',
    fails: { ...codes(404, 502, 503, 504), primary: OWN_BUCKET, resources: bucketPolicy('s3:GetObject') },
    passes: { ...codes(404, 502, 503, 504), primary: OWN_BUCKET, resources: bucketPolicy(['s3:GetObject', 's3:ListBucket']) },
    got: '404 without 403, and a bucket policy of ${Bucket.RegionalDomainName} without s3:ListBucket',
    cannotTell: { ...codes(404, 502, 503, 504), primary: { ...BUCKET, DomainName: { 'Fn::ImportValue': 'Bucket' } } },
  },
  'group-members-same': {
    level: 'error',
    fails: { primary: { OriginPath: '/v1' }, secondary: { DomainName: 'www.example.com', OriginPath: '/v1' } },
    passes: { primary: { OriginPath: '/v1' }, secondary: { DomainName: 'www.example.com', OriginPath: '/v2' } },
    got: 'www.example.com/v1 twice',
  },
  'group-member-is-group': {
    level: 'error',
    fails: { group: { Members: { Items: [{ OriginId: 'first' }, { OriginId: 'group' }] } } },
    passes: {},
    got: 'group',
  },
  'media-quality-with-function': {
    level: 'error',
    fails: { group: { SelectionCriteria: 'media-quality-based' } },
    passes: { group: { SelectionCriteria: 'media-quality-based' }, behavior: { LambdaFunctionAssociations: [] } },
    got: 'media-quality-based',
    cannotTell: { group: { SelectionCriteria: PARAMETER } },
  },
  'vpc-origin-with-function': {
    level: 'error',
    fails: { secondary: { CustomOriginConfig: undefined, VpcOriginConfig: { VpcOriginId: 'vo_123' } } },
    passes: { secondary: { CustomOriginConfig: undefined, VpcOriginConfig: { VpcOriginId: 'vo_123' } }, behavior: { LambdaFunctionAssociations: undefined } },
    got: 'second',
  },
  'mutual-tls-with-function': {
    level: 'error',
    fails: { primary: { CustomOriginConfig: { OriginReadTimeout: 5, OriginMtlsConfig: { ClientCertificateArn: 'arn' } } } },
    passes: {
      primary: { CustomOriginConfig: { OriginReadTimeout: 5, OriginMtlsConfig: { ClientCertificateArn: 'arn' } } },
      behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, EventType: 'viewer-request' }] },
    },
    got: 'first',
  },
  'secondary-is-cloudfront': {
    level: 'warning',
    fails: { secondary: { DomainName: 'd111111abcdef8.cloudfront.net' } },
    passes: { primary: { DomainName: 'd111111abcdef8.cloudfront.net' } },
    got: 'd111111abcdef8.cloudfront.net',
  },
  'members-in-one-region': {
    level: 'warning',
    fails: { primary: BUCKET, secondary: { ...BUCKET, DomainName: 'other.s3.eu-west-1.amazonaws.com' } },
    passes: { primary: BUCKET, secondary: { ...BUCKET, DomainName: 'other.s3.eu-central-1.amazonaws.com' } },
    got: 'eu-west-1',
  },
  'slow-failover': {
    level: 'info',
    fails: { primary: { ConnectionAttempts: undefined, CustomOriginConfig: {} } },
    passes: { primary: { ConnectionAttempts: 2, ConnectionTimeout: 5, CustomOriginConfig: { OriginReadTimeout: 5 } } },
    got: 'connectionAttempts 3, connectionTimeout 10 s, readTimeout 30 s',
    cannotTell: { primary: { ConnectionAttempts: PARAMETER } },
  },
  'group-behavior-allows-writes': {
    level: 'error',
    fails: { behavior: { AllowedMethods: ALL_METHODS } },
    passes: { behavior: { AllowedMethods: ALL_METHODS, TargetOriginId: 'first' } },
    got: ALL_METHODS.join(', '),
    cannotTell: { behavior: { AllowedMethods: PARAMETER } },
  },
  'group-behavior-grpc': {
    level: 'error',
    fails: { behavior: { GrpcConfig: { Enabled: true } } },
    passes: { behavior: { GrpcConfig: { Enabled: false } } },
    got: 'enabled',
    cannotTell: { behavior: { GrpcConfig: { Enabled: PARAMETER } } },
  },
  'options-not-cached': {
    level: 'warning',
    fails: { behavior: { CachedMethods: ['GET', 'HEAD'] } },
    passes: { behavior: { AllowedMethods: ['GET', 'HEAD'], CachedMethods: ['GET', 'HEAD'] } },
    got: 'GET, HEAD',
    cannotTell: { behavior: { CachedMethods: PARAMETER } },
  },
  'viewer-host-forwarded': {
    level: 'warning',
    fails: { primary: BUCKET, behavior: { OriginRequestPolicyId: ALL_VIEWER } },
    passes: { primary: BUCKET, behavior: { OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST } },
    got: 's3 mine.s3.eu-west-1.amazonaws.com',
    cannotTell: { primary: BUCKET, behavior: { OriginRequestPolicyId: PARAMETER } },
  },
  'second-origin-response': {
    level: 'error',
    fails: { behavior: { LambdaFunctionAssociations: [ON_RESPONSE, ON_RESPONSE] } },
    passes: { behavior: { LambdaFunctionAssociations: [ON_RESPONSE, { ...ON_RESPONSE, EventType: 'origin-request' }] } },
    got: '2',
  },
  'edge-function-architecture': {
    level: 'error',
    fails: { function: { Architectures: ['arm64'] } },
    passes: { function: { Architectures: ['x86_64'] } },
    got: 'arm64',
    cannotTell: importedFunction,
  },
  'edge-function-timeout': {
    level: 'error',
    fails: { function: { Timeout: 31 } },
    passes: { function: { Timeout: 30 } },
    got: '31 s',
    cannotTell: importedFunction,
  },
  'edge-function-ephemeral-storage': {
    level: 'error',
    fails: { function: { EphemeralStorage: { Size: 1024 } } },
    passes: { function: { EphemeralStorage: { Size: 512 } } },
    got: '1024 MiB',
    cannotTell: importedFunction,
  },
  'edge-function-runtime': {
    level: 'error',
    fails: { function: { Runtime: 'nodejs20.x' } },
    passes: { function: { Runtime: 'python3.13' } },
    got: 'nodejs20.x',
    cannotTell: importedFunction,
  },
  'edge-function-environment': {
    level: 'error',
    fails: { function: { Environment: { Variables: { A: 'b' } } } },
    passes: { function: { Environment: { Variables: {} } } },
    got: 'Environment',
    cannotTell: importedFunction,
  },
  'edge-function-layers': {
    level: 'error',
    fails: { function: { Layers: ['arn'] } },
    passes: { function: { Layers: [] } },
    got: 'Layers',
    cannotTell: importedFunction,
  },
  'edge-function-vpc': {
    level: 'error',
    fails: { function: { VpcConfig: { SubnetIds: ['subnet-1'] } } },
    passes: { function: { VpcConfig: { SubnetIds: [] } } },
    got: 'VpcConfig',
    cannotTell: importedFunction,
  },
  'edge-function-dead-letter': {
    level: 'error',
    fails: { function: { DeadLetterConfig: { TargetArn: 'arn' } } },
    passes: { function: { DeadLetterConfig: {} } },
    got: 'DeadLetterConfig',
    cannotTell: importedFunction,
  },
  'edge-function-tracing': {
    level: 'error',
    fails: { function: { TracingConfig: { Mode: 'Active' } } },
    passes: { function: { TracingConfig: { Mode: 'PassThrough' } } },
    got: 'TracingConfig',
    cannotTell: importedFunction,
  },
  'edge-function-reserved-concurrency': {
    level: 'error',
    fails: { function: { ReservedConcurrentExecutions: 0 } },
    passes: { function: {} },
    got: 'ReservedConcurrentExecutions',
    cannotTell: importedFunction,
  },
  'edge-function-provisioned-concurrency': {
    level: 'error',
    fails: { version: { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 } } },
    passes: { version: { Description: 'mine' } },
    got: 'ProvisionedConcurrencyConfig',
    cannotTell: importedFunction,
  },
  'edge-function-image': {
    level: 'error',
    fails: { function: { PackageType: 'Image' } },
    passes: { function: { PackageType: 'Zip' } },
    got: 'PackageType Image',
    cannotTell: importedFunction,
  },
  'edge-function-kms': {
    level: 'error',
    fails: { function: { Code: { ZipFile: '1', SourceKMSKeyArn: 'arn' } } },
    passes: { function: {} },
    got: 'Code.SourceKMSKeyArn',
    cannotTell: importedFunction,
  },
  'origin-header-repeated': { level: 'error', fails: headers('X-Mine', 'x-mine'), passes: headers('X-Mine', 'X-Other'), got: 'x-mine' },
  'origin-headers-too-many': {
    level: 'error',
    fails: headers(...Array.from({ length: 31 }, (_, i) => `x-${i}`)),
    passes: headers(...Array.from({ length: 30 }, (_, i) => `x-${i}`)),
    got: '31',
  },
  'origin-headers-too-long': {
    level: 'error',
    fails: headers('x'.repeat(257)),
    passes: headers('x'.repeat(256)),
    got: 'a name of 257, a value of 5, 262 characters together',
  },
  'rewrite-ttl-overruled': {
    level: 'error',
    fails: { function: rewriting({}), behavior: { CachePolicyId: { Ref: 'Policy' } }, resources: cachePolicy(61) },
    passes: { function: rewriting({ ttl: 60 }), behavior: { CachePolicyId: { Ref: 'Policy' } }, resources: cachePolicy(61) },
    got: 'a minimum TTL of 61 s and a rewrite ttl of 0 s',
    cannotTell: { function: rewriting({}), behavior: { CachePolicyId: PARAMETER } },
  },
  'rewrite-ttl-lengthened': {
    level: 'warning',
    fails: { function: rewriting({ ttl: 5 }), behavior: { CachePolicyId: undefined, MinTTL: 7 } },
    passes: { function: rewriting({ ttl: 5 }), behavior: { CachePolicyId: undefined, MinTTL: 6 } },
    got: 'a minimum TTL of 7 s and a rewrite ttl of 5 s',
    cannotTell: { function: rewriting({}), behavior: { CachePolicyId: PARAMETER } },
  },
  'client-errors-masked': {
    level: 'warning',
    fails: { function: rewriting({ rewrite: [[404, 404], [500, 599]] }) },
    passes: { function: rewriting({ rewrite: [[404, 404], [500, 599]], status: 302 }) },
    got: '404',
  },
  'error-response-dead': {
    level: 'warning',
    fails: { function: rewriting({}), config: { CustomErrorResponses: [{ ErrorCode: 500, ResponseCode: 500, ResponsePagePath: '/500.html' }] } },
    passes: { function: rewriting({}), config: { CustomErrorResponses: [{ ErrorCode: 404, ResponseCode: 404, ResponsePagePath: '/404.html' }] } },
    got: '500',
    cannotTell: { function: rewriting({}), config: { CustomErrorResponses: [{ ErrorCode: PARAMETER, ResponseCode: 500, ResponsePagePath: '/500.html' }] } },
  },
};

const ROWS = Object.entries(TABLE).map(([id, row]) => ({ id, ...row }));

function ruleOf(id: string): Rule[] {
  return RULES.filter(rule => rule.id === id);
}

describe('the list of rules', () => {
  test('is this one, in the order in which findings are told', () => {
    expect(RULES.map(({ id }) => id)).toEqual([
      'failover-code-unknown',
      'failover-code-repeated',
      'failover-codes-empty',
      'failover-misses-outage',
      'failover-on-404-never-fires',
      'group-members-same',
      'group-member-is-group',
      'media-quality-with-function',
      'vpc-origin-with-function',
      'mutual-tls-with-function',
      'secondary-is-cloudfront',
      'members-in-one-region',
      'slow-failover',
      'group-behavior-allows-writes',
      'group-behavior-grpc',
      'options-not-cached',
      'viewer-host-forwarded',
      'second-origin-response',
      'edge-function-architecture',
      'edge-function-timeout',
      'edge-function-ephemeral-storage',
      'edge-function-runtime',
      'edge-function-environment',
      'edge-function-layers',
      'edge-function-vpc',
      'edge-function-dead-letter',
      'edge-function-tracing',
      'edge-function-reserved-concurrency',
      'edge-function-provisioned-concurrency',
      'edge-function-image',
      'edge-function-kms',
      'origin-header-repeated',
      'origin-headers-too-many',
      'origin-headers-too-long',
      'rewrite-ttl-overruled',
      'rewrite-ttl-lengthened',
      'client-errors-masked',
      'error-response-dead',
    ]);
  });

  test('has no id twice', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  });

  test('is covered by the table of failing and passing distributions', () => {
    expect(Object.keys(TABLE).sort()).toEqual(RULES.map(({ id }) => id).sort());
  });

  test.each(RULES)('$id says why, what to change and where AWS says so', ({ id, why, fix, page }) => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect(why).toMatch(/^\S.{10,}[."]$/s);
    expect(fix).toMatch(/^[A-Z].{10,}\.$/s);
    expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html(#\S+)?$/);
  });
});

describe.each(ROWS)('$id', ({ id, level, fails, passes, got, cannotTell }) => {
  test('fails', () => {
    const { findings } = judge(modelOf(fails), ruleOf(id));
    expect(findings).toEqual([{
      rule: id,
      level,
      template: 'template.json',
      resource: 'Site',
      path: 'Site',
      property: expect.stringMatching(/^[A-Z]\w+(\.[\w ]+)+$/),
      message: expect.stringContaining(` Got: ${got}. Allowed: `),
      fix: ruleOf(id)[0]!.fix,
      page: ruleOf(id)[0]!.page,
    }]);
  });

  test('passes, and every other rule as well', () => {
    expect(judge(modelOf(passes), ruleOf(id))).toEqual({ findings: [], cannotTell: [] });
    expect(judge(modelOf(passes), RULES).findings).toEqual([]);
  });

  if (cannotTell) {
    test('says that it cannot tell when the template leaves it to the deployment', () => {
      const { findings, cannotTell: unclear } = judge(modelOf(cannotTell), ruleOf(id));
      expect(findings).toEqual([]);
      expect(unclear).toEqual([{ rule: id, template: 'template.json', resource: 'Site', property: expect.any(String), reason: expect.stringMatching(/\S/) }]);
    });
  }
});

describe('a setting of a function that is left to the deployment', () => {
  test.each([
    ['edge-function-architecture', { Architectures: [PARAMETER] }],
    ['edge-function-architecture', { Architectures: PARAMETER }],
    ['edge-function-timeout', { Timeout: PARAMETER }],
    ['edge-function-ephemeral-storage', { EphemeralStorage: { Size: PARAMETER } }],
    ['edge-function-runtime', { Runtime: PARAMETER }],
    ['edge-function-layers', { Layers: PARAMETER }],
    ['edge-function-vpc', { VpcConfig: PARAMETER }],
    ['edge-function-tracing', { TracingConfig: { Mode: PARAMETER } }],
    ['edge-function-environment', { Environment: PARAMETER }],
  ])('is nothing that %s can tell: %j', (id, properties) => {
    const { findings, cannotTell } = judge(modelOf({ function: properties }), ruleOf(id));
    expect(findings).toEqual([]);
    expect(cannotTell).toEqual([expect.objectContaining({ rule: id })]);
  });
});

describe('a distribution that nothing is wrong with', () => {
  test('passes every rule', () => {
    expect(judge(modelOf({}), RULES)).toEqual({ findings: [], cannotTell: [] });
  });

  test('passes every rule without a group', () => {
    expect(judge(modelOf({ behavior: { TargetOriginId: 'first', AllowedMethods: ALL_METHODS }, config: { OriginGroups: undefined } }), RULES))
      .toEqual({ findings: [], cannotTell: [] });
  });
});

describe('a finding', () => {
  test('names the construct where the template tells it', () => {
    const body = templateOf(codes(501));
    const site = { ...body.Resources!.Site, Metadata: { 'aws:cdk:path': 'Stack/Site/Distribution/Resource' } } as Resource;
    const { findings } = judge(modelIn({ ...body, Resources: { ...body.Resources, Site: site } }), ruleOf('failover-code-unknown'));
    expect(findings).toMatchObject([{ resource: 'Site', path: 'Stack/Site/Distribution/Resource' }]);
  });

  test('tells of a function once, however many behaviors have it', () => {
    const behavior = { PathPattern: 'a/*', TargetOriginId: 'group', LambdaFunctionAssociations: [ON_RESPONSE] };
    const changes: Changes = { function: { Timeout: 60 }, config: { CacheBehaviors: [behavior, { ...behavior, PathPattern: 'b/*' }] } };
    expect(judge(modelOf(changes), RULES).findings.map(({ rule }) => rule)).toEqual(['edge-function-timeout']);
  });

  test('tells of every behavior that has the problem, with its place', () => {
    const behavior = { PathPattern: 'a/*', TargetOriginId: 'group', AllowedMethods: ALL_METHODS, CachedMethods: READS };
    const changes: Changes = { behavior: { AllowedMethods: ALL_METHODS }, config: { CacheBehaviors: [behavior] } };
    expect(judge(modelOf(changes), ruleOf('group-behavior-allows-writes')).findings.map(({ property }) => property))
      .toEqual(['DistributionConfig.CacheBehaviors.0.AllowedMethods', 'DistributionConfig.DefaultCacheBehavior.AllowedMethods']);
  });

  test('quotes a code that is no number, and does not take it for a code that stands twice', () => {
    const { findings, cannotTell } = judge(modelOf(codes(502, 503, 504, 'many')), ruleOf('failover-code-unknown'));
    expect([...findings.map(({ message }) => message), ...cannotTell.map(({ reason }) => reason)]).toEqual([expect.stringMatching(/\bmany\b/)]);
    expect(judge(modelOf(codes(502, 503, 504, 'many')), ruleOf('failover-code-repeated')).findings).toEqual([]);
  });
});

describe('templates written by hand', () => {
  const referring = (changes: Json = {}): TemplateBody => {
    const body: any = structuredClone(templateOf({ resources: { First: { Type: 'AWS::S3::Bucket' }, Second: { Type: 'AWS::S3::Bucket' } } }));
    const config = body.Resources.Site.Properties.DistributionConfig;
    config.Origins[0].Id = { Ref: 'First' };
    config.Origins[1].Id = { 'Fn::Sub': '${Second}' };
    config.OriginGroups.Items[0].Id = { 'Fn::Sub': '${AWS::StackId}-group' };
    config.OriginGroups.Items[0].Members.Items = [{ OriginId: { Ref: 'First' } }, { OriginId: { Ref: 'Second' } }];
    Object.assign(config.DefaultCacheBehavior, { TargetOriginId: { 'Fn::Sub': '${AWS::StackId}-group' } }, changes);
    return body;
  };

  test('are judged when ids of origins and groups are references', () => {
    expect(judge(modelIn(referring({ AllowedMethods: ALL_METHODS })), RULES).findings.map(({ rule }) => rule)).toEqual(['group-behavior-allows-writes']);
  });

  test('are judged by their members when those are references', () => {
    const body: any = referring();
    body.Resources.Site.Properties.DistributionConfig.Origins[1].DomainName = 'www.example.com';
    expect(judge(modelIn(body), RULES).findings.map(({ rule }) => rule)).toEqual(['group-members-same']);
  });

  test('are judged with the defaults of their parameters', () => {
    const body = templateOf({ behavior: { AllowedMethods: PARAMETER }, ...codes({ Ref: 'Code' }, 502, 503, 504) });
    const Parameters = { Parameter: { Type: 'CommaDelimitedList', Default: 'GET, HEAD, POST' }, Code: { Type: 'Number', Default: 501 } };
    expect(judge(modelIn({ ...body, Parameters }), RULES).findings.map(({ rule }) => rule)).toEqual(['failover-code-unknown', 'group-behavior-allows-writes']);
  });

  test('are judged when the codes are a list parameter', () => {
    const body = templateOf({ group: { FailoverCriteria: { StatusCodes: { Items: { Ref: 'Codes' }, Quantity: 4 } } } });
    const Parameters = { Codes: { Type: 'List<Number>', Default: '501,502,503,504' } };
    expect(judge(modelIn({ ...body, Parameters }), RULES).findings.map(({ rule }) => rule)).toEqual(['failover-code-unknown']);
  });
});

describe('the checks', () => {
  test('are pure: a frozen model, twice the same answer', () => {
    for (const { fails, cannotTell = {} } of ROWS) {
      for (const model of [modelOf(fails), modelOf(cannotTell)]) {
        expect(isDeeplyFrozen(model)).toBe(true);
        const first = judge(model, RULES);
        expect(judge(model, RULES)).toEqual(first);
      }
    }
  });

  test.each(['{}', 'null', '5', '{"rewrite":[[500,599]]}', '{"rewrite":[5],"headers":[]}', '{"rewrite":[[500,599]],"headers":[null]}'])(
    'never throw on a function that only looks like ours: %s', policy => {
      const changes: Changes = {
        function: { Code: { ZipFile: `const FAILOVER_POLICY=${policy};\nexports.handler = undefined;` } },
        config: { CustomErrorResponses: [{ ErrorCode: 500, ResponseCode: 500, ResponsePagePath: '/500.html' }] },
      };
      expect(() => judge(modelOf(changes), RULES)).not.toThrow();
    });

  test('never throw on a distribution of any shape', () => {
    const dictionary = (...keys: string[]) => fc.dictionary(fc.constantFrom(...keys), garbage);
    const shape = fc.record({
      primary: dictionary(...Object.keys(PRIMARY), 'OriginPath', 'OriginCustomHeaders', 'VpcOriginConfig', 'S3OriginConfig'),
      group: dictionary('Id', 'Members', 'FailoverCriteria', 'SelectionCriteria'),
      behavior: dictionary('TargetOriginId', 'AllowedMethods', 'CachedMethods', 'CachePolicyId', 'GrpcConfig', 'LambdaFunctionAssociations', 'MinTTL'),
      config: dictionary('Origins', 'OriginGroups', 'CacheBehaviors', 'CustomErrorResponses'),
      function: dictionary('Timeout', 'Runtime', 'Architectures', 'EphemeralStorage', 'Code', 'Layers'),
    }, { requiredKeys: [] });
    fc.assert(fc.property(shape, changes => {
      for (const { message, property } of judge(modelOf(changes), RULES).findings) expect(`${property}${message}`).toEqual(expect.any(String));
    }), { numRuns: 300 });
  });
});

function isDeeplyFrozen(value: unknown): boolean {
  return typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen));
}
