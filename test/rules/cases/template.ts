import { TemplateBody } from '../../../lib/model/template';

export type Json = Record<string, any>;

/** Changes of the template that nothing is wrong with. A setting that is undefined is left out. */
export interface Changes {
  readonly primary?: Json;
  readonly secondary?: Json;
  readonly group?: Json;
  /** Settings of the default behavior, which targets the group. */
  readonly behavior?: Json;
  readonly config?: Json;
  /** Properties of the function behind the version. */
  readonly function?: Json;
  readonly version?: Json;
  /** Resources beside. */
  readonly resources?: Json;
}

export const OUTAGE_CODES = [500, 502, 503, 504];
export const READS = ['GET', 'HEAD', 'OPTIONS'];
export const ALL_METHODS = [...READS, 'PUT', 'PATCH', 'POST', 'DELETE'];
/** The managed cache policy CachingDisabled. */
export const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
/** A value that only a deployment can tell. */
export const PARAMETER = { Ref: 'Parameter' };
export const PASS_THROUGH = 'exports.handler = async event => event.Records[0].cf.response;';
export const ON_RESPONSE = { EventType: 'origin-response', LambdaFunctionARN: { Ref: 'Version' } };

const PRIMARY = {
  Id: 'first',
  DomainName: 'www.example.com',
  CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginReadTimeout: 5 },
  ConnectionAttempts: 1,
};
const SECONDARY = { Id: 'second', DomainName: 'standby.example.com', CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } };

/** A template with a distribution (`Site`), an origin group and an origin-response function: nothing is wrong with it but for the changes. */
export function templateOf({ primary, secondary, group, behavior, config, function: edgeFunction, version, resources }: Changes = {}): TemplateBody {
  const body = {
    Resources: {
      Site: {
        Type: 'AWS::CloudFront::Distribution',
        Properties: {
          DistributionConfig: {
            Enabled: true,
            Origins: [{ ...PRIMARY, ...primary }, { ...SECONDARY, ...secondary }],
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
              CachePolicyId: CACHING_DISABLED,
              LambdaFunctionAssociations: [ON_RESPONSE],
              ...behavior,
            },
            ...config,
          },
        },
      },
      Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Function' }, ...version } },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code: { ZipFile: PASS_THROUGH }, ...edgeFunction },
      },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'] }, Action: 'sts:AssumeRole' }],
          },
          ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
        },
      },
      ...resources,
    },
  };
  const text = JSON.stringify(body);
  const Parameters = { Parameter: { Type: 'String' } };
  return { ...(text.includes(JSON.stringify(PARAMETER)) ? { Parameters } : {}), ...JSON.parse(text) };
}
