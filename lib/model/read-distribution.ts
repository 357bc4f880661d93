import { AccessControlModel, readAccessControl } from './access-control';
import { ownerOf, readBackend } from './backend';
import { AssociationModel, BehaviorModel, DistributionModel, ErrorResponseModel, OriginGroupModel, OriginModel } from './distribution';
import { Form } from './form';
import { readFunctionArn } from './function-arn';
import { hostOf } from './host';
import { decideConditions, evaluate } from './intrinsics';
import { readKeyValues } from './key-value-store';
import { FunctionContext, FunctionModel } from './lambda-function';
import { countOf, isGiven, quantitiesOf, undecidedLists } from './lists';
import { Caller } from './policy-grants';
import { readOrigin } from './read-origin';
import {
  cacheMinTtl,
  behaviorCachePolicy,
  forwardsHost,
  behaviorOriginRequestPolicy,
  behaviorResponseHeadersPolicy,
  statedTtls,
} from './read-policies';
import { primaryOf } from './staging';
import { attributeIn, Environment, referencedId, Resource, TemplateScope } from './template';
import { boolean, isUnknown, listOf, number, recordOf, show, textOf, unreadable, Value } from './value';
import { Variant, variantsIn } from './variants';

/** The stack of a distribution, and what is needed to follow its references. */
export interface ReadContext extends TemplateScope {
  /** Stack or file. */
  readonly template: string;
  /** @default - CDK */
  readonly form?: Form;
  readonly assetOf?: FunctionContext['assetOf'];
  /** The construct path of a resource, for templates without path metadata. */
  pathOf?(logicalId: string): string | undefined;
  /** The function behind the ARN of an association, as the template writes the ARN. */
  functionBehind(arn: unknown, environment: Environment): Value<FunctionModel>;
}

/**
 * Reads an AWS::CloudFront::Distribution, once for each way in which its conditions may turn out. Never throws: what is missing or
 * unreadable is left out or unknown.
 */
export function readDistribution(logicalId: string, resource: Resource, context: ReadContext): DistributionModel {
  const { variants: [usual, ...others], unread } = variantsIn(resource, context.environment);
  const read = (variant: Variant) => readVariant(logicalId, resource, variant, { ...context, environment: variant.environment });
  return deepFreeze({ ...read(usual!), otherwise: others.map(read), unreadConditions: unread });
}

function readVariant(
  logicalId: string, resource: Resource, { where, environment }: Variant, context: ReadContext, isPrimary = false,
): DistributionModel {
  // Functions are found by the reference itself, which evaluation would turn into text.
  const raw = recordOf(decideConditions(recordOf(resource.Properties).DistributionConfig, context.environment));
  const config = recordOf(evaluate(raw, context.environment));
  const behavior = (property: string, rawBehavior: unknown, evaluated: unknown) =>
    readBehavior(`DistributionConfig.${property}`, recordOf(rawBehavior), recordOf(evaluated), context);
  const rawBehaviors = listOf(raw.CacheBehaviors);
  const groups = listOf(recordOf(config.OriginGroups).Items)
    .map((group, i) => readGroup(`DistributionConfig.OriginGroups.Items.${i}`, recordOf(group)));
  const rawOrigins = listOf(raw.Origins);

  const staging = boolean(config.Staging);
  const primary = staging === true && !isPrimary ? primaryOf(logicalId, context) : undefined;
  return {
    where,
    stagingOf: primary && readVariant(...primary, { where, environment }, context, true),
    otherwise: [],
    unreadConditions: [],
    logicalId,
    template: context.template,
    form: context.form ?? 'cdk',
    path: constructPath(resource) ?? context.pathOf?.(logicalId),
    origins: listOf(config.Origins).map((item, i) => {
      const evaluated = recordOf(item);
      const origin = readOrigin(`DistributionConfig.Origins.${i}`, evaluated, context.environment, domainOwner(rawOrigins[i], context));
      const host = hostOf(origin.domainName, context);
      const owner = ownerPath(origin.domainName, context);
      if (!groups.length || isUnknown(item)) return { ...origin, owner, host, configs: isUnknown(item) ? item : origin.configs };
      const accessControl = readAccessControl(evaluated.OriginAccessControlId, context);
      const backend = readBackend(origin.domainName, callerOf(origin, accessControl, logicalId), context);
      return { ...origin, owner, host, accessControl, backend };
    }),
    groups,
    region: context.environment.region ?? { unknown: `the Region of ${context.template}` },
    aliases: listOf(config.Aliases).map(alias => textOf(alias, '')),
    httpVersion: textOf(config.HttpVersion, 'http1.1'),
    staging,
    continuousDeployment: isGiven(config.ContinuousDeploymentPolicyId, raw.ContinuousDeploymentPolicyId, context.source),
    quantities: quantitiesOf(config),
    undecided: undecidedLists(config),
    behaviors: [
      ...listOf(config.CacheBehaviors).map((item, i) => behavior(`CacheBehaviors.${i}`, rawBehaviors[i], item)),
      { ...behavior('DefaultCacheBehavior', raw.DefaultCacheBehavior, config.DefaultCacheBehavior), pathPattern: '*' },
    ],
    errorResponses: listOf(config.CustomErrorResponses).map((item, i) =>
      readErrorResponse(`DistributionConfig.CustomErrorResponses.${i}`, recordOf(item)),
    ),
    defaultRootObject: (config.DefaultRootObject as Value<string>) ?? '',
  };
}

/** The type of the resource whose attribute is an origin's domain name, when the attribute's name alone is ambiguous. */
function domainOwner(rawOrigin: unknown, { source }: TemplateScope): string | undefined {
  const { DomainName, S3OriginConfig } = recordOf(rawOrigin);
  const named = attributeIn(DomainName);
  return named?.attribute.endsWith('DomainName') && S3OriginConfig === undefined ? source.resource(named.logicalId)?.Type : undefined;
}

/** Whose requests an origin gets. */
function callerOf(
  { signed, accessIdentity }: Pick<OriginModel, 'signed' | 'accessIdentity'>,
  accessControl: AccessControlModel | undefined,
  distribution: string,
): Caller {
  if (accessControl && accessControl.signing !== 'never') return { kind: 'service', distribution };
  if (accessIdentity !== undefined) return { kind: 'identity', identity: accessIdentity, distribution };
  return { kind: signed && !accessControl ? 'service' : 'anonymous', distribution };
}

function readGroup(property: string, group: Readonly<Record<string, any>>): OriginGroupModel {
  const codes = recordOf(recordOf(group.FailoverCriteria).StatusCodes).Items ?? [];
  return {
    property,
    id: show(group.Id ?? ''),
    memberCount: countOf(group.Members),
    members: listOf(recordOf(group.Members).Items).map(member => show(recordOf(member).OriginId ?? '')),
    statusCodes: isUnknown(codes) ? codes : listOf(codes).map(statusCode),
    selectionCriteria: textOf(group.SelectionCriteria, 'default'),
  };
}

/** Any number: the rules decide which are status codes. */
function statusCode(value: unknown): Value<number> {
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof parsed === 'number' && !Number.isNaN(parsed) ? parsed : unreadable(value);
}

function readBehavior(
  property: string,
  raw: Readonly<Record<string, any>>,
  behavior: Readonly<Record<string, any>>,
  context: ReadContext,
): BehaviorModel {
  return {
    property,
    pathPattern: textOf(behavior.PathPattern, '*'),
    target: show(behavior.TargetOriginId ?? ''),
    allowedMethods: readMethods(behavior.AllowedMethods),
    cachedMethods: readMethods(behavior.CachedMethods),
    grpc: isUnknown(behavior.GrpcConfig) ? behavior.GrpcConfig : boolean(recordOf(behavior.GrpcConfig).Enabled),
    viewerProtocolPolicy: behavior.ViewerProtocolPolicy ?? 'allow-all',
    compress: behavior.Compress ?? false,
    restricted: listOf(behavior.TrustedKeyGroups).length > 0 || listOf(behavior.TrustedSigners).length > 0,
    minTtl: cacheMinTtl(behavior, context),
    hasCachePolicy: behavior.CachePolicyId !== undefined,
    statedTtls: statedTtls(behavior, context),
    cachePolicy: behaviorCachePolicy(behavior, context),
    originRequestPolicy: behaviorOriginRequestPolicy(behavior, context),
    responseHeadersPolicy: behaviorResponseHeadersPolicy(behavior, context),
    forwardsHost: forwardsHost(behavior, context),
    realtimeLogs: isGiven(behavior.RealtimeLogConfigArn, raw.RealtimeLogConfigArn, context.source),
    functions: [
      ...listOf(behavior.LambdaFunctionAssociations).map((item, i) =>
        readLambdaAssociation(
          `${property}.LambdaFunctionAssociations.${i}`,
          recordOf(item),
          recordOf(listOf(raw.LambdaFunctionAssociations)[i]),
          context,
        ),
      ),
      ...listOf(behavior.FunctionAssociations).map((item, i): AssociationModel => ({
        property: `${property}.FunctionAssociations.${i}`,
        kind: 'cloudfront-function',
        eventType: textOf(recordOf(item).EventType, ''),
        includeBody: false,
        function: { unknown: show(recordOf(item).FunctionARN) },
        functionCode: cloudFrontFunctionCode(recordOf(listOf(raw.FunctionAssociations)[i]).FunctionARN, context),
        keyValues: readKeyValues(recordOf(listOf(raw.FunctionAssociations)[i]).FunctionARN, context),
      })),
    ],
  };
}

function readLambdaAssociation(
  property: string, association: Readonly<Record<string, any>>, raw: Readonly<Record<string, any>>, context: ReadContext,
): AssociationModel {
  const edgeFunction = context.functionBehind(raw.LambdaFunctionARN, context.environment);
  return {
    property,
    kind: 'lambda',
    eventType: textOf(association.EventType, ''),
    includeBody: boolean(association.IncludeBody),
    function: edgeFunction,
    arn: readFunctionArn(raw.LambdaFunctionARN, association.LambdaFunctionARN, edgeFunction, context.source),
  };
}

function cloudFrontFunctionCode(arn: unknown, { source, environment }: TemplateScope): Value<string> {
  const logicalId = referencedId(arn);
  const resource = logicalId === undefined ? undefined : source.resource(logicalId);
  const code = recordOf(evaluate(resource?.Properties, environment)).FunctionCode;
  return typeof code === 'string' ? code : { unknown: show(evaluate(arn, environment)) };
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html */
function readMethods(value: unknown): Value<ReadonlyArray<Value<string>>> {
  if (isUnknown(value)) return value;
  const items = Array.isArray(value) ? value : recordOf(value).Items;
  if (isUnknown(items)) return items;
  return listOf(items ?? ['GET', 'HEAD']).map(item => textOf(item, ''));
}

function readErrorResponse(property: string, response: Readonly<Record<string, any>>): ErrorResponseModel {
  return {
    property,
    errorCode: number(response.ErrorCode, 0),
    responseCode: number(response.ResponseCode, undefined),
    // The API writes an empty path when there is no page.
    responsePagePath: textOf(response.ResponsePagePath, '') || undefined,
    errorCachingMinTtl: number(response.ErrorCachingMinTTL, 10),
  };
}

function ownerPath(domainName: unknown, context: ReadContext): string | undefined {
  const logicalId = ownerOf(domainName, context);
  const resource = logicalId === undefined ? undefined : context.source.resource(logicalId);
  return resource && (constructPath(resource) ?? context.pathOf?.(logicalId!) ?? logicalId);
}

function constructPath(resource: Resource): string | undefined {
  const path = resource.Metadata?.['aws:cdk:path'];
  return typeof path === 'string' ? path : undefined;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
