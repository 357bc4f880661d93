import { AccessControlModel } from './access-control';
import { BackendModel } from './backend';
import { Form } from './form';
import { FunctionArn } from './function-arn';
import { FunctionModel } from './lambda-function';
import { CachePolicyModel, OriginRequestPolicyModel, ResponseHeadersPolicyModel } from './policies';
import { isKnown, isUnknown, show, Value } from './value';
import { Conditions, conditionsText } from './variants';

/**
 * A CloudFront distribution as plain, frozen data: rules check it, reports print it, and the local edge serves it.
 * Durations are in seconds, and CloudFront's defaults are filled in.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudfront-distribution.html
 */
export interface DistributionModel {
  readonly logicalId: string;
  /** Stack or file. */
  readonly template: string;
  readonly form: Form;
  /** Region of the stack. */
  readonly region: Value<string>;
  /** Construct path, when the template has it. */
  readonly path?: string;
  readonly origins: readonly OriginModel[];
  readonly groups: readonly OriginGroupModel[];
  /** In the order in which CloudFront matches them: the default behavior comes last. */
  readonly behaviors: readonly BehaviorModel[];
  readonly errorResponses: readonly ErrorResponseModel[];
  /** Alternate domain names. */
  readonly aliases: ReadonlyArray<Value<string>>;
  readonly defaultRootObject: Value<string>;
  /** `http1.1`, `http2`, `http3` or `http2and3`. */
  readonly httpVersion: Value<string>;
  readonly staging: Value<boolean>;
  /** The distribution that this staging distribution is for, if it is in the same template. */
  readonly stagingOf?: DistributionModel;
  /** Whether a continuous deployment policy is attached. */
  readonly continuousDeployment: Value<boolean>;
  /** Every list that states its own length. */
  readonly quantities: readonly QuantityModel[];
  /** Lists of the configuration (`Origins`, `CustomErrorResponses` ...) that are fully known only at deployment. */
  readonly undecided: readonly string[];
  /** The values that conditions have here, of those that only a deployment knows. */
  readonly where: Conditions;
  /** The same distribution where the conditions have other values. */
  readonly otherwise: readonly DistributionModel[];
  /** Conditions of which not every combination is among `otherwise`: there are too many. */
  readonly unreadConditions: readonly string[];
}

/** A list with the length that the template states. */
export interface QuantityModel {
  readonly property: string;
  readonly stated: Value<number>;
  readonly counted: number;
}

/** `rest-api` is the endpoint that API Gateway gives an API, `api-domain` what it gives a custom domain name (`d-….execute-api.…`). */
export type OriginKind =
  's3' | 's3-website' | 'load-balancer' | 'rest-api' | 'api-domain' | 'function-url' | 'cloudfront' | 'vpc' | 'custom';

export interface OriginModel {
  /** Its path in the resource, for findings. */
  readonly property: string;
  readonly id: string;
  readonly kind: OriginKind;
  readonly domainName: Value<string>;
  /** The resource of this template that the domain name belongs to: its construct path, or its logical id. */
  readonly owner?: string;
  readonly originPath: Value<string>;
  readonly customHeaders: ReadonlyArray<{ readonly name: Value<string>; readonly value: Value<string> }>;
  readonly connectionAttempts: Value<number>;
  readonly connectionTimeout: Value<number>;
  readonly readTimeout: Value<number>;
  /** Seconds that all attempts together may take; undefined for no limit. */
  readonly completionTimeout?: Value<number>;
  /** Protocol policy and ports of an origin other than an S3 bucket. */
  readonly protocolPolicy: Value<string>;
  readonly httpPort: Value<number>;
  readonly httpsPort: Value<number>;
  /** Region of the Origin Shield; undefined without one. */
  readonly shieldRegion?: Value<string>;
  readonly mutualTls: boolean;
  /** `S3OriginConfig`, `CustomOriginConfig`, `VpcOriginConfig`: those that it has. CloudFront wants one. */
  readonly configs: Value<readonly string[]>;
  /** Signed with an origin access control or identity. */
  readonly signed: boolean;
  readonly accessControl?: AccessControlModel;
  /** The origin access identity as the template writes it. */
  readonly accessIdentity?: string;
  /** The resource behind the domain name, if it is in the same template. Looked up only if the distribution has an origin group. */
  readonly backend?: BackendModel;
  /** What the domain name stands for: in lower case, and what a DNS record of the template points to. */
  readonly host: string;
  /** The Region of an S3 bucket. */
  readonly region?: string;
}

export interface OriginGroupModel {
  readonly property: string;
  readonly id: string;
  readonly members: ReadonlyArray<Value<string>>;
  /** Unknown when the list of members is known only at deployment. */
  readonly memberCount: Value<number>;
  readonly statusCodes: Value<ReadonlyArray<Value<number>>>;
  readonly selectionCriteria: Value<string>;
}

export interface BehaviorModel {
  readonly property: string;
  /** `*` for the default behavior. */
  readonly pathPattern: Value<string>;
  /** Id of an origin or of an origin group. */
  readonly target: Value<string>;
  readonly allowedMethods: Value<ReadonlyArray<Value<string>>>;
  readonly cachedMethods: Value<ReadonlyArray<Value<string>>>;
  readonly grpc: Value<boolean>;
  readonly minTtl: Value<number>;
  /** Whether the times are those of a cache policy, and not settings of the behavior. */
  readonly hasCachePolicy: boolean;
  /** The times as they are written, without defaults. */
  readonly statedTtls: StatedTtls;
  readonly viewerProtocolPolicy: Value<string>;
  readonly compress: Value<boolean>;
  /** Whether viewers need signed URLs or cookies. */
  readonly restricted: boolean;
  readonly cachePolicy: Value<CachePolicyModel>;
  readonly originRequestPolicy?: Value<OriginRequestPolicyModel>;
  readonly responseHeadersPolicy?: Value<ResponseHeadersPolicyModel>;
  /** Whether the viewer's Host header reaches the origin. */
  readonly forwardsHost: Value<boolean>;
  readonly realtimeLogs: Value<boolean>;
  readonly functions: readonly AssociationModel[];
}

/** Seconds; undefined for what is not written, or is in a policy that is not in the template. */
export interface StatedTtls {
  readonly minTtl?: Value<number>;
  readonly defaultTtl?: Value<number>;
  readonly maxTtl?: Value<number>;
}

export interface AssociationModel {
  readonly property: string;
  readonly kind: 'lambda' | 'cloudfront-function';
  readonly eventType: Value<string>;
  readonly includeBody: Value<boolean>;
  /** The Lambda function. */
  readonly function: Value<FunctionModel>;
  /** How the association names the Lambda function; undefined for a CloudFront function. */
  readonly arn?: FunctionArn;
  /** The code of a CloudFront function. */
  readonly functionCode?: Value<string>;
  /** The data of its key-value store, where the assembly has it; undefined without a store. */
  readonly keyValues?: Value<Readonly<Record<string, string>>>;
}

export interface ErrorResponseModel {
  readonly property: string;
  readonly errorCode: Value<number>;
  readonly responseCode?: Value<number>;
  readonly responsePagePath?: Value<string>;
  readonly errorCachingMinTtl: Value<number>;
}

/** The construct path as people write it, without the L1 construct at its end. Undefined when the template does not have it. */
export function constructPathOf({ path }: DistributionModel): string | undefined {
  return path?.replace(/\/(Distribution\/)?Resource$/, '');
}

/** A distribution's name for people: its construct path, or stack and logical id when the template has no path, and its conditions. */
export function nameOf(distribution: DistributionModel): string {
  const name = constructPathOf(distribution) ?? `${distribution.template} ${distribution.logicalId}`;
  const where = conditionsText(distribution.where);
  return where ? `${name} where ${where}` : name;
}

/** An origin's name for people: its domain name, or the resource that it belongs to when only a deployment knows it. */
export function originName({ domainName, owner }: Pick<OriginModel, 'domainName' | 'owner'>): string {
  if (!isUnknown(domainName)) return show(domainName);
  // The first part of a construct path is the stack.
  if (owner !== undefined) return owner.replace(/^[^/]+\/(.+?)(\/Resource)?$/, '$1');
  const text = domainName.unknown;
  // CDK's name for an attribute of a resource in another stack has the resource's id in it.
  return (/(?:FnGetAtt|OutputRef)(\w+?)[0-9A-F]{8}\w*[0-9A-F]{8}\W*$/.exec(text) ?? /^\$\{(\w+)\}$/.exec(text))?.[1] ?? text;
}

/** Every reading of a distribution, the usual one first. */
export function variantsOf(distribution: DistributionModel): DistributionModel[] {
  return [distribution, ...distribution.otherwise];
}

/** The group that a behavior targets. */
export function groupOf(distribution: DistributionModel, behavior: BehaviorModel): OriginGroupModel | undefined {
  return distribution.groups.find(group => group.id === behavior.target);
}

export function behaviorsOf(distribution: DistributionModel, group: OriginGroupModel): BehaviorModel[] {
  return distribution.behaviors.filter(behavior => behavior.target === group.id);
}

/**
 * The methods with which a behavior can fail over. OPTIONS is one only when it is cached.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
 */
export function failoverMethods({ allowedMethods, cachedMethods }: BehaviorModel): string[] {
  const allows = isUnknown(allowedMethods) || allowedMethods.includes('OPTIONS');
  const caches = isKnown(cachedMethods) && cachedMethods.includes('OPTIONS');
  return allows && caches ? ['GET', 'HEAD', 'OPTIONS'] : ['GET', 'HEAD'];
}

/** The origins of a group, primary first. A member that is not an origin of the distribution is left out. */
export function membersOf(distribution: DistributionModel, group: OriginGroupModel): OriginModel[] {
  return group.members.flatMap(id => distribution.origins.filter(origin => origin.id === id));
}

/** The Lambda functions that run on the responses of the behavior's origin. */
export function originResponsesOf(behavior: BehaviorModel): AssociationModel[] {
  return behavior.functions.filter(({ kind, eventType }) => kind === 'lambda' && eventType === 'origin-response');
}

/** Whether the distribution may list the S3 bucket of an origin. Without that, a missing object is a 403. */
export function canListBucket({ backend }: OriginModel): Value<boolean> {
  return backend?.kind === 'bucket' ? backend.canList : { unknown: 'not in this template' };
}

/** The origins that a behavior reaches: its own, or the members of its group. */
export function originsOf(distribution: DistributionModel, behavior: BehaviorModel): OriginModel[] {
  const group = groupOf(distribution, behavior);
  return group ? membersOf(distribution, group) : distribution.origins.filter(({ id }) => id === behavior.target);
}

const reached = new WeakMap<DistributionModel, ReadonlyArray<readonly [BehaviorModel, readonly OriginModel[]]>>();

/** The behaviors that reach an origin, directly or through a group. */
export function behaviorsReaching(distribution: DistributionModel, origin: OriginModel): BehaviorModel[] {
  // Rules ask this for every origin.
  let all = reached.get(distribution);
  if (!all) reached.set(distribution, all = distribution.behaviors.map(behavior => [behavior, originsOf(distribution, behavior)] as const));
  return all.filter(([, origins]) => origins.includes(origin)).map(([behavior]) => behavior);
}
