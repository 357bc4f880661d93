import { MANAGED_CACHE_POLICIES } from '../../../lib/model/managed-policies';
import { Resource, TemplateBody } from '../../../lib/model/template';

export const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
export const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

/** Hosts of the error pages, under /pages/. */
const PAGES = 'pages';

/** What is to be different from a plain origin group. */
export interface Pair {
  /** @default - 500, 502, 503, 504 */
  readonly codes?: readonly number[];
  /** Lambda functions by event: code that sets `exports.handler`. */
  readonly functions?: Readonly<Record<string, string>>;
  /** CloudFront functions by event: code with a function `handler`. */
  readonly viewerFunctions?: Readonly<Record<string, string>>;
  /** Id of a managed cache policy, or the configuration of one. @default - CachingOptimized */
  readonly cache?: string | Readonly<Record<string, unknown>>;
  readonly errorResponses?: ReadonlyArray<Readonly<Record<string, unknown>>>;
  /** @default - GET, HEAD, OPTIONS, all of them cached */
  readonly methods?: readonly string[];
  readonly cachedMethods?: readonly string[];
  /** Overrides of the origins. */
  readonly primary?: Readonly<Record<string, unknown>>;
  readonly secondary?: Readonly<Record<string, unknown>>;
  /** Overrides of the default behavior, and of the distribution. */
  readonly behavior?: Readonly<Record<string, unknown>>;
  readonly distribution?: Readonly<Record<string, unknown>>;
}

/**
 * The template of a distribution with an origin group of `primary` and `secondary`, whose role is in an origin custom header, and of
 * `pages` for /pages/*, which is in no group.
 */
export function pair(options: Pair = {}): TemplateBody {
  const { codes = [500, 502, 503, 504], functions = {}, viewerFunctions = {}, cache = CACHING_OPTIMIZED, errorResponses } = options;
  const { methods = ['GET', 'HEAD', 'OPTIONS'], cachedMethods = methods } = options;
  const resources: Record<string, Resource> = {};
  if (typeof cache === 'object') resources.Cache = { Type: 'AWS::CloudFront::CachePolicy', Properties: { CachePolicyConfig: cache } };

  resources.Distribution = {
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        Enabled: true,
        Origins: [
          { ...origin('primary', 'primary'), ...options.primary },
          { ...origin('secondary', 'secondary'), ...options.secondary },
          origin(PAGES, 'sole'),
        ],
        OriginGroups: {
          Quantity: 1,
          Items: [
            {
              Id: 'group',
              FailoverCriteria: { StatusCodes: { Quantity: codes.length, Items: codes } },
              Members: { Quantity: 2, Items: [{ OriginId: 'primary' }, { OriginId: 'secondary' }] },
            },
          ],
        },
        DefaultCacheBehavior: {
          TargetOriginId: 'group',
          ViewerProtocolPolicy: 'allow-all',
          AllowedMethods: methods,
          CachedMethods: cachedMethods,
          CachePolicyId: typeof cache === 'object' ? { Ref: 'Cache' } : cache,
          LambdaFunctionAssociations: Object.entries(functions).map(([event, code]) => lambda(resources, event, code)),
          FunctionAssociations: Object.entries(viewerFunctions).map(([event, code]) => cloudFrontFunction(resources, event, code)),
          ...options.behavior,
        },
        CacheBehaviors: [
          { PathPattern: '/pages/*', TargetOriginId: PAGES, ViewerProtocolPolicy: 'allow-all', CachePolicyId: CACHING_OPTIMIZED },
        ],
        CustomErrorResponses: errorResponses,
        ...options.distribution,
      },
    },
  };
  return { Resources: resources };
}

/** A cache policy with these times, and nothing of the viewer's in the key. */
export function times(MinTTL: number, DefaultTTL: number, MaxTTL: number, more: object = {}): Record<string, unknown> {
  return { MinTTL, DefaultTTL, MaxTTL, ParametersInCacheKeyAndForwardedToOrigin: more };
}

/** Times of a policy that does not interfere with the first seconds. */
export const FROM_ZERO = times(0, 100, 1000);

/** The default TTL of CachingOptimized. */
export const DAY = MANAGED_CACHE_POLICIES.get(CACHING_OPTIMIZED)!.defaultTtl;

/** A custom error response with a page of {@link pair}'s. */
export function errorPage(ErrorCode: number, ResponseCode = ErrorCode, ErrorCachingMinTTL?: number): Record<string, unknown> {
  return { ErrorCode, ResponseCode, ResponsePagePath: `/pages/${ErrorCode}.html`, ErrorCachingMinTTL };
}

function origin(id: string, role: string): Record<string, unknown> {
  return {
    Id: id,
    DomainName: `${id}.example.com`,
    CustomOriginConfig: { OriginProtocolPolicy: 'https-only' },
    OriginCustomHeaders: [{ HeaderName: 'x-failover-role', HeaderValue: role }],
  };
}

function lambda(resources: Record<string, Resource>, event: string, code: string): object {
  const id = event.replace(/\W/g, '');
  resources[id] = {
    Type: 'AWS::Lambda::Function',
    Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Code: { ZipFile: code } },
  };
  resources[`${id}Version`] = { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: id } } };
  return { EventType: event, LambdaFunctionARN: { Ref: `${id}Version` } };
}

function cloudFrontFunction(resources: Record<string, Resource>, event: string, code: string): object {
  const id = event.replace(/\W/g, '');
  resources[id] = {
    Type: 'AWS::CloudFront::Function',
    Properties: { Name: id, FunctionCode: code, FunctionConfig: { Runtime: 'cloudfront-js-2.0' } },
  };
  return { EventType: event, FunctionARN: { 'Fn::GetAtt': [id, 'FunctionARN'] } };
}

/** Origin-facing functions. The header that says which member answered is set by {@link pair} sets. */
export const FUNCTIONS = {
  /** What AWS documents as "update the error status code to 200", in our words. */
  awsSample: `exports.handler = (event, context, callback) => {
    const { response } = event.Records[0].cf;
    if (response.status >= 400 && response.status <= 599) Object.assign(response, { status: 200, statusDescription: 'OK', body: 'masked' });
    callback(null, response);
  };`,
  raisesPrimary: onRole('primary', "response.status = '503';"),
  throwsOnPrimary: onRole('primary', "throw new Error('broken');"),
  throwsOnSecondary: onRole('secondary', "throw new Error('broken');"),
  invalidOnPrimary: onRole('primary', "return { status: 'well' };"),
  answersPrimary: onRole('primary', "return { status: '503', body: 'no' };", 'request'),
  throwsOnPrimaryRequest: onRole('primary', "throw new Error('broken');", 'request'),
  saysWhatItSaw: `exports.handler = async event => {
    const { response } = event.Records[0].cf;
    response.headers['x-saw'] = [{ key: 'X-Saw', value: response.status }];
    return response;
  };`,
  untouched: 'exports.handler = async event => event.Records[0].cf.response;',
};

function onRole(role: string, statement: string, result = 'response'): string {
  return `exports.handler = async event => {
    const { request, response } = event.Records[0].cf;
    if (request.origin.custom.customHeaders['x-failover-role'][0].value === '${role}') { ${statement} }
    return ${result};
  };`;
}
