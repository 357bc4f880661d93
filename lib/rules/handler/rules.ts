import { example, HandlerRule, functionWords, summary } from './handler-rule';
import { SeenFailure, SeenResponse } from './job';
import { Observation, Try } from './observation';
import { isUnknown } from '../../model/value';
import { PAGES } from '../pages';

const GUIDE = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide';

type RespondedTry = Try & { readonly seen: SeenResponse };
type FailedTry = Try & { readonly seen: SeenFailure };

const respondedTries = ({ tries }: Observation) => tries.filter((one): one is RespondedTry => one.seen.kind === 'response');
const failedTries = ({ tries }: Observation) => tries.filter((one): one is FailedTry => one.seen.kind === 'failure');

/** An error that has become a success or a redirect. */
const isMadeGood = ({ seen }: RespondedTry) => seen.status < 400;

export const HANDLER_RULES: readonly HandlerRule[] = [
  {
    id: 'handler-masks-failover',
    level: 'error',
    why: 'AWS does not document whether CloudFront looks for failover at the answer of the primary or at what the function makes of it; all that is known points to the latter. ' +
      'Then a status that is not on the list ends it there: the secondary is never asked.',
    fix: 'Leave these answers of the primary alone: wrap the handler with failoverAware, or rewrite only what the secondary answers.',
    page: PAGES.failoverBehavior,
    check(observation) {
      const { statusCodes, hasUnknownCodes } = observation;
      const masked = respondedTries(observation).filter(({ trial, seen }) => trial.member === 'primary' && !statusCodes.includes(seen.status)
        && (isMadeGood({ trial, seen }) || !hasUnknownCodes));
      if (!masked.length) return undefined;
      return {
        what: `${functionWords(observation)} keeps CloudFront from failing over: it gives failures of the primary another status, as for ${example(masked[0]!)}.`,
        got: summary(masked, ({ seen }) => String((seen as SeenResponse).status)),
        allowed: `${statusCodes.join(', ')} as they are, or one of them for another`,
      };
    },
  },
  {
    id: 'handler-fails',
    level: 'error',
    why: 'CloudFront answers 503 in the place of a function that fails, and 502 when it does not accept its result. Whether it then fails over is not documented.',
    fix: 'Return the response of the event with its read-only headers, catch what is thrown, and keep to the limits of the page.',
    page: `${GUIDE}/lambda-at-edge-function-restrictions.html`,
    check(observation) {
      const failures = failedTries(observation);
      if (!failures.length) return undefined;
      return {
        what: `${functionWords(observation)} fails, as for ${example(failures[0]!)}.`,
        got: summary(failures, ({ seen }) => `${(seen as SeenFailure).status}, ${(seen as SeenFailure).reason}`),
        allowed: 'a response that CloudFront accepts',
      };
    },
  },
  {
    id: 'masked-success-cached',
    level: 'warning',
    why: 'A success or a redirect without Cache-Control stays in the cache for the default TTL, which is a day unless the cache policy says otherwise. The error that it stands for would have stayed for seconds.',
    fix: 'Set Cache-Control on what is rewritten: no-store, or a max-age of seconds.',
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
        what: `${functionWords(observation)} makes a success or a redirect of errors, without a Cache-Control header, as for ${example(cached[0]!)}.`,
        got: `${summary(cached, ({ seen }) => String((seen as SeenResponse).status))}, cached for ${ttl} s`,
        allowed: 'a response with Cache-Control',
      };
    },
  },
  {
    id: 'handler-leaves-entity-headers',
    level: 'warning',
    why: 'The headers describe the body that the origin sent. A page that is said to be compressed and is not cannot be shown, and an ETag makes caches take one body for the other.',
    fix: 'Delete content-encoding, content-length and etag where the body is replaced.',
    page: `${GUIDE}/lambda-generating-http-responses.html`,
    check(observation) {
      const left = respondedTries(observation).filter(({ seen }) => seen.setsBody && seen.entityHeaders.length > 0);
      if (!left.length) return undefined;
      const names = [...new Set(left.flatMap(({ seen }) => seen.entityHeaders))].sort();
      return {
        what: `${functionWords(observation)} replaces the body and leaves headers of the old one, as for ${example(left[0]!)}.`,
        got: names.join(', '),
        allowed: 'none of them as the origin sent it',
      };
    },
  },
];
