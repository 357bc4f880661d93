import { FunctionModel } from './lambda-function';
import { referencedId, ResourceSource } from './template';
import { isUnknown, recordOf, show, Value } from './value';

/** How an association names its function. CloudFront takes a numbered version and refuses everything else. */
export type Qualifier = 'version' | '$LATEST' | 'alias' | 'none';

/** The ARN of an association, as far as the template shows it. */
export interface FunctionArn {
  readonly text: string;
  readonly region: Value<string>;
  readonly qualifier: Value<Qualifier>;
}

/**
 * Reads the ARN of an association.
 *
 * @param raw as the template writes it
 * @param evaluated its value
 * @param edgeFunction the function that it leads to
 */
export function readFunctionArn(raw: unknown, evaluated: unknown, edgeFunction: Value<FunctionModel>, source: ResourceSource): FunctionArn {
  const written = writtenArn(raw, evaluated, source);
  if (isUnknown(edgeFunction)) return written;
  const { template, logicalId, region } = edgeFunction;
  // Where not even a name is written, it is a reference to a version.
  if (isUnknown(written.qualifier) && written.qualifier.unknown === written.text) {
    return { text: `${template} ${logicalId}`, region, qualifier: 'version' };
  }
  return { ...written, region };
}

function writtenArn(raw: unknown, evaluated: unknown, source: ResourceSource): FunctionArn {
  const text = show(evaluated ?? '');
  const undecided = { unknown: text };
  // Names in ${...} may have colons of their own.
  const literal = /^arn:[^:]+:lambda:([^:]*):[^:]*:function:([^:]+)(?::(.+))?$/.exec(text.replace(/\$\{[^}]*\}/g, '${}'));
  if (literal) {
    const [, region = '', name = '', qualifier] = literal;
    return { text, region: region.includes('${') ? undecided : region, qualifier: qualifierOf(qualifier, name) };
  }
  const attribute = /^\$\{(\w+)(?:\.Arn)?\}(?::(.+))$|^\$\{(\w+)\.Arn\}$/.exec(text);
  const type = (logicalId: string | undefined) => (logicalId === undefined ? undefined : source.resource(logicalId)?.Type);
  if (attribute && isFunction(type(attribute[1] ?? attribute[3]))) {
    return { text, region: undecided, qualifier: qualifierOf(attribute[2], '') };
  }
  const target = type(referencedId(raw));
  if (target === 'AWS::Lambda::Alias') return { text, region: undecided, qualifier: 'alias' };
  return { text, region: undecided, qualifier: isFunction(target) && typeof recordOf(raw).Ref === 'string' ? 'none' : undecided };
}

function isFunction(type: string | undefined): boolean {
  return type === 'AWS::Lambda::Function' || type === 'AWS::Serverless::Function';
}

/** The part after the last colon. A name that is known only at deployment may contain one. */
function qualifierOf(qualifier: string | undefined, name: string): Value<Qualifier> {
  if (qualifier === undefined) return name.includes('${') ? { unknown: 'in its name' } : 'none';
  if (qualifier === '$LATEST') return '$LATEST';
  if (/^\$\{.+\.Version\}$/.test(qualifier)) return 'version';
  if (qualifier.includes('${')) return { unknown: 'its version' };
  return /^\d+$/.test(qualifier) ? 'version' : 'alias';
}
