import { isDeepStrictEqual } from 'node:util';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { EdgeFunctionOptions, ErrorPage, ErrorRewrite, FailoverDistributionProps, OriginFailover } from '../../lib';
import { readPolicy } from '../../lib/model/lambda-function';
import { masked } from '../../lib/testing';
import { plainOrigins, resourcesOf, siteIn, stackIn, templatesIn, userFunction } from '../support/stacks';

/** What an option is there for, read from the templates: a fine-grained assertion beside the snapshot. */
interface Seen {
  readonly config: any;
  readonly functions: any[];
  /** Of the function that is made. */
  readonly policy: any;
  readonly templates: Record<string, any>;
}

interface Option {
  readonly name: string;
  readonly region?: string;
  readonly make: (stack: Stack) => unknown;
  readonly proof: (seen: Seen) => void;
}

const PAGE = ErrorPage.fromString('<h1>Back soon</h1>');

type Props = Partial<FailoverDistributionProps>;

function option(name: string, props: Props | ((stack: Stack) => Props), proof: Option['proof'], region?: string): Option {
  return { name, region, proof, make: stack => siteIn(stack, typeof props === 'function' ? props(stack) : props) };
}

/** An option of the function that is made, and the properties of the function that it sets. */
function functionOption(name: string, given: EdgeFunctionOptions | ((stack: Stack) => EdgeFunctionOptions), properties: object): Option {
  return option(
    `edgeFunctionOptions.${name}`,
    stack => ({ edgeFunctionOptions: typeof given === 'function' ? given(stack) : given }),
    ({ functions: [edgeFunction] }) => expect(edgeFunction).toMatchObject(properties),
  );
}

const bucket = (stack: Stack, id: string) => S3BucketOrigin.withOriginAccessControl(new s3.Bucket(stack, id));
const JSON_LOGS = { loggingFormat: lambda.LoggingFormat.JSON };

const DEFAULTS: readonly Option[] = [
  option('no option', {}, ({ config, policy }) => {
    expect(config.OriginGroups.Items[0].FailoverCriteria.StatusCodes.Items).toEqual([500, 502, 503, 504]);
    expect(policy).toMatchObject({ failover: [500, 502, 503, 504], rewrite: [[500, 599]] });
  }),
  option('no option, in another Region', {}, ({ templates }) => {
    expect(Object.keys(templates)).toEqual(['Stack-us-east-1', 'Stack']);
    const [[, parameter]] = resourcesOf(templates['Stack-us-east-1'], 'AWS::SSM::Parameter') as [[string, any]];
    const [[, reader]] = resourcesOf(templates.Stack, 'Custom::CrossRegionStringParameterReader') as [[string, any]];
    expect(reader.Properties).toMatchObject({ ParameterName: parameter.Properties.Name, Region: 'us-east-1' });
  }, 'eu-west-1'),
];

const OPTIONS: readonly Option[] = [
  option('failoverStatusCodes', { failoverStatusCodes: [429, 503, 504] }, ({ config, policy }) => {
    expect(config.OriginGroups.Items[0].FailoverCriteria.StatusCodes.Items).toEqual([429, 503, 504]);
    expect(policy.failover).toEqual([429, 503, 504]);
  }),
  option('keepStatus', {
    errorRewrite: ErrorRewrite.keepStatus(PAGE, {
      retryAfter: Duration.minutes(1), ttl: Duration.seconds(5), headers: { 'x-mine': 'yes' },
    }),
  }, ({ policy }) => {
    expect(policy).toMatchObject({ body: '<h1>Back soon</h1>', rewrite: [[500, 599]] });
    expect(policy.headers).toEqual([
      ['content-type', 'text/html; charset=utf-8'], ['retry-after', '60'], ['cache-control', 'max-age=0, s-maxage=5'], ['x-mine', 'yes'],
    ]);
    expect(policy).not.toHaveProperty('status');
  }),
  option('toOk', { errorRewrite: ErrorRewrite.toOk(PAGE) }, ({ policy }) => {
    expect(policy).toMatchObject({ status: 200, statusDescription: 'OK', rewrite: [[400, 599]] });
  }),
  option('redirect', { errorRewrite: ErrorRewrite.redirect('https://status.example.com/', { redirectStatus: 307 }) }, ({ policy }) => {
    expect(policy).toMatchObject({ status: 307, headers: expect.arrayContaining([['location', 'https://status.example.com/']]) });
  }),
  option('none', { errorRewrite: ErrorRewrite.none() }, ({ config, functions }) => {
    expect(functions).toEqual([]);
    expect(config.DefaultCacheBehavior.LambdaFunctionAssociations).toEqual([]);
  }),
  option('statusCodes', { errorRewrite: ErrorRewrite.keepStatus(PAGE, { statusCodes: [404, 500, 501] }) }, ({ policy }) => {
    expect(policy.rewrite).toEqual([[404, 404], [500, 501]]);
  }),
  option('secondaryStatusCodes', { errorRewrite: ErrorRewrite.keepStatus(PAGE, { secondaryStatusCodes: [404, 503] }) }, ({ policy }) => {
    expect(policy).toMatchObject({ rewrite: [[500, 599]], secondary: [[404, 404], [503, 503]] });
  }),
  option('a private bucket as the standby', stack => ({ secondaryOrigin: bucket(stack, 'Standby') }), ({ policy }) => {
    expect(policy.secondary).toEqual([[403, 404], [500, 599]]);
  }),
  option('servedByHeader', { servedByHeader: true }, ({ policy }) => expect(policy.hint).toBe('x-failover-served-by')),
  option('s3ReadTimeout', stack => ({
    primaryOrigin: bucket(stack, 'Content'), secondaryOrigin: bucket(stack, 'Replica'), s3ReadTimeout: Duration.seconds(5),
  }), ({ config }) => {
    expect(config.Origins.map(({ S3OriginConfig }: any) => S3OriginConfig.OriginReadTimeout)).toEqual([5, 5]);
  }),
  option('additionalBehaviors and directBehaviors', {
    additionalBehaviors: { 'images/*': {} }, directBehaviors: { 'api/*': {}, 'form/*': { rewriteErrors: true } },
  }, ({ config: { CacheBehaviors, Origins, OriginGroups } }) => {
    const [primary, , sole] = Origins.map(({ Id }: any) => Id);
    expect(CacheBehaviors.map(({ PathPattern, TargetOriginId }: any) => [PathPattern, TargetOriginId]))
      .toEqual([['api/*', primary], ['form/*', sole], ['images/*', OriginGroups.Items[0].Id]]);
  }),
  option('defaultBehavior and options of the distribution', {
    defaultBehavior: { viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS },
    defaultRootObject: 'index.html',
    comment: 'The site',
  }, ({ config }) => expect(config).toMatchObject({
    DefaultRootObject: 'index.html', Comment: 'The site', DefaultCacheBehavior: { ViewerProtocolPolicy: 'redirect-to-https' },
  })),
  option('originResponseFunction', stack => ({ originResponseFunction: userFunction(stack).currentVersion }), ({ config, functions }) => {
    expect(functions).toHaveLength(1);
    expect(functions[0].Properties.Description).toBeUndefined();
    expect(config.Origins[0].OriginCustomHeaders).toContainEqual({ HeaderName: 'x-failover-status-codes', HeaderValue: '500,502,503,504' });
  }),
  functionOption('memorySize, timeout, runtime, functionName', {
    memorySize: 256, timeout: Duration.seconds(1), runtime: lambda.Runtime.NODEJS_24_X, functionName: 'web-failover',
  }, { Properties: { MemorySize: 256, Timeout: 1, Runtime: 'nodejs24.x', FunctionName: 'web-failover' } }),
  functionOption('role', stack => ({ role: iam.Role.fromRoleArn(stack, 'Theirs', 'arn:aws:iam::111111111111:role/edge') }),
    { Properties: { Role: 'arn:aws:iam::111111111111:role/edge' } }),
  functionOption('removalPolicy', { removalPolicy: RemovalPolicy.RETAIN }, { DeletionPolicy: 'Retain' }),
  functionOption('loggingFormat and the levels', {
    ...JSON_LOGS, applicationLogLevelV2: lambda.ApplicationLogLevel.WARN, systemLogLevelV2: lambda.SystemLogLevel.DEBUG,
  }, { Properties: { LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'WARN', SystemLogLevel: 'DEBUG' } } }),
  functionOption('logGroup', stack => ({ logGroup: logs.LogGroup.fromLogGroupName(stack, 'Logs', 'failover') }),
    { Properties: { LoggingConfig: { LogGroup: 'failover' } } }),
  option('edgeFunctionOptions.logRetention', { edgeFunctionOptions: { logRetention: logs.RetentionDays.ONE_WEEK } }, ({ templates }) => {
    const [[, { Properties }]] = resourcesOf(templates.Stack, 'AWS::Logs::LogGroup') as [[string, any]];
    const LogGroupName = { 'Fn::Join': ['', ['/aws/lambda/us-east-1.', expect.anything()]] };
    expect(Properties).toMatchObject({ RetentionInDays: 7, LogGroupName });
  }),
  option('edgeFunctionOptions.stackId', { edgeFunctionOptions: { stackId: 'Edge' } }, ({ templates }) => {
    expect(resourcesOf(templates.Edge, 'AWS::Lambda::Function')).toHaveLength(1);
  }, 'eu-west-1'),
  option('edgeFunctionOptions.edgeFunctionStack', ({ node }) => ({
    edgeFunctionOptions: { edgeFunctionStack: stackIn('us-east-1', { scope: node.root, id: 'Mine' }) },
  }), ({ templates }) => expect(resourcesOf(templates.Mine, 'AWS::Lambda::Function')).toHaveLength(1), 'eu-west-1'),
  {
    name: 'long construct paths, in another Region',
    region: 'eu-west-1',
    make: stack => siteIn(new Construct(new Construct(stack, 'a'.repeat(200)), 'b'.repeat(200))),
    proof: ({ templates }) => {
      const [[, { Properties }]] = resourcesOf(templates['Stack-us-east-1'], 'AWS::SSM::Parameter') as [[string, any]];
      expect(Properties.Name).toMatch(/^\/cdk\/EdgeFunctionArn\/eu-west-1\/Stack\/Stack-a+-b+-[0-9a-f]{8}$/);
    },
  },
  {
    name: 'OriginFailover on a distribution that exists',
    make: stack => {
      const { primaryOrigin, secondaryOrigin } = plainOrigins();
      const distribution = new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin: primaryOrigin } });
      distribution.addBehavior('form/*', primaryOrigin, { allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL });
      distribution.with(new OriginFailover({ secondaryOrigin }));
    },
    proof: ({ config: { DefaultCacheBehavior, CacheBehaviors, Origins, OriginGroups } }) => {
      const [group] = OriginGroups.Items;
      expect([DefaultCacheBehavior.TargetOriginId, CacheBehaviors[0].TargetOriginId]).toEqual([group.Id, Origins[0].Id]);
      expect(group.Members.Items.map(({ OriginId }: any) => OriginId)).toEqual(Origins.map(({ Id }: any) => Id));
    },
  },
];

/** What a stack with the option comes to. */
function seenWith({ region = 'us-east-1', make }: Option): Seen {
  const stack = stackIn(region);
  make(stack);
  const templates = templatesIn(stack);
  const [[, distribution]] = resourcesOf(templates.Stack, 'AWS::CloudFront::Distribution') as [[string, any]];
  const functions = Object.values(templates).flatMap(template => resourcesOf(template, 'AWS::Lambda::Function'))
    .map(([, found]) => found)
    .filter(({ Properties }) => Properties.Handler === 'index.handler');
  const policy = readPolicy(functions[0]?.Properties.Code.ZipFile ?? '');
  return { config: distribution.Properties.DistributionConfig, functions, policy, templates };
}

/** Every resource, by stack and logical id. */
function resourcesIn({ templates }: Seen): Record<string, any> {
  return masked(Object.fromEntries(Object.entries(templates).flatMap(([stack, { Resources }]) =>
    Object.entries(Resources).map(([id, resource]) => [`${stack} ${id}`, resource]))));
}

const plain = new Map<string | undefined, Record<string, any>>();

beforeAll(() => {
  for (const each of DEFAULTS) plain.set(each.region, resourcesIn(seenWith(each)));
});

test.each(DEFAULTS)('$name', each => {
  each.proof(seenWith(each));
  expect(plain.get(each.region)).toMatchSnapshot();
});

/** The snapshot has the resources that the option changes, adds or (null) removes. */
test.each(OPTIONS)('$name', each => {
  const seen = seenWith(each);
  each.proof(seen);
  const [before, after] = [plain.get(each.region)!, resourcesIn(seen)];
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(id => !isDeepStrictEqual(after[id], before[id]));
  expect(Object.fromEntries(ids.map(id => [id, after[id] ?? null]))).toMatchSnapshot();
});
