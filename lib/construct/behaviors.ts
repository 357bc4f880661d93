import { Token } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { DirectBehaviorOptions } from './direct-behavior-options';
import { Failover } from './failover';
import { FailoverBehaviorOptions } from './failover-behavior-options';
import { checkOptions, checkSwitch, refusal, refusalOf, shown } from './options';
import { eventTaken, ViewerFunction } from './viewer-functions';

/** OriginRequestPolicy, which seldom is needed, takes long to load. */
const { AllowedMethods, CachedMethods, CachePolicy, LambdaEdgeEventType } = cloudfront;

/** The methods that CloudFront does not accept on an origin group. */
export function writingMethods(methods: readonly string[]): string[] {
  return methods.filter(method => !['GET', 'HEAD', 'OPTIONS'].includes(method));
}

/** What behaviors that fail over have in common. */
export type BehaviorFunctions = Pick<Failover, 'edgeFunction' | 'viewerFunctions' | 'realtimeLogs'>;

/**
 * A behavior on the origin group, in CDK's words.
 * @throws when CloudFront does not fail over, or accept the behavior, with these options
 */
export function failoverBehavior(
  where: string,
  name: string,
  options: FailoverBehaviorOptions = {},
  { edgeFunction, viewerFunctions, realtimeLogs }: BehaviorFunctions,
  primary: cloudfront.IOrigin,
): cloudfront.AddBehaviorOptions {
  checkBehavior(where, name, options, primary);
  if (options.enableGrpc) {
    throw refusal(
      where,
      `The behavior ${name} is on the origin group and has gRPC on, for which CloudFront never fails over.`,
      'enableGrpc: true',
      'no gRPC',
      'Move the path to directBehaviors.',
    );
  }
  const allowedMethods = options.allowedMethods ?? AllowedMethods.ALLOW_GET_HEAD_OPTIONS;
  if (!(allowedMethods instanceof AllowedMethods)) {
    throw refusal(
      where,
      `allowedMethods of the behavior ${name} is not an AllowedMethods.`,
      allowedMethods,
      'AllowedMethods.ALLOW_GET_HEAD_OPTIONS or ALLOW_GET_HEAD',
      'Change allowedMethods.',
    );
  }
  const writes = writingMethods(allowedMethods.methods);
  if (writes.length) {
    throw refusal(
      where,
      `The behavior ${name} is on the origin group and allows methods that write, which CloudFront does not accept there.`,
      writes.join(', '),
      'GET and HEAD, or GET, HEAD and OPTIONS',
      'Move the path to directBehaviors, or take the methods out of allowedMethods.',
    );
  }
  if (realtimeLogs && options.realtimeLogConfig) {
    throw refusal(
      where,
      `The behavior ${name} has real-time logs already, and CloudFront accepts one configuration for each behavior.`,
      'realtimeLogConfig and realtimeLogs',
      'one of the two',
      'Add the fields sr-reason and r-host to yours, and leave realtimeLogs out.',
    );
  }
  const cachedMethods = allowedMethods.methods.includes('OPTIONS') ? CachedMethods.CACHE_GET_HEAD_OPTIONS : CachedMethods.CACHE_GET_HEAD;
  return {
    ...options,
    allowedMethods,
    cachedMethods: options.cachedMethods ?? cachedMethods,
    realtimeLogConfig: realtimeLogs ?? options.realtimeLogConfig,
    edgeLambdas: withFunction(where, name, options.edgeLambdas, edgeFunction),
    functionAssociations: viewerFunctions.length
      ? withViewerFunctions(where, name, options, viewerFunctions)
      : options.functionAssociations,
  };
}

/** A behavior straight to the primary, in CDK's words. `rewriteErrors` is left on only where there is a function for it. */
export function directBehavior(
  where: string,
  name: string,
  options: DirectBehaviorOptions,
  edgeFunction: lambda.IVersion | undefined,
  primary: cloudfront.IOrigin,
): DirectBehaviorOptions {
  checkBehavior(where, name, options, primary);
  checkSwitch(where, 'rewriteErrors', options.rewriteErrors);
  const rewriteErrors = Boolean(options.rewriteErrors && edgeFunction);
  return {
    ...options,
    allowedMethods: options.allowedMethods ?? AllowedMethods.ALLOW_ALL,
    cachePolicy: options.cachePolicy ?? CachePolicy.CACHING_DISABLED,
    originRequestPolicy: options.originRequestPolicy ?? cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    edgeLambdas: rewriteErrors ? withFunction(where, name, options.edgeLambdas, edgeFunction) : options.edgeLambdas,
    rewriteErrors,
  };
}

function withFunction(
  where: string,
  name: string,
  edgeLambdas: cloudfront.EdgeLambda[] = [],
  functionVersion: lambda.IVersion | undefined,
): cloudfront.EdgeLambda[] {
  if (!functionVersion) return edgeLambdas;
  checkFunctions(where, name, 'edgeLambdas', edgeLambdas, '{ functionVersion, eventType }');
  if (edgeLambdas.some(({ eventType }) => eventType === LambdaEdgeEventType.ORIGIN_RESPONSE)) {
    throw refusal(
      where,
      `The behavior ${name} has an origin-response function already, and CloudFront accepts one for each event.`,
      'an origin-response function in edgeLambdas',
      'functions on the other events',
      'Pass yours as originResponseFunction, with its handler wrapped in failoverAware, or set errorRewrite to ErrorRewrite.none().',
    );
  }
  return [...edgeLambdas, { functionVersion, eventType: LambdaEdgeEventType.ORIGIN_RESPONSE }];
}

/** An option of a behavior is a list of functions. JavaScript lets everything else through. */
function checkFunctions(where: string, name: string, option: string, functions: unknown, item: string): void {
  if (Array.isArray(functions) && functions.every(Boolean)) return;
  const what = `${option} of the behavior ${name} is not a list of functions.`;
  throw refusal(where, what, functions, `a list of ${item}`, `Change ${option}.`);
}

function withViewerFunctions(
  where: string,
  name: string,
  { edgeLambdas = [], functionAssociations = [] }: FailoverBehaviorOptions,
  viewerFunctions: readonly ViewerFunction[],
): cloudfront.FunctionAssociation[] {
  checkFunctions(where, name, 'functionAssociations', functionAssociations, '{ function, eventType }');
  for (const viewerFunction of viewerFunctions) {
    const problem = eventTaken(name, viewerFunction, { edgeLambdas, functionAssociations });
    if (problem) throw refusalOf(where, problem);
  }
  return [...functionAssociations, ...viewerFunctions.map(({ eventType, viewerFunction }) => ({ eventType, function: viewerFunction }))];
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern */
const MAX_PATTERN = 255;

/** Behaviors of a plain `Distribution` have an origin each, which would get lost here. */
function checkOrigin(where: string, name: string, options: object, primary: cloudfront.IOrigin): void {
  const { origin = primary, pathPattern = name } = options as Partial<cloudfront.BehaviorOptions> & { pathPattern?: string };
  if (origin === primary && pathPattern === name) return;
  throw refusal(
    where,
    `The behavior ${shown(name)} has an origin or a path pattern of its own.`,
    origin === primary ? pathPattern : origin,
    'the primary origin, and the pattern that is its key',
    'Leave it out, or add the behavior with addBehavior(path, origin, options), without failover.',
  );
}

function checkBehavior(
  where: string,
  name: string,
  options: FailoverBehaviorOptions | DirectBehaviorOptions,
  primary: cloudfront.IOrigin,
): void {
  checkOptions(where, `The behavior ${shown(name)}`, options);
  checkOrigin(where, name, options, primary);
  if (Token.isUnresolved(name)) return;
  if (typeof name !== 'string' || name.length > MAX_PATTERN || !/^[\x21-\x7e]+$/.test(name)) {
    throw refusal(
      where,
      'A path pattern is not one that CloudFront accepts.',
      name,
      `1 to ${MAX_PATTERN} printable ASCII characters, no spaces`,
      'Change the pattern.',
    );
  }
}
