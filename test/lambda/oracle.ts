import { EdgeHeaders } from '../../lambda/event';
import { header } from '../support/events';

/** One cell of the decision table, which is written down here a second time so that the tests do not ask the code what is right. */
export interface Question {
  readonly role?: string;
  readonly method: string;
  readonly status: number;
  readonly failover: readonly number[];
  readonly rewrites: (status: number) => boolean;
  /** The same for the secondary, where it has a list of its own. */
  readonly rewritesOnSecondary?: (status: number) => boolean;
}

export const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** As the CloudFront guide lists them. */
export const METHODS_THAT_FAIL_OVER = ['GET', 'HEAD', 'OPTIONS'];

/** Every status code that CloudFront accepts as a failover criterion. */
export const ALL_FAILOVER_CODES = [400, 403, 404, 416, 429, 500, 502, 503, 504];

/** The responses that have to pass untouched. */
export function isProtected({ role, method, status, failover }: Pick<Question, 'role' | 'method' | 'status' | 'failover'>): boolean {
  return role === 'primary' && METHODS_THAT_FAIL_OVER.includes(method) && failover.includes(status);
}

/** Whether anything is known about who answered. */
export function isKnown(role: string | undefined): boolean {
  return role === 'primary' || role === 'secondary' || role === 'sole';
}

export function isRewritten(question: Question): boolean {
  const { role, status, rewrites, rewritesOnSecondary = rewrites } = question;
  const listed = role === 'secondary' ? rewritesOnSecondary(status) : rewrites(status);
  return listed && isKnown(role) && !isProtected(question);
}

/** Whether the secondary lacks what the primary has: an error that counts as the outage's, and not as the viewer's. */
export function isOutage(question: Question): boolean {
  return isRewritten(question) && !question.rewrites(question.status);
}

/** Whether the response may say who answered. */
export function isFinal(question: Pick<Question, 'role' | 'method' | 'status' | 'failover'>): boolean {
  return isKnown(question.role) && !isProtected(question);
}

/** The role that is claimed exactly once among all of the request's origins. Undefined when there is none or a dispute. */
export function undisputedRole(event: any): string | undefined {
  const origins = Object.values<any>(event?.Records?.[0]?.cf?.request?.origin ?? {});
  const claims = origins.flatMap(origin => Object.entries<any>(origin?.customHeaders ?? {}))
    .flatMap(([name, values]) => name.toLowerCase() === 'x-failover-role' && Array.isArray(values) ? values : []);
  return claims.length === 1 ? claims[0]?.value : undefined;
}

/** A status code as CloudFront writes it, or as a function may: a string of three digits, or a number. */
export function plainStatus(event: any): number {
  const status = event?.Records?.[0]?.cf?.response?.status;
  return typeof status === 'number' || (typeof status === 'string' && /^\d{3}$/.test(status)) ? Number(status) : NaN;
}

/** Whether the event is a well-formed answer of the primary that CloudFront fails over on. */
export function isProtectedEvent(event: any, failover: readonly number[]): boolean {
  const method = event?.Records?.[0]?.cf?.request?.method;
  return isProtected({ role: undisputedRole(event), method, status: plainStatus(event), failover });
}

/** Headers from lower-case names and values. */
export function headersOf(...pairs: ReadonlyArray<readonly [name: string, value: string]>): EdgeHeaders {
  return Object.assign({}, ...pairs.map(([name, value]) => header(name, value)));
}

/** Looked up once: jest's globals are slow, and `same` runs a million times. */
const { hasOwn, keys } = Object;
const { isArray } = Array;

/** Deep equality of JSON values, blind to the realm (jest's or structuredClone's) that made them. */
export function same(a: any, b: any): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b || isArray(a) !== isArray(b)) return false;
  const names = keys(a);
  return names.length === keys(b).length && names.every(name => hasOwn(b, name) && same(a[name], b[name]));
}
