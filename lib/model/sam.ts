import { Resource, TemplateBody } from './template';
import { Properties, recordOf, show } from './value';

/**
 * The template that the transform of SAM makes of this one, as far as functions are concerned: each has its role, its version and alias.
 * These have the names by which a SAM template refers to them, such as `EdgeFunction.Version`.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
 */
export function templateOfSam(template: TemplateBody & { readonly Globals?: unknown }): TemplateBody {
  const globals = recordOf(recordOf(template.Globals).Function);
  const Resources: Record<string, Resource> = {};
  for (const [logicalId, resource] of Object.entries(recordOf(template.Resources)) as Array<[string, Resource]>) {
    Object.assign(Resources, resource?.Type === 'AWS::Serverless::Function'
      ? functionResources(logicalId, resource, recordOf(withGlobals(globals, resource.Properties)))
      : { [logicalId]: resource });
  }
  return { ...template, Resources };
}

/** A setting of Globals is replaced, a mapping is merged, and a list is put before the one of the function. */
function withGlobals(globals: unknown, own: unknown): unknown {
  if (own === undefined) return globals;
  if (Array.isArray(globals) && Array.isArray(own)) return [...globals, ...own];
  if (isFunctionCall(globals) || isFunctionCall(own)) return own;
  const [usual, given] = [recordOf(globals), recordOf(own)];
  if (given !== own || usual !== globals) return own;
  return Object.fromEntries([...new Set([...Object.keys(usual), ...Object.keys(given)])]
    .map(name => [name, withGlobals(usual[name], given[name])]));
}

function isFunctionCall(value: unknown): boolean {
  const [name = '', ...more] = Object.keys(recordOf(value));
  return more.length === 0 && (name === 'Ref' || name.startsWith('Fn::'));
}

function functionResources(logicalId: string, { Properties: _, Type, ...resource }: Resource, sam: Properties): Record<string, Resource> {
  const {
    CodeUri, InlineCode, ImageUri, AutoPublishAlias, AssumeRolePolicyDocument = LAMBDA_ONLY, Tracing, DeadLetterQueue, FunctionUrlConfig,
    ProvisionedConcurrencyConfig, ...properties
  } = sam;
  const role = `${logicalId}Role`;
  const reference = { Ref: logicalId };
  const Code = InlineCode === undefined ? codeOf(CodeUri ?? ImageUri) : { ZipFile: InlineCode };
  const added: Properties = {
    Code,
    Role: properties.Role ?? { 'Fn::GetAtt': [role, 'Arn'] },
    ...Tracing === undefined ? {} : { TracingConfig: { Mode: Tracing } },
    ...DeadLetterQueue === undefined ? {} : { DeadLetterConfig: DeadLetterQueue },
  };
  return {
    [logicalId]: { ...resource, Type: 'AWS::Lambda::Function', Properties: { ...properties, ...added } },
    ...properties.Role === undefined ? { [role]: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument } } } : {},
    ...AutoPublishAlias === undefined ? {} : {
      [`${logicalId}.Version`]: {
        Type: 'AWS::Lambda::Version',
        DeletionPolicy: 'Retain',
        Properties: { FunctionName: reference, ...ProvisionedConcurrencyConfig === undefined ? {} : { ProvisionedConcurrencyConfig } },
      },
      // SAM documents both names of the alias.
      ...Object.fromEntries([`${logicalId}.Alias`, `${logicalId}Alias${show(AutoPublishAlias).replace(/\W/g, '')}`].map(id =>
        [id, { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: reference, Name: AutoPublishAlias } }])),
    },
    ...FunctionUrlConfig === undefined ? {} : urlResources(logicalId, recordOf(FunctionUrlConfig)),
  };
}

/** SAM has a role of its own for a function without one, for Lambda alone. */
const LAMBDA_ONLY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole'], Principal: { Service: ['lambda.amazonaws.com'] } }],
};

function codeOf(uri: unknown): unknown {
  const { Bucket, Key, Version } = recordOf(uri);
  return Bucket === undefined ? uri : { S3Bucket: Bucket, S3Key: Key, S3ObjectVersion: Version };
}

function urlResources(logicalId: string, { AuthType }: Properties): Record<string, Resource> {
  const permission = { Action: 'lambda:InvokeFunctionUrl', FunctionName: { Ref: logicalId }, Principal: '*' };
  return {
    [`${logicalId}Url`]: { Type: 'AWS::Lambda::Url', Properties: { AuthType, TargetFunctionArn: { Ref: logicalId } } },
    ...AuthType === 'NONE' ? { [`${logicalId}UrlPublicPermissions`]: { Type: 'AWS::Lambda::Permission', Properties: permission } } : {},
  };
}
