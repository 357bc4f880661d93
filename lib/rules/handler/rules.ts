import { example, HandlerRule, functionWords, summary } from './handler-rule';
import { SeenFailure, SeenResponse } from './job';
import { Observation, Try } from './observation';
import { isUnknown } from '../../model/value';
import { GUIDE, PAGES } from '../pages';

type RespondedTry = Try & { readonly seen: SeenResponse };
type FailedTry = Try & { readonly seen: SeenFailure };

const respondedTries = ({ tries }: Observation) => tries.filter((one): one is RespondedTry => one.seen.kind === 'response');
const failedTries = ({ tries }: Observation) => tries.filter((one): one is FailedTry => one.seen.kind === 'failure');

/** An error that was turned into a success or a redirect. */
const isMadeGood = ({ seen }: RespondedTry) => seen.status < 400;

export const HANDLER_RULES: readonly HandlerRule[] = [
  {
    id: 'handler-masks-failover',
    level: 'error',
    why: 'AWS does not document whether failover depends on the status from the primary or on the status that the function returns. ' +
      'Everything known points ' +
      'to the latter. Then a status that is not a failover criterion prevents failover: the secondary is never tried.',
    fix: 'Leave these responses of the primary untouched: wrap the handler with failoverAware, or rewrite only responses of the secondary.',
    page: PAGES.failoverBehavior,
    check(observation) {
      const { statusCodes, hasUnknownCodes } = observation;
      const masked = respondedTries(observation).filter(({ trial, seen }) => trial.member === 'primary'
        && !statusCodes.includes(seen.status)
        && (isMadeGood({ trial, seen }) || !hasUnknownCodes));
      if (!masked.length) return undefined;
      return {
        what: `${functionWords(observation)} keeps CloudFront from failing over: it changes the status of failures of the primary, for ` +
          `example ${example(masked[0]!)}.`,
        got: summary(masked, ({ seen }) => String((seen as SeenResponse).status)),
        allowed: `${statusCodes.join(', ')} unchanged, or another of these`,
      };
    },
  },
  {
    id: 'handler-fails',
    level: 'error',
    why: 'CloudFront responds with 503 when a function fails, and with 502 when it does not accept the result. Whether it then fails ' +
      'over is not documented.',
    fix: 'Return the response from the event with its read-only headers, catch exceptions, and stay within the limits on the page.',
    page: `${GUIDE}/lambda-at-edge-function-restrictions.html`,
    check(observation) {
      const failures = failedTries(observation);
      if (!failures.length) return undefined;
      return {
        what: `${functionWords(observation)} fails, for example ${example(failures[0]!)}.`,
        got: summary(failures, ({ seen }) => `${(seen as SeenFailure).status}, ${(seen as SeenFailure).reason}`),
        allowed: 'a response that CloudFront accepts',
      };
    },
  },
  {
    id: 'masked-success-cached',
    level: 'warning',
    why: 'A success or a redirect without Cache-Control is cached for the default TTL, which is a day unless the cache policy changes ' +
      'it. The error that it replaces would be cached for seconds.',
    fix: 'Set Cache-Control on rewritten responses: no-store, or a max-age of seconds.',
    page: PAGES.expiration,
    check(observation) {
      const cached = respondedTries(observation).filter(one => isMadeGood(one) && !one.seen.limitsCaching);
      if (!cached.length) return undefined;
      const ttls = observation.handler.behaviors.map(({ cachePolicy }) => (isUnknown(cachePolicy) ? cachePolicy : cachePolicy.defaultTtl));
      const ttl = ttls.find(value => !isUnknown(value) && value > 0);
      if (ttl === undefined) {
        const unknown = ttls.find(isUnknown);
        return unknown && { cannotTell: `the default TTL comes from ${unknown.unknown}` };
      }
      return {
        what: `${functionWords(observation)} turns errors into a success or a redirect without a Cache-Control header, for example ` +
          `${example(cached[0]!)}.`,
        got: `${summary(cached, ({ seen }) => String((seen as SeenResponse).status))}, cached for ${ttl} s`,
        allowed: 'a response with Cache-Control',
      };
    },
  },
  {
    id: 'handler-leaves-entity-headers',
    level: 'warning',
    why: 'These headers describe the body that the origin sent. A browser cannot show a page that is wrongly declared as compressed, and ' +
      'with a stale ETag caches confuse one body with the other.',
    fix: 'Delete content-encoding, content-length and etag when you replace the body.',
    page: `${GUIDE}/lambda-generating-http-responses.html`,
    check(observation) {
      const left = respondedTries(observation).filter(({ seen }) => seen.setsBody && seen.entityHeaders.length > 0);
      if (!left.length) return undefined;
      const names = [...new Set(left.flatMap(({ seen }) => seen.entityHeaders))].sort();
      return {
        what: `${functionWords(observation)} replaces the body and keeps headers of the old one, for example ${example(left[0]!)}.`,
        got: names.join(', '),
        allowed: 'none of these headers unchanged',
      };
    },
  },
];
