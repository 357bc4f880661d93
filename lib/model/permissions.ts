import { evaluate } from './intrinsics';
import { Environment, ResourceSource } from './template';
import { isUnknown, recordOf, show, textOf, Value } from './value';

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
