import { isUnknown, listOf, Properties, recordOf } from './value';

/** A resource of a plan. */
export interface Instance {
  readonly logicalId: string;
  /** As people know it: `module.site.aws_s3_bucket.standby[0]`. */
  readonly address: string;
  readonly type: string;
  readonly isData: boolean;
  readonly values: Properties;
  /** The Region of its provider. */
  readonly region?: string;
}

/** Everything that a plan has. */
export type Others = readonly Instance[];

/** What an attribute of a resource is in CloudFormation, as a reference; undefined for others. */
export function attributeOf({ type, logicalId, values }: Instance, attribute: string): unknown {
  const get = (name: string) => ({ 'Fn::GetAtt': [logicalId, name] });
  switch (`${type}.${attribute}`) {
    case 'aws_lambda_function.qualified_arn': return qualifiedArn(logicalId, values);
    case 'aws_lambda_function.version': return values.publish === true ? { Ref: `${logicalId}Version` } : undefined;
    case 'aws_lambda_function.function_name':
    case 'aws_lambda_alias.arn':
    case 'aws_s3_bucket.id':
    case 'aws_s3_bucket.bucket':
    case 'aws_lb.arn':
    case 'aws_cloudfront_cache_policy.id':
    case 'aws_cloudfront_origin_request_policy.id':
    case 'aws_cloudfront_continuous_deployment_policy.id':
    case 'aws_cloudfront_distribution.id': return { Ref: logicalId };
    case 'aws_lambda_function.arn':
    case 'aws_iam_role.arn':
    case 'aws_s3_bucket.arn':
    case 'aws_cloudfront_distribution.arn': return get('Arn');
    case 'aws_s3_bucket.bucket_regional_domain_name': return get('RegionalDomainName');
    case 'aws_s3_bucket.bucket_domain_name':
    case 'aws_cloudfront_distribution.domain_name': return get('DomainName');
    case 'aws_lb.dns_name': return get('DNSName');
    case 'aws_cloudfront_origin_access_control.id': return get('Id');
    case 'aws_cloudfront_function.arn': return get('FunctionARN');
    case 'aws_cloudfront_origin_access_identity.cloudfront_access_identity_path':
      return { 'Fn::Join': ['', ['origin-access-identity/cloudfront/', { Ref: logicalId }]] };
    case 'aws_lambda_function_url.function_url': return { 'Fn::Select': [2, { 'Fn::Split': ['/', get('FunctionUrl')] }] };
    default: return undefined;
  }
}

/** Without `publish` there is no version. */
function qualifiedArn(logicalId: string, { publish }: Properties): unknown {
  return publish === true ? { Ref: `${logicalId}Version` } : { 'Fn::Join': [':', [{ 'Fn::GetAtt': [logicalId, 'Arn'] }, '$LATEST']] };
}

/** A resource of the plan whose id is known already: it exists. */
export function referenced(value: unknown, type: string, others: Others, attribute = 'id'): unknown {
  if (typeof value !== 'string') return value;
  const found = others.find(instance => instance.type === type && !instance.isData
    && (instance.values[attribute] === value || instance.values.arn === value));
  return (found && (attributeOf(found, attribute) ?? attributeOf(found, 'arn'))) ?? value;
}

export function itemsOf(items: unknown): object {
  return Array.isArray(items) ? { Quantity: items.length, Items: items } : { Items: items };
}

/** Each of some blocks, unless only a deployment knows them. */
export function each(blocks: unknown, convert: (block: Properties) => object): unknown {
  return isUnknown(blocks) ? blocks : listOf(blocks).map(block => convert(recordOf(block)));
}

/** A block that may be there once is a list. */
export function one(block: unknown): Properties {
  return recordOf(listOf(block)[0]);
}

export function defined(properties: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined && value !== null));
}
