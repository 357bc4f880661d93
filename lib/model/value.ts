/**
 * A value that is known only at deployment: a reference to a resource, an import, a parameter without a default.
 * `unknown` is how a person would write it, in the notation of Fn::Sub: `${Bucket.RegionalDomainName}`.
 */
export interface Unknown {
  readonly unknown: string;
}

/** A value of a template, as far as it is known before deployment. */
export type Value<T> = T | Unknown;

export function isUnknown(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && typeof (value as Unknown).unknown === 'string';
}

export function isKnown<T>(value: Value<T>): value is T {
  return !isUnknown(value);
}

/** The value when it is known, and otherwise another one. */
export function knownOr<T>(value: Value<T>, otherwise: T): T {
  return isUnknown(value) ? otherwise : value;
}

/** The value as text, for messages and for comparing two values that will be the same once deployed. */
export function show(value: unknown): string {
  if (isUnknown(value)) return value.unknown;
  return typeof value === 'string' ? value : JSON.stringify(value) ?? 'nothing';
}

/** The entries of a mapping of a template. */
export type Properties = Readonly<Record<string, unknown>>;

/** A list; empty when the template has something else, or nothing. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The entries of a mapping; empty when the template has something else, or nothing. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isMapping(value) && !isUnknown(value) ? value as Record<string, unknown> : {};
}

/** The entry of a mapping with this name. The name may be one that every object inherits, such as `constructor`. */
export function entryOf(value: unknown, name: string): unknown {
  const record = recordOf(value);
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Text. Some templates write numbers as text, and text as numbers. */
export function textOf(value: unknown, missing: string): Value<string> {
  if (value === undefined || value === null) return missing;
  if (typeof value === 'string' || isUnknown(value)) return value;
  return typeof value === 'object' ? { unknown: show(value) } : String(value);
}

/** A number. Templates may write numbers as text, and parameters always do. */
export function number<T>(value: unknown, missing: T): Value<number> | T {
  if (value === undefined || value === null) return missing;
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof parsed === 'number' && parsed >= 0 && Number.isFinite(parsed) ? parsed : unreadable(value);
}

export function boolean(value: unknown, missing = false): Value<boolean> {
  if (value === undefined || value === null) return missing;
  if (typeof value === 'boolean') return value;
  return value === 'true' || value === 'false' ? value === 'true' : unreadable(value);
}

/** A list of names, as an array or below `Items`. */
export function names(value: unknown): Value<readonly string[]> {
  if (isUnknown(value)) return value;
  const items = Array.isArray(value) ? value : recordOf(value).Items;
  if (isUnknown(items)) return items;
  return listOf(items).find(isUnknown) ?? listOf(items).map(show);
}

/** A setting that is unknown, or that CloudFormation would reject. */
export function unreadable(value: unknown): Unknown {
  if (isUnknown(value)) return value;
  const text = show(value);
  return { unknown: text.trim() ? text : JSON.stringify(text) };
}
