import { evaluate } from './intrinsics';
import { allOf, anyOf, Caller, exists, grants } from './policy-grants';
import { Resource, TemplateScope } from './template';
import { isUnknown, listOf, number, recordOf, show, textOf, Value } from './value';

/** The resource behind the domain name of an origin, if it is in the same template. */
export type BackendModel = BucketModel | LoadBalancerModel | FunctionUrlModel;

export interface BucketModel {
  readonly kind: 'bucket';
  readonly logicalId: string;
  /** Whether the template has a policy for it. */
  readonly hasPolicy: boolean;
  /** Whether the bucket policy lets the distribution read objects, and list them. */
  readonly canRead: Value<boolean>;
  readonly canList: Value<boolean>;
  /** How objects are encrypted by default, such as `AES256` or `aws:kms`. */
  readonly encryption: Value<string>;
  /** Whether the policy of the KMS key lets the distribution decrypt. */
  readonly canDecrypt: Value<boolean>;
  /** Whether the bucket has CORS rules. */
  readonly hasCors: Value<boolean>;
}

export interface LoadBalancerModel {
  readonly kind: 'load-balancer';
  readonly logicalId: string;
  /** Whether it is inside of a VPC, where CloudFront reaches it with a VPC origin only. */
  readonly internal: Value<boolean>;
  /** Unknown if another stack may add listeners. */
  readonly listeners: Value<ReadonlyArray<Value<ListenerModel>>>;
}

export interface ListenerModel {
  readonly port: number;
  readonly protocol: Value<string>;
}

export interface FunctionUrlModel {
  readonly kind: 'function-url';
  readonly logicalId: string;
  /** `AWS_IAM` or `NONE`. */
  readonly authType: Value<string>;
  /** Whether CloudFront has the permissions lambda:InvokeFunctionUrl and lambda:InvokeFunction. */
  readonly mayInvokeUrl: Value<boolean>;
  readonly mayInvoke: Value<boolean>;
}

/**
 * Reads the resource behind an origin.
 * @param domainName of the origin, evaluated
 */
export function readBackend(domainName: unknown, caller: Caller, scope: TemplateScope): BackendModel | undefined {
  const logicalId = ownerOf(domainName, scope);
  const resource = logicalId === undefined ? undefined : scope.source.resource(logicalId);
  if (logicalId === undefined || resource === undefined) return undefined;
  switch (resource.Type) {
    case 'AWS::S3::Bucket': return readBucket(logicalId, resource, caller, scope);
    case 'AWS::ElasticLoadBalancing::LoadBalancer':
    case 'AWS::ElasticLoadBalancingV2::LoadBalancer': return readLoadBalancer(logicalId, resource, scope);
    case 'AWS::Lambda::Url': return readFunctionUrl(logicalId, resource, caller, scope);
    default: return undefined;
  }
}

/** The logical id of the resource that a domain name belongs to: `${Bucket.RegionalDomainName}`, `${Bucket}.s3.…` or a bucket's name. */
export function ownerOf(domainName: unknown, { source, environment }: TemplateScope): string | undefined {
  const text = show(domainName);
  const logicalId = /^(?:dualstack\.)?\$\{(?:host of )?(\w+)(?:\.\w+)?\}(?:\.s3[.-]|$)/.exec(text)?.[1];
  if (logicalId !== undefined && source.resource(logicalId)) return logicalId;
  const bucket = bucketNameIn(text);
  if (bucket === undefined) return undefined;
  for (const [id, { Properties }] of source.resourcesOfType('AWS::S3::Bucket')) {
    const { BucketName } = recordOf(Properties);
    if (BucketName !== undefined && show(evaluate(BucketName, environment)) === bucket) return id;
  }
  return undefined;
}

/** The bucket in the name of an S3 endpoint: REST, dual-stack or website, with a Region or without. */
export function bucketNameIn(domainName: string): string | undefined {
  const [, endpoint] = /^(.+)\.amazonaws\.com(?:\.cn)?$/.exec(domainName) ?? [];
  const literal = endpoint === undefined ? null : /^(.+?)\.s3(?:-website|-accelerate)?(?:[.-]|$)/.exec(endpoint);
  return (literal ?? /^(.+?)\.s3(?:-website)?[.-]\$/.exec(domainName))?.[1];
}

function readBucket(logicalId: string, resource: Resource, caller: Caller, scope: TemplateScope): BucketModel {
  const properties = recordOf(evaluate(resource.Properties, scope.environment));
  const policies = [...policiesOf(logicalId, properties.BucketName, scope)];
  const allows = (action: string) => anyOf(policies.map(policy =>
    allOf([exists(policy, scope), grants(recordOf(policy.Properties).PolicyDocument, action, caller, scope)])));
  const canRead = allows('s3:GetObject');
  const { encryption, key } = encryptionOf(properties.BucketEncryption);
  return {
    kind: 'bucket',
    logicalId,
    hasPolicy: policies.length > 0,
    canRead: canRead === false ? readableOtherwise(logicalId, properties, policies.length > 0, caller, scope) : canRead,
    canList: allows('s3:ListBucket'),
    encryption,
    canDecrypt: keyAllows(key, caller, scope),
    hasCors: isUnknown(properties.CorsConfiguration) ? properties.CorsConfiguration : properties.CorsConfiguration !== undefined,
  };
}

function* policiesOf(bucket: string, bucketName: unknown, { source, environment }: TemplateScope): Iterable<Resource> {
  for (const [, policy] of source.resourcesOfType('AWS::S3::BucketPolicy')) {
    const of = recordOf(policy.Properties).Bucket;
    const text = show(recordOf(of).Ref === bucket ? { unknown: `\${${bucket}}` } : evaluate(of, environment));
    if (text === `\${${bucket}}` || (bucketName !== undefined && text === show(bucketName))) yield policy;
  }
}

/** A bucket has one policy. Without one here, it may have one from elsewhere, and objects may have access control lists. */
function readableOtherwise(
  logicalId: string, bucket: Readonly<Record<string, unknown>>, hasPolicy: boolean, { kind }: Caller, scope: TemplateScope,
): Value<boolean> {
  const mayHaveLists = bucket.OwnershipControls !== undefined || (bucket.AccessControl !== undefined && bucket.AccessControl !== 'Private');
  if (kind !== 'service' && mayHaveLists) return { unknown: `the access control lists of the objects in ${logicalId}` };
  if (!hasPolicy && isHandedOver(logicalId, scope)) return { unknown: `a policy of the bucket ${logicalId} in another stack` };
  return false;
}

function encryptionOf(configuration: unknown): { encryption: Value<string>; key?: unknown } {
  if (isUnknown(configuration)) return { encryption: configuration };
  const rules = recordOf(configuration).ServerSideEncryptionConfiguration;
  if (isUnknown(rules)) return { encryption: rules };
  const { SSEAlgorithm, KMSMasterKeyID } = recordOf(recordOf(listOf(rules)[0]).ServerSideEncryptionByDefault);
  return { encryption: textOf(SSEAlgorithm, 'AES256'), key: KMSMasterKeyID };
}

/** The policy of the key that AWS manages (aws/s3) cannot name CloudFront, but no AWS page says what that means for CloudFront. */
function keyAllows(key: unknown, caller: Caller, scope: TemplateScope): Value<boolean> {
  if (key === undefined) return { unknown: 'the policy of the key that AWS manages, aws/s3' };
  const logicalId = /^\$\{(\w+)(?:\.(?:Arn|KeyId))?\}$/.exec(show(key))?.[1];
  const resource = logicalId === undefined ? undefined : scope.source.resource(logicalId);
  if (resource?.Type !== 'AWS::KMS::Key') return { unknown: `the policy of the key ${show(key)}` };
  return grants(recordOf(resource.Properties).KeyPolicy, 'kms:Decrypt', caller, scope);
}

function readLoadBalancer(logicalId: string, { Type, Properties }: Resource, scope: TemplateScope): LoadBalancerModel {
  const { Scheme, Listeners } = recordOf(evaluate(Properties, scope.environment));
  return {
    kind: 'load-balancer',
    logicalId,
    internal: isUnknown(Scheme) ? Scheme : Scheme === 'internal',
    listeners: Type === 'AWS::ElasticLoadBalancing::LoadBalancer'
      ? isUnknown(Listeners) ? Listeners : listOf(Listeners).map(item => readListener(item, 'LoadBalancerPort'))
      : listenersOf(logicalId, scope),
  };
}

function listenersOf(loadBalancer: string, scope: TemplateScope): LoadBalancerModel['listeners'] {
  const found: Array<Value<ListenerModel>> = [];
  for (const [, listener] of scope.source.resourcesOfType('AWS::ElasticLoadBalancingV2::Listener')) {
    const properties = recordOf(evaluate(listener.Properties, scope.environment));
    if (show(properties.LoadBalancerArn) !== `\${${loadBalancer}}`) continue;
    const there = exists(listener, scope);
    if (there !== false) found.push(isUnknown(there) ? there : readListener(properties, 'Port'));
  }
  return isHandedOver(loadBalancer, scope) ? { unknown: `the listeners that another stack may add to ${loadBalancer}` } : found;
}

function readListener(listener: unknown, portName: string): Value<ListenerModel> {
  if (isUnknown(listener)) return listener;
  const properties = recordOf(listener);
  const port = number(properties[portName], 0);
  return isUnknown(port) ? port : { port, protocol: textOf(properties.Protocol, '') };
}

/** The permissions of a function are resources of their own. */
function readFunctionUrl(logicalId: string, { Properties }: Resource, caller: Caller, scope: TemplateScope): FunctionUrlModel {
  const { AuthType, TargetFunctionArn } = recordOf(evaluate(Properties, scope.environment));
  const may = (action: string) => permits(action, logicalId, show(TargetFunctionArn), caller, scope);
  return {
    kind: 'function-url',
    logicalId,
    authType: textOf(AuthType, ''),
    mayInvokeUrl: may('lambda:InvokeFunctionUrl'),
    mayInvoke: may('lambda:InvokeFunction'),
  };
}

function permits(action: string, url: string, target: string, { distribution }: Caller, scope: TemplateScope): Value<boolean> {
  const functionId = /^\$\{(\w+)(?:\.Arn)?\}/.exec(target)?.[1];
  const elsewhere = functionId === undefined || scope.source.resource(functionId) === undefined || isHandedOver(functionId, scope);
  const names = [`\${${functionId}}`, `\${${functionId}.Arn}`, `\${${url}.FunctionArn}`, target];
  const found = anyOf([...scope.source.resourcesOfType('AWS::Lambda::Permission')].map(([, permission]) => {
    const { FunctionName, Action, Principal, SourceArn } = recordOf(evaluate(permission.Properties, scope.environment));
    if (!names.includes(show(FunctionName))) return isUnknown(FunctionName) && elsewhere ? FunctionName : false;
    const Condition = SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': SourceArn } };
    const Statement = { Effect: 'Allow', Action, Principal: Principal === '*' ? '*' : { Service: Principal }, Condition };
    return allOf([exists(permission, scope), grants({ Statement }, action, { kind: 'service', distribution }, scope)]);
  }));
  return found === false && elsewhere ? { unknown: `the permissions of the function ${target}` } : found;
}

/** Whether other stacks know of a resource: then they may add to it what this template does not have. */
function isHandedOver(logicalId: string, { source }: TemplateScope): boolean {
  const mentions = (value: unknown) => {
    const text = JSON.stringify(value) ?? '';
    return [`"Ref":"${logicalId}"`, `["${logicalId}",`, `\${${logicalId}}`, `\${${logicalId}.`].some(mention => text.includes(mention));
  };
  for (const [, output] of source.outputs()) if (recordOf(output).Export !== undefined && mentions(output)) return true;
  for (const type of ['AWS::CloudFormation::Stack', 'AWS::SSM::Parameter', 'Custom::CrossRegionExportWriter']) {
    for (const [, { Properties }] of source.resourcesOfType(type)) if (mentions(Properties)) return true;
  }
  return false;
}

