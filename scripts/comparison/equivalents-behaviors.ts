import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { bucket, edgeFunction, Equivalent, http, onResponse, site, siteWithFunction } from './cdk-site';
import { CASES } from '../../test/rules/cases';

const { ALLOW_ALL, ALLOW_GET_HEAD, ALLOW_GET_HEAD_OPTIONS } = cloudfront.AllowedMethods;
const { ALL_VIEWER, ALL_VIEWER_EXCEPT_HOST_HEADER } = cloudfront.OriginRequestPolicy;

function behavior(of: (isWrong: boolean, stack: Stack) => Partial<cloudfront.BehaviorOptions>): Equivalent {
  return (stack, isWrong) => site(stack, { behavior: of(isWrong, stack) });
}

function cached(wrong: cloudfront.CachePolicyProps, right: cloudfront.CachePolicyProps): Equivalent {
  return behavior((isWrong, stack) => ({ cachePolicy: new cloudfront.CachePolicy(stack, 'Policy', { comment: 'short', ...isWrong ? wrong : right }) }));
}

/** The code of the function in the template of the rule. */
function codeOf(id: string, isWrong: boolean): { code: lambda.Code } {
  const { fails, passes } = CASES[id]!;
  const { ZipFile = 'exports.handler = async event => event.Records[0].cf.response;' } = (isWrong ? fails : passes).function?.Code ?? {};
  return { code: lambda.Code.fromInline(ZipFile) };
}

/** The function is wrong, for what else there is. */
function code(id: string, cachePolicy?: cloudfront.CachePolicyProps): [string, Equivalent] {
  return [id, (stack, isWrong) => siteWithFunction(stack, codeOf(id, isWrong), {
    behavior: cachePolicy && { cachePolicy: new cloudfront.CachePolicy(stack, 'Policy', { comment: 'short', ...cachePolicy }) },
  })];
}

function role(value: string | undefined): cloudfront.IOrigin {
  return http('www.example.com', { customHeaders: value ? { 'x-failover-role': value } : {} });
}

function viewerFunction(stack: Stack, text: string, eventType: cloudfront.FunctionEventType): cloudfront.FunctionAssociation {
  const made = new cloudfront.Function(stack, 'AtViewer', {
    code: cloudfront.FunctionCode.fromInline(text), runtime: cloudfront.FunctionRuntime.JS_2_0,
  });
  return { function: made, eventType };
}

/** Of behaviors, their functions and caching, and the functions of this library. */
export const BEHAVIOR_EQUIVALENTS: Readonly<Record<string, Equivalent>> = {
  'group-behavior-allows-writes': behavior(isWrong => ({ allowedMethods: isWrong ? ALLOW_ALL : ALLOW_GET_HEAD_OPTIONS })),
  'group-behavior-grpc': behavior(isWrong => (isWrong ? { enableGrpc: true, allowedMethods: ALLOW_ALL } : {})),
  'options-not-cached': behavior(isWrong => ({
    allowedMethods: isWrong ? ALLOW_GET_HEAD_OPTIONS : ALLOW_GET_HEAD, cachedMethods: cloudfront.CachedMethods.CACHE_GET_HEAD,
  })),
  'options-cached-without-origin': cached({}, {
    headerBehavior: cloudfront.CacheHeaderBehavior.allowList('Origin', 'Access-Control-Request-Headers', 'Access-Control-Request-Method'),
  }),
  'viewer-host-forwarded': (stack, isWrong) => site(stack, {
    primary: bucket(stack, 'mine', 'eu-west-1'),
    behavior: { originRequestPolicy: isWrong ? ALL_VIEWER : ALL_VIEWER_EXCEPT_HOST_HEADER },
  }),
  'second-origin-response': behavior((isWrong, stack) => {
    const one = onResponse(edgeFunction(stack).currentVersion);
    return { edgeLambdas: [one, isWrong ? one : { ...one, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_REQUEST }] };
  }),
  'include-body-on-response': behavior((isWrong, stack) => ({
    edgeLambdas: [onResponse(edgeFunction(stack).currentVersion, {
      includeBody: true, eventType: isWrong ? cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE : cloudfront.LambdaEdgeEventType.ORIGIN_REQUEST,
    })],
  })),
  'viewer-response-skipped': (stack, isWrong) => {
    const text = "function handler({ response }) { response.headers['x-frame-options'] = { value: 'DENY' }; return response; }";
    return site(stack, {
      behavior: {
        functionAssociations: [viewerFunction(stack, text, cloudfront.FunctionEventType.VIEWER_RESPONSE)],
        edgeLambdas: [onResponse(edgeFunction(stack, codeOf('viewer-response-skipped', isWrong)).currentVersion)],
      },
    });
  },
  'origin-chosen-by-function': behavior((isWrong, stack) => {
    const { fails, passes } = CASES['origin-chosen-by-function']!;
    const { FunctionCode } = (isWrong ? fails : passes).resources!.AtViewer.Properties;
    return { functionAssociations: [viewerFunction(stack, FunctionCode, cloudfront.FunctionEventType.VIEWER_REQUEST)] };
  }),
  'origin-changed-by-function': behavior((isWrong, stack) => ({
    edgeLambdas: [onResponse(edgeFunction(stack, codeOf('origin-changed-by-function', isWrong)).currentVersion, {
      eventType: cloudfront.LambdaEdgeEventType.ORIGIN_REQUEST,
    })],
  })),
  'member-role-wrong': (stack, isWrong) =>
    siteWithFunction(stack, codeOf('member-role-wrong', true), { primary: role(isWrong ? 'secondary' : 'primary') }),
  'member-role-missing': (stack, isWrong) =>
    siteWithFunction(stack, codeOf('member-role-missing', true), { primary: role('primary'), secondary: role(isWrong ? undefined : 'secondary') }),
  'member-targeted-directly': (stack, isWrong) => {
    const primary = role('primary');
    const edgeLambdas = [onResponse(edgeFunction(stack, codeOf('member-targeted-directly', true)).currentVersion)];
    return site(stack, {
      primary,
      behavior: { edgeLambdas },
      distribution: { additionalBehaviors: { '/api/*': { origin: isWrong ? primary : http('api.example.com'), edgeLambdas } } },
    });
  },
  'role-header-forwarded': (stack, isWrong) => site(stack, {
    primary: role('primary'),
    behavior: {
      cachePolicy: new cloudfront.CachePolicy(stack, 'Policy', {
        comment: 'short', headerBehavior: cloudfront.CacheHeaderBehavior.allowList('Origin', isWrong ? 'X-Failover-Role' : 'X-Mine'),
      }),
    },
  }),
  ...Object.fromEntries([
    code('rewrite-ttl-overruled', { minTtl: Duration.seconds(61) }),
    code('rewrite-without-cache-control'),
    code('rewrite-without-failover'),
    code('client-errors-masked'),
  ]),
  'rewrite-ttl-lengthened': (stack, isWrong) => siteWithFunction(stack, codeOf('rewrite-ttl-lengthened', true), {
    behavior: { cachePolicy: new cloudfront.CachePolicy(stack, 'Policy', { comment: 'short', minTtl: Duration.seconds(isWrong ? 7 : 6) }) },
  }),
  'secondary-kept-long': cached({ defaultTtl: Duration.days(1) }, { defaultTtl: Duration.hours(1) }),
  'outage-uncached': cached(
    { defaultTtl: Duration.seconds(0), maxTtl: Duration.seconds(0) }, { defaultTtl: Duration.seconds(0), maxTtl: Duration.seconds(5) },
  ),
  'failovers-invisible': behavior((isWrong, stack) => (isWrong ? {} : {
    realtimeLogConfig: new cloudfront.RealtimeLogConfig(stack, 'Log', {
      endPoints: [cloudfront.Endpoint.fromKinesisStream(new kinesis.Stream(stack, 'Stream'))], fields: ['sr-reason', 'r-host'], samplingRate: 100,
    }),
  })),
};
