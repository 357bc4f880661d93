import { Token } from 'aws-cdk-lib';
import { IOrigin } from 'aws-cdk-lib/aws-cloudfront';
import { problemText } from '../model/problem';

/** An error for a single value that cannot work. `where` is the path of the construct, or the name of the class. */
export function refusal(where: string, what: string, got: unknown, allowed: string, fix: string): Error {
  return new Error(problemText({ what: `${where}: ${what}`, got: shown(got), allowed, fix }));
}

/** A value as its author would recognize it. */
export function shown(value: unknown): string {
  if (Token.isUnresolved(value)) return 'a token';
  if (typeof value === 'number' || value === undefined || value === null) return String(value);
  if (typeof value === 'string' && /^[\x20-\x7e]+$/.test(value)) return value;
  if (Array.isArray(value)) return value.map(shown).join(', ') || 'an empty list';
  if (value instanceof Uint8Array) return 'a Buffer';
  if (typeof value === 'object' && Object.getPrototypeOf(value) !== Object.prototype) return `an object of class ${value.constructor?.name}`;
  return JSON.stringify(value) ?? `a ${typeof value}`;
}

/** JavaScript lets null through, and plain values in place of options. In other languages jsii refuses both. */
export function checkOptions(where: string, name: string, options: unknown): void {
  if (options === undefined) return;
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw refusal(where, `${name} is not an object of options.`, options, 'an object, or nothing', `Change ${name}, or leave it out.`);
  }
  for (const [key, value] of Object.entries(options)) {
    if (value === null) throw refusal(where, `${key} is null.`, null, 'a value, or nothing', `Leave ${key} out for its default.`);
  }
}

/** A number that has to be known when the app is synthesized, and within a range. */
export function checkInteger(where: string, name: string, value: number, [from, to]: readonly [number, number], unit = ''): void {
  if (Token.isUnresolved(value) || !Number.isInteger(value) || value < from || value > to) {
    throw refusal(where, `${name} is out of range.`, value, `a whole number from ${from} to ${to}${unit}`, `Change ${name}.`);
  }
}

export function checkOrigin(where: string, name: string, origin: unknown): void {
  if (typeof (origin as IOrigin | undefined)?.bind === 'function') return;
  throw refusal(where, `${name} is not an origin.`, origin, 'an origin of aws-cdk-lib/aws-cloudfront-origins, such as new HttpOrigin(…)', `Change ${name}.`);
}
