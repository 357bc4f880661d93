import { Duration, Token } from 'aws-cdk-lib';
import { IOrigin } from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { nearestName } from '../model/nearest-name';
import { Problem, problemText } from '../model/problem';

/** An error for a single value that cannot work. `where` is the path of the construct, or the name of the class. */
export function refusal(where: string, what: string, got: unknown, allowed: string, fix: string): Error {
  return refusalOf(where, { what, got: shown(got), allowed, fix });
}

/** The same for a problem that was found elsewhere. */
export function refusalOf(where: string, problem: Required<Problem>): Error {
  return new Error(problemText({ ...problem, what: `${where}: ${problem.what}` }));
}

/** The path of a construct that does not exist yet. */
export function pathOf({ node }: Construct, id: string): string {
  return [node.path, id].filter(Boolean).join('/');
}

/** Whether a value in a template is one that only a deployment knows. */
export function isIntrinsic(value: unknown): boolean {
  return typeof value === 'object' && value !== null && /^(Fn::|Ref$)/.test(Object.keys(value)[0] ?? '');
}

/** A value as its author would recognize it. */
export function shown(value: unknown): string {
  if (Token.isUnresolved(value)) return 'a token';
  if (value === undefined) return 'nothing'; // Other languages have no `undefined`.
  if (['number', 'bigint'].includes(typeof value) || value === null) return String(value);
  if (typeof value === 'string' && /^[\x20-\x7e]+$/.test(value)) return value;
  if (Array.isArray(value)) return value.map(shown).join(', ') || 'an empty list';
  if (value instanceof Uint8Array) return 'a Buffer';
  if (typeof value === 'object') {
    const name = className(value!);
    return name === 'Object' ? `an object with ${Object.keys(value!).join(', ') || 'nothing in it'}` : `an object of class ${name}`;
  }
  return JSON.stringify(value) ?? `a ${typeof value}`;
}

/** CDK's build renames `Bucket` to `Bucket2`; jsii keeps the name that people know. */
function className({ constructor }: object): string {
  const { name = 'Object', [Symbol.for('jsii.rtti')]: jsii } = (constructor ?? {}) as unknown as {
    name?: string;
    [key: symbol]: { fqn: string } | undefined;
  };
  const known = jsii?.fqn.split('.').at(-1);
  return name === `${known}2` ? known! : name;
}

/** Text in the place of a number, in quotes so that it does not look like one. */
export function quoted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(quoted);
  return typeof value === 'string' && !Token.isUnresolved(value) ? JSON.stringify(value) : value;
}

/** JavaScript lets null through, and plain values in place of options. In other languages jsii refuses both. */
export function checkOptions(where: string, name: string, options: unknown): void {
  if (options === undefined) return;
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const got = Array.isArray(options) ? `a list: ${shown(options)}` : options;
    throw refusal(where, `${name} is not an object of options.`, got, 'an object, or nothing', `Change ${name}, or leave it out.`);
  }
  for (const [key, value] of Object.entries(options)) {
    if (value === null) throw refusal(where, `${key} is null.`, null, 'a value, or nothing', `Leave ${key} out for its default.`);
  }
}

/**
 * Properties of a construct, which JavaScript may leave out or misspell. The rest belongs to CDK, which may have more in each release.
 * @param names of the library's own
 */
export function checkProps(where: string, props: unknown, names: readonly string[] = []): void {
  if (typeof props !== 'object' || props === null) {
    throw refusal(where, 'The properties are missing.', props, 'an object of properties', 'Pass an object.');
  }
  checkOptions(where, 'props', props);
  for (const key of Object.keys(props)) {
    const meant = names.includes(key) ? undefined : nearestName(key, names);
    if (!meant) continue;
    throw refusal(where, `There is no option ${key}, so it would be ignored.`, key, meant, `Rename it to ${meant}, or remove it.`);
  }
}

/** Text such as 'false' is true in JavaScript. */
export function checkSwitch(where: string, name: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return;
  throw refusal(where, `${name} is neither on nor off.`, value, 'true or false', `Change ${name}.`);
}

/** A number that has to be known when the app is synthesized, and within a range. */
export function checkInteger(where: string, name: string, value: number, [from, to]: readonly [number, number], unit = ''): void {
  if (Token.isUnresolved(value) || !Number.isInteger(value) || value < from || value > to) {
    throw refusal(where, `${name} is out of range.`, quoted(value), `a whole number from ${from} to ${to}${unit}`, `Change ${name}.`);
  }
}

/** The seconds of a duration that has to be known when the app is synthesized, and within a range. */
export function checkSeconds(where: string, name: string, duration: Duration, range: readonly [number, number]): number {
  if (!(duration instanceof Duration) && !Token.isUnresolved(duration)) {
    throw refusal(where, `${name} is not a Duration.`, quoted(duration), 'a Duration, such as Duration.seconds(5)', `Change ${name}.`);
  }
  if (Token.isUnresolved(duration) || duration.isUnresolved()) {
    throw refusal(where, `${name} has to be known at synthesis.`, 'a token', 'a literal Duration', `Write the ${name} out.`);
  }
  const count = duration.toSeconds({ integral: false });
  checkInteger(where, name, count, range, ' seconds');
  return count;
}

export function checkOrigin(where: string, name: string, origin: unknown): void {
  if (typeof (origin as IOrigin | undefined)?.bind === 'function') return;
  throw refusal(
    where,
    `${name} is not an origin.`,
    origin,
    'an origin of aws-cdk-lib/aws-cloudfront-origins, such as HttpOrigin',
    `Change ${name}.`,
  );
}
