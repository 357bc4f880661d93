import { evaluate } from './intrinsics';
import { Environment, referencedId, ResourceSource, TemplateScope } from './template';
import { isUnknown, recordOf, show, textOf, Value } from './value';

/** Whether a bucket policy of the same template lets the distribution list the bucket of an origin. */
export function canListBucket(rawOrigin: unknown, { source, environment }: TemplateScope): Value<boolean> {
  const bucket = referencedId(recordOf(rawOrigin).DomainName);
  if (bucket === undefined || !source.resource(bucket)) return { unknown: 'not in this template' };
  for (const [, policy] of source.resourcesOfType('AWS::S3::BucketPolicy')) {
    if (recordOf(recordOf(policy.Properties).Bucket).Ref !== bucket) continue;
    const document = evaluate(recordOf(policy.Properties).PolicyDocument, environment);
    if (isUnknown(document)) return document;
    if (asList(recordOf(document).Statement).some(allowsList)) return true;
  }
  return false;
}

function allowsList(statement: unknown): boolean {
  const { Effect, Action, Principal } = recordOf(statement);
  return Effect === 'Allow'
    && asList(Action).some(action => /^(\*|s3:\*|s3:List\*|s3:ListBucket)$/i.test(show(action)))
    && JSON.stringify(Principal ?? '').match(/cloudfront|"\*"|CanonicalUser/i) !== null;
}

/**
 * The services that may assume a function's role, when the role is a resource of the same template.
 * @param role the evaluated `Role` of the function
 */
export function trustsOf(role: unknown, environment: Environment, source?: ResourceSource): Value<ReadonlyArray<Value<string>>> {
  const logicalId = /^\$\{(\w+)\.Arn\}$/.exec(show(role))?.[1];
  const resource = logicalId === undefined ? undefined : source?.resource(logicalId);
  if (resource?.Type !== 'AWS::IAM::Role') return { unknown: show(role ?? 'not given') };
  const document = evaluate(recordOf(resource.Properties).AssumeRolePolicyDocument, environment);
  const statements = isUnknown(document) ? document : recordOf(document).Statement;
  return isUnknown(statements) ? statements : asList(statements).flatMap(servicesOf);
}

function servicesOf(statement: unknown): Array<Value<string>> {
  if (isUnknown(statement)) return [statement];
  const { Effect, Principal, Action } = recordOf(statement);
  const allows = Effect === 'Allow'
    && asList(Action).some(action => isUnknown(action) || /^(\*|sts:\*|sts:AssumeRole)$/i.test(show(action)));
  if (!allows) return [];
  if (isUnknown(Principal) || Principal === '*') return [{ unknown: show(Principal) }];
  return asList(recordOf(Principal).Service).map(service => textOf(service, ''));
}

function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}
