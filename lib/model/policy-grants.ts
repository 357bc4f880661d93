import { evaluate, holds } from './intrinsics';
import { matcherOf } from './path-pattern';
import { Resource, ResourceSource, TemplateScope } from './template';
import { isUnknown, recordOf, show, Unknown, Value } from './value';

/** Whose requests a resource policy is asked about. */
export interface Caller {
  /** CloudFront for an origin access control, an origin access identity, or nobody: a request without a signature. */
  readonly kind: 'service' | 'identity' | 'anonymous';
  /** The origin access identity as the template writes it, evaluated. */
  readonly identity?: string;
  /** Logical id of the distribution. */
  readonly distribution: string;
}

const CLOUDFRONT = 'cloudfront.amazonaws.com';

/** The first that is true, else the first that is unknown. */
export function anyOf(answers: Iterable<Value<boolean>>): Value<boolean> {
  let undecided: Value<boolean> = false as Value<boolean>;
  for (const answer of answers) {
    if (answer === true) return true;
    if (isUnknown(answer) && undecided === false) undecided = answer;
  }
  return undecided;
}

/** The first that is false, else the first that is unknown. */
export function allOf(answers: ReadonlyArray<Value<boolean>>): Value<boolean> {
  return answers.includes(false) ? false : answers.find((answer): answer is Unknown => isUnknown(answer)) ?? true;
}

/** Whether a policy document, as the template writes it, allows the caller an action. Statements that deny are not looked at. */
export function grants(rawDocument: unknown, action: string, caller: Caller, { environment, source }: TemplateScope): Value<boolean> {
  const document = evaluate(rawDocument, environment);
  if (isUnknown(document)) return document;
  return anyOf(asList(recordOf(document).Statement).map(statement => allows(statement, action, caller, source)));
}

function allows(statement: unknown, action: string, caller: Caller, source: ResourceSource): Value<boolean> {
  if (isUnknown(statement)) return statement;
  const { Effect, Action, NotAction, Principal, NotPrincipal, Condition, Resource: on } = recordOf(statement);
  if (isUnknown(Effect)) return Effect;
  if (Effect !== 'Allow') return false;
  return allOf([
    NotAction === undefined ? anyOf(asList(Action).map(pattern => matches(pattern, action))) : { unknown: 'NotAction' },
    NotPrincipal === undefined ? isFor(Principal, caller) : { unknown: 'NotPrincipal' },
    caller.kind === 'service' ? meets(Condition, caller.distribution, source) : true,
    action === 's3:GetObject' ? anyOf(asList(on).map(isObjects)) : true,
  ]);
}

function matches(pattern: unknown, action: string): Value<boolean> {
  if (isUnknown(pattern)) return pattern;
  return matcherOf(show(pattern).toLowerCase())(action.toLowerCase());
}

/** A bucket policy that names the bucket alone says nothing of its objects. */
function isObjects(resource: unknown): Value<boolean> {
  const text = show(resource);
  return isUnknown(resource) && !/^\$\{\w+\.Arn\}$|\//.test(text) ? resource : /[/*]/.test(text.replace(/\$\{[^}]*\}/g, ''));
}

function isFor(principal: unknown, caller: Caller): Value<boolean> {
  if (isUnknown(principal)) return principal;
  if (principal === '*') return true;
  const { AWS, Service, CanonicalUser } = recordOf(principal);
  if (asList(AWS).includes('*')) return true;
  switch (caller.kind) {
    case 'service': return anyOf(asList(Service).map(service => (isUnknown(service) ? service : service === CLOUDFRONT)));
    case 'identity': return anyOf([...asList(AWS), ...asList(CanonicalUser)].map(user => isIdentity(user, caller.identity ?? '')));
    case 'anonymous': return anyOf(asList(AWS).filter(isUnknown));
  }
}

/** An identity has an id, and a canonical user id that does not contain it. */
function isIdentity(user: unknown, identity: string): Value<boolean> {
  const text = show(user);
  const id = identity.slice(identity.lastIndexOf('/') + 1);
  const [, named] = /Origin Access Identity (\S+)$/.exec(text) ?? [];
  if (named !== undefined) return named === id || (named.includes('${') === id.includes('${') ? false : { unknown: text });
  const [, canonical] = /^\$\{(\w+)\.S3CanonicalUserId\}$/.exec(text) ?? [];
  if (canonical !== undefined) return id === `\${${canonical}}` || (id.includes('${') ? false : { unknown: text });
  return /^[0-9a-f]{64}$|^\$\{\w+\}$/.test(text) ? { unknown: text } : false;
}

const OPERATORS = /^(ForAnyValue:)?(String|Arn)(Equals|Like)(IgnoreCase)?(IfExists)?$/;

/** Whether the conditions of a statement let the distribution pass: aws:SourceArn may name another one. Others are taken to hold. */
function meets(condition: unknown, distribution: string, source: ResourceSource): Value<boolean> {
  if (isUnknown(condition)) return condition;
  return allOf(Object.entries(recordOf(condition)).flatMap(([operator, keys]) => Object.entries(recordOf(keys))
    .filter(([key]) => key.toLowerCase() === 'aws:sourcearn' && OPERATORS.test(operator))
    .map(([, values]) => anyOf(asList(values).map(value => isArnOf(value, distribution, source, /StringEquals/.test(operator)))))));
}

/**
 * `StringEquals` takes a `*` as it is written.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
function isArnOf(arn: unknown, distribution: string, source: ResourceSource, exact: boolean): Value<boolean> {
  const text = show(arn);
  const id = /:distribution\/(.*)$/.exec(text)?.[1];
  if (id === undefined) return isUnknown(arn) ? arn : text.endsWith('*') && !exact;
  if (id.includes('*')) return !exact;
  const logicalId = /^\$\{(\w+)(\.Id)?\}$/.exec(id)?.[1];
  if (logicalId === distribution) return true;
  // A parameter or a custom resource may have the id of this distribution.
  if (logicalId !== undefined && source.resource(logicalId)?.Type === 'AWS::CloudFront::Distribution') return false;
  // The id of a deployed distribution, which the template does not have.
  return id.includes('${') ? { unknown: text } : true;
}

/** Whether a resource is there; unknown if its condition is. */
export function exists({ Condition }: Resource, { environment }: TemplateScope): Value<boolean> {
  return holds(Condition, environment) ?? { unknown: `the condition ${show(Condition)}` };
}

export function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}
