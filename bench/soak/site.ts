import { ORIGIN_RESPONSE_CODE } from '../../lib/function-code/origin-response-code.generated';
import { POLICY_PREFIX } from '../../lib/model/lambda-function';

/** What a path is: its behavior decides what the edge does, the rest what the origins do. `/ours/503/200/17` */
export interface Behavior {
  readonly codes: readonly number[];
  readonly function: 'none' | 'ours' | 'mask';
  readonly cached: boolean;
  /** Without the secondary, and with every method. */
  readonly direct?: boolean;
}

const SERVER_ERRORS = [500, 502, 503, 504];

export const BEHAVIORS: Readonly<Record<string, Behavior>> = {
  plain: { codes: SERVER_ERRORS, function: 'none', cached: false },
  ours: { codes: SERVER_ERRORS, function: 'ours', cached: false },
  mask: { codes: SERVER_ERRORS, function: 'mask', cached: false },
  missing: { codes: [404, ...SERVER_ERRORS], function: 'none', cached: false },
  kept: { codes: SERVER_ERRORS, function: 'none', cached: true },
  page: { codes: SERVER_ERRORS, function: 'ours', cached: true },
  direct: { codes: [], function: 'none', cached: false, direct: true },
};

/** Seconds that successes (by their header) and errors (by the distribution) are fresh. */
export const FRESH_SECONDS = 1;

/** After which the edge gives up on an origin that does not answer, in seconds, for each of two attempts. */
export const READ_TIMEOUT = 3;

export const PAGE = '<h1>Back soon</h1>';

const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

const FUNCTIONS = {
  ours: POLICY_PREFIX + JSON.stringify({
    failover: SERVER_ERRORS,
    rewrite: [[400, 599]],
    status: 200,
    statusDescription: 'OK',
    body: PAGE,
    headers: [['content-type', 'text/html; charset=utf-8'], ['cache-control', `max-age=${FRESH_SECONDS}`]],
  }) + `;\n${ORIGIN_RESPONSE_CODE}`,
  // The rule of AWS's sample.
  mask: `exports.handler = (event, context, callback) => {
    const response = event.Records[0].cf.response;
    if (response.status >= 400 && response.status <= 599) {
      response.status = 200;
      response.statusDescription = 'OK';
      response.body = '${PAGE}';
    }
    callback(null, response);
  };`,
};

/** The distribution, as a template. */
export function template(): object {
  const origin = (Id: string) => ({
    Id,
    DomainName: `${Id}.example.com`,
    ConnectionAttempts: 2,
    ConnectionTimeout: 1,
    CustomOriginConfig: { OriginProtocolPolicy: 'http-only', OriginReadTimeout: READ_TIMEOUT },
    ...Id === 'direct' ? {} : { OriginCustomHeaders: [{ HeaderName: 'x-failover-role', HeaderValue: Id }] },
  });
  const group = (Id: string, Items: readonly number[]) => ({
    Id,
    FailoverCriteria: { StatusCodes: { Quantity: Items.length, Items } },
    Members: { Quantity: 2, Items: [{ OriginId: 'primary' }, { OriginId: 'secondary' }] },
  });
  const behavior = (name: string) => {
    const { function: attached, cached, direct } = BEHAVIORS[name];
    return {
      PathPattern: `/${name}/*`,
      TargetOriginId: direct ? 'direct' : name === 'missing' ? 'missing' : 'errors',
      ViewerProtocolPolicy: 'allow-all',
      AllowedMethods: direct ? ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'] : ['GET', 'HEAD', 'OPTIONS'],
      CachePolicyId: cached ? { Ref: 'Kept' } : CACHING_DISABLED,
      LambdaFunctionAssociations: attached === 'none' ? [] : [
        { EventType: 'origin-response', LambdaFunctionARN: { Ref: `${attached}Version` } },
      ],
    };
  };
  const lambda = (name: keyof typeof FUNCTIONS) => ({
    [name]: {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Role: 'role', Code: { ZipFile: FUNCTIONS[name] } },
    },
    [`${name}Version`]: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: name } } },
  });
  const names = Object.keys(BEHAVIORS);
  return {
    Resources: {
      ...lambda('ours'),
      ...lambda('mask'),
      Kept: {
        Type: 'AWS::CloudFront::CachePolicy',
        Properties: {
          CachePolicyConfig: {
            Name: 'kept',
            MinTTL: 0,
            DefaultTTL: FRESH_SECONDS,
            MaxTTL: 3600,
            ParametersInCacheKeyAndForwardedToOrigin: {
              EnableAcceptEncodingGzip: false,
              HeadersConfig: { HeaderBehavior: 'none' },
              CookiesConfig: { CookieBehavior: 'none' },
              QueryStringsConfig: { QueryStringBehavior: 'none' },
            },
          },
        },
      },
      Site: {
        Type: 'AWS::CloudFront::Distribution',
        Properties: {
          DistributionConfig: {
            Enabled: true,
            Origins: ['primary', 'secondary', 'direct'].map(origin),
            OriginGroups: { Quantity: 2, Items: [group('errors', SERVER_ERRORS), group('missing', BEHAVIORS.missing.codes)] },
            CustomErrorResponses: [404, ...SERVER_ERRORS].map(ErrorCode => ({ ErrorCode, ErrorCachingMinTTL: FRESH_SECONDS })),
            DefaultCacheBehavior: { ...behavior('plain'), PathPattern: undefined },
            CacheBehaviors: names.map(behavior),
          },
        },
      },
    },
  };
}
