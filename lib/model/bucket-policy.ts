import { evaluate } from './intrinsics';
import type { ReadContext } from './read-distribution';
import { isUnknown, listOf, recordOf, show, Value } from './value';

/** Whether a bucket policy of the same template lets the distribution list the bucket of an origin. */
export function canListBucket(rawOrigin: unknown, { source, environment }: ReadContext): Value<boolean> {
  const bucket = listOf(recordOf(recordOf(rawOrigin).DomainName)['Fn::GetAtt'])[0];
  if (typeof bucket !== 'string' || !source.resource(bucket)) return { unknown: 'not in this template' };
  for (const [, policy] of source.resourcesOfType('AWS::S3::BucketPolicy')) {
    if (recordOf(recordOf(policy.Properties).Bucket).Ref !== bucket) continue;
    const document = evaluate(recordOf(policy.Properties).PolicyDocument, environment);
    if (isUnknown(document)) return document;
    if (statementsOf(document).some(allowsList)) return true;
  }
  return false;
}

function statementsOf(document: unknown): readonly unknown[] {
  const statement = recordOf(document).Statement;
  return Array.isArray(statement) ? statement : [statement];
}

function allowsList(statement: unknown): boolean {
  const { Effect, Action, Principal } = recordOf(statement);
  const actions = Array.isArray(Action) ? Action : [Action];
  return Effect === 'Allow'
    && actions.some(action => /^(\*|s3:\*|s3:List\*|s3:ListBucket)$/i.test(show(action)))
    && JSON.stringify(Principal ?? '').match(/cloudfront|"\*"|CanonicalUser/i) !== null;
}
