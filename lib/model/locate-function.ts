import { evaluate } from './intrinsics';
import { FunctionContext, FunctionModel, readFunction } from './lambda-function';
import { ReferencingStack, stackReference } from './stack-reference';
import { referencedId, Resource } from './template';
import { isUnknown, recordOf, show, Value } from './value';

/** A stack to look for functions in. */
export interface FunctionHome extends ReferencingStack {
  readonly assetOf?: FunctionContext['assetOf'];
}

/**
 * Follows the ARN of an association to its function: an AWS::Lambda::Version of the same stack, or of another stack that passes
 * the ARN on, or an ARN that is put together from the name of a function of the same stack.
 *
 * @param arn as the template writes it
 * @param home the stack of the distribution
 * @param homes every known stack
 */
export function locateFunction(arn: unknown, home: FunctionHome, homes: Iterable<FunctionHome>, hops = 0): Value<FunctionModel> {
  const text = show(evaluate(arn, home.environment));
  const inside = functionBehind(referencedId(arn) ?? '', home) ?? functionNamed(text, home);
  if (inside) return inside;

  const reference = stackReference(arn, home);
  if (!reference) return { unknown: text };
  for (const other of homes) {
    const value = reference.valueIn(other);
    if (value === undefined) continue;
    if (hops === MAX_HOPS) return { unknown: `behind too many cross-stack references (${reference.what})` };
    const found = locateFunction(value, other, homes, hops + 1);
    const { what, reader } = reference;
    return isUnknown(found) ? found : { ...found, through: [{ what, reader }, ...found.through] };
  }
  return { unknown: `behind ${reference.what}, whose stack is not in the input` };
}

const MAX_HOPS = 5;

/** A function, or the one that a version or an alias is of. */
function functionBehind(logicalId: string, home: FunctionHome, version?: Resource): Value<FunctionModel> | undefined {
  const resource = home.source.resource(logicalId);
  const { name: template, environment, source, assetOf } = home;
  switch (resource?.Type) {
    case 'AWS::Lambda::Function': return readFunction(logicalId, resource, { template, environment, source, version, assetOf });
    case 'AWS::Lambda::Version':
    case 'AWS::Lambda::Alias': {
      const name = recordOf(resource.Properties).FunctionName;
      const text = show(evaluate(name, environment));
      const referenced = referencedId(name) ?? '';
      return (home.source.resource(referenced)?.Type === 'AWS::Lambda::Function'
        ? functionBehind(referenced, home, resource)
        : functionNamed(text, home, resource)) ?? { unknown: text };
    }
    default: return undefined;
  }
}

/** A part of an ARN. A reference in it, `${AWS::AccountId}`, may have colons. */
const PART = '((?:\\$\\{[^}]*\\}|\\$(?!\\{)|[^:${}])*)';
const ARN = new RegExp(`^arn:${PART}:lambda:${PART}:${PART}:function:${PART}(?::${PART})?$`);
const NAME = new RegExp(`^${PART}(?::${PART})?$`);

/**
 * The function of an ARN or a name, evaluated, with a version or without: `${Function.Arn}:3`, `${Version}`, `mine:3`, or an ARN
 * around one of these names.
 */
function functionNamed(text: string, home: FunctionHome, ofVersion?: Resource): Value<FunctionModel> | undefined {
  const [, , region = '', , inArn, qualifierInArn] = ARN.exec(text) ?? [];
  const [, alone, qualifierAlone] = inArn === undefined ? NAME.exec(text) ?? [] : [];
  const name = inArn ?? alone ?? '';
  const isElsewhere = /^[a-z]/.test(region) && home.environment.region !== undefined && region !== home.environment.region;
  if (name === '' || isElsewhere) return undefined;
  const version = ofVersion ?? versionIn(qualifierInArn ?? qualifierAlone ?? '', home);
  const reference = /^\$\{([^}]+)\}$/.exec(name)?.[1];
  if (reference !== undefined) {
    const owner = [reference, reference.replace(/\.(Function)?Arn$/, '')].find(id => home.source.resource(id)) ?? '';
    return ofVersion && home.source.resource(owner)?.Type !== 'AWS::Lambda::Function' ? undefined : functionBehind(owner, home, version);
  }
  for (const [logicalId, { Properties }] of home.source.resourcesOfType('AWS::Lambda::Function')) {
    const { FunctionName } = recordOf(evaluate(Properties, home.environment));
    if (FunctionName === name) return functionBehind(logicalId, home, version);
  }
  return undefined;
}

/** `${Version.Version}` is the number of a version. */
function versionIn(qualifier: string, { source }: FunctionHome): Resource | undefined {
  const logicalId = /^\$\{(.+)\.Version\}$/.exec(qualifier)?.[1];
  const resource = logicalId === undefined ? undefined : source.resource(logicalId);
  return resource?.Type === 'AWS::Lambda::Version' ? resource : undefined;
}
