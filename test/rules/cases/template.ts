import { TemplateBody } from '../../../lib/model/template';

export type Json = Record<string, any>;

/** Changes to a correct template. Undefined removes a setting. */
export interface Changes {
  readonly primary?: Json;
  readonly secondary?: Json;
  readonly group?: Json;
  /** Settings of the default behavior, which targets the origin group. */
  readonly behavior?: Json;
  /** Behaviors in front of it. */
  readonly behaviors?: readonly Json[];
  readonly config?: Json;
  /** Properties of the function behind the version. */
  readonly function?: Json;
  readonly version?: Json;
  /** Of function and version. */
  readonly deletionPolicy?: unknown;
  /** Properties of the function's role. */
  readonly role?: Json;
  /** More resources. */
  readonly resources?: Json;
  /** Metadata of the distribution. */
  readonly metadata?: Json;
}

/** What one rule finds, and where it finds nothing. */
export interface RuleCase {
  /** The rule finds one thing. Other rules may find more. */
  readonly fails: Changes;
  /** As close to `fails` as possible, but fixed: this rule finds nothing, and other rules only information. */
  readonly passes: Changes;
  /** What the message has after `Got:`. */
  readonly got: string;
  /** Depends on the deployment. Left out for rules that compare the text of the template, whatever it resolves to. */
  readonly cannotTell?: Changes;
}

/** By the id of the rule. */
export type RuleCases = Readonly<Record<string, RuleCase>>;

export const OUTAGE_CODES = [500, 502, 503, 504];
export const READS = ['GET', 'HEAD', 'OPTIONS'];
export const ALL_METHODS = [...READS, 'PUT', 'PATCH', 'POST', 'DELETE'];
/** A value that only a deployment knows. */
export const PARAMETER = { Ref: 'Parameter' };
export const PASS_THROUGH = 'exports.handler = async event => event.Records[0].cf.response;';
export const ON_RESPONSE = { EventType: 'origin-response', LambdaFunctionARN: { Ref: 'Version' } };

export const PRIMARY = {
  Id: 'first',
  DomainName: 'www.example.com',
  CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginReadTimeout: 5 },
  ConnectionAttempts: 1,
  OriginCustomHeaders: [{ HeaderName: 'x-failover-role', HeaderValue: 'primary' }],
};
export const SECONDARY = {
  Id: 'second',
  DomainName: 'standby.example.com',
  CustomOriginConfig: { OriginProtocolPolicy: 'https-only' },
  OriginCustomHeaders: [{ HeaderName: 'x-failover-role', HeaderValue: 'secondary' }],
};
/** The bucket with the error pages. */
const ERRORS = {
  Id: 'errors',
  DomainName: 'errors.s3.eu-central-1.amazonaws.com',
  S3OriginConfig: { OriginAccessIdentity: '' },
  OriginAccessControlId: 'E2QWRUHAPOMQZL',
};

/** A cache policy with TTLs that no rule reports. */
export function cachePolicy(changes: Json = {}, headers: readonly string[] = CORS_HEADERS): Json {
  return {
    Type: 'AWS::CloudFront::CachePolicy',
    Properties: {
      CachePolicyConfig: {
        Name: 'short',
        MinTTL: 0,
        DefaultTTL: 300,
        MaxTTL: 3600,
        ParametersInCacheKeyAndForwardedToOrigin: {
          CookiesConfig: { CookieBehavior: 'none' },
          HeadersConfig: headers.length ? { HeaderBehavior: 'whitelist', Headers: headers } : { HeaderBehavior: 'none' },
          QueryStringsConfig: { QueryStringBehavior: 'none' },
          EnableAcceptEncodingGzip: true,
        },
        ...changes,
      },
    },
  };
}

const CORS_HEADERS = ['Origin', 'Access-Control-Request-Headers', 'Access-Control-Request-Method'];

/**
 * A template with a distribution (`Site`), an origin group and an origin-response function. Without changes, no rule reports anything and
 * it could be deployed.
 */
export function templateOf(changes: Changes = {}): TemplateBody {
  const body = {
    Resources: {
      Site: { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig: configOf(changes) }, Metadata: changes.metadata },
      Policy: cachePolicy(),
      Version: {
        Type: 'AWS::Lambda::Version',
        ...retention(changes),
        Properties: { FunctionName: { Ref: 'Function' }, ...changes.version },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        ...retention(changes),
        Properties: {
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Code: { ZipFile: PASS_THROUGH },
          ...changes.function,
        },
      },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: trust('lambda.amazonaws.com', 'edgelambda.amazonaws.com'),
          ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
          ...changes.role,
        },
      },
      ...changes.resources,
    },
  };
  const text = JSON.stringify(body);
  const Parameters = { Parameter: { Type: 'String' } };
  return { ...(text.includes(JSON.stringify(PARAMETER)) ? { Parameters } : {}), ...JSON.parse(text) };
}

function retention({ deletionPolicy = 'Retain' }: Changes): Json {
  return { DeletionPolicy: deletionPolicy, UpdateReplacePolicy: deletionPolicy };
}

function configOf({ primary, secondary, group, behavior, behaviors = [], config }: Changes): Json {
  return {
    Enabled: true,
    DefaultRootObject: 'index.html',
    Origins: [{ ...PRIMARY, ...primary }, { ...SECONDARY, ...secondary }, ERRORS],
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
      ViewerProtocolPolicy: 'redirect-to-https',
      AllowedMethods: READS,
      CachedMethods: READS,
      CachePolicyId: { Ref: 'Policy' },
      RealtimeLogConfigArn: 'arn:aws:cloudfront::111122223333:realtime-log-config/failovers',
      LambdaFunctionAssociations: [ON_RESPONSE],
      ...behavior,
    },
    CacheBehaviors: [...behaviors, {
      PathPattern: '/errors/*',
      TargetOriginId: 'errors',
      ViewerProtocolPolicy: 'redirect-to-https',
      CachePolicyId: { Ref: 'Policy' },
    }],
    CustomErrorResponses: [502, 503, 504].map(code => pageFor(code)),
    ...config,
  };
}

/** A custom error response with a page outside the group. */
export function pageFor(ErrorCode: unknown, changes: Json = {}): Json {
  return { ErrorCode, ResponseCode: 503, ResponsePagePath: '/errors/outage.html', ...changes };
}

/** A trust policy. */
export function trust(...Service: unknown[]): Json {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }] };
}

/** Settings that make an origin a private S3 bucket. */
export const BUCKET: Json = {
  DomainName: 'mine.s3.eu-west-1.amazonaws.com',
  CustomOriginConfig: undefined,
  S3OriginConfig: { OriginAccessIdentity: '', OriginReadTimeout: 5 },
  OriginAccessControlId: 'E2QWRUHAPOMQZL',
};

/** The same, for a bucket in the template. */
export const OWN_BUCKET: Json = { ...BUCKET, DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] } };

const BUCKET_AND_OBJECTS = [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, { 'Fn::Sub': '${Bucket.Arn}/*' }];

/** The bucket of {@link OWN_BUCKET}, with a policy that allows CloudFront these actions. */
export function bucketAllowing(Action: unknown): Json {
  return {
    Bucket: { Type: 'AWS::S3::Bucket' },
    BucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Bucket' },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action, Principal: { Service: 'cloudfront.amazonaws.com' }, Resource: BUCKET_AND_OBJECTS }],
        },
      },
    },
  };
}
