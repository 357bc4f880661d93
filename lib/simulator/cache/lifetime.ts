import { cacheControlOf } from './cache-control';
import { httpDate } from './http-date';
import { CachePolicyModel } from '../../model/policies';
import { headerOf, Headers } from '../message';

/**
 * The seconds for which the origin wants its response to be kept: s-maxage, else max-age, else Expires. Undefined when it does not say;
 * a date that is none counts as not said. The Age of a response that comes from another cache is taken off, which is undocumented.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html#expiration-individual-objects
 */
export function askedFor(headers: Headers, storedAt: number): number | undefined {
  const maxAge = cacheControlOf(headers)?.maxAge;
  if (maxAge !== undefined) return Math.max(0, maxAge - age(headers));
  const expires = httpDate(headerOf(headers, 'expires'));
  return expires === undefined ? undefined : Math.max(0, Math.round((expires - storedAt) / 1000));
}

/**
 * The seconds for which a success or a redirect is fresh.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html#ExpirationDownloadDist
 */
export function lifetimeOf(headers: Headers, { minTtl, defaultTtl, maxTtl }: CachePolicyModel, storedAt: number): number {
  if (maxTtl === 0) return 0;
  if (cacheControlOf(headers)?.forbids) return minTtl;
  const asked = askedFor(headers, storedAt);
  if (asked === undefined) return Math.max(minTtl, defaultTtl);
  return Math.min(Math.max(asked, minTtl), maxTtl);
}

function age(headers: Headers): number {
  const value = headers.age?.[0];
  return value !== undefined && /^\d{1,10}$/.test(value) ? Number(value) : 0;
}
