import { example, HandlerRule, functionWords, summary } from './handler-rule';
import { membersFor, Observation, Try } from './observation';
import { ROLE_HEADER } from '../../../lambda/role';
import { isUnknown, show } from '../../model/value';
import { GUIDE, PAGES } from '../pages';

/** Seconds for which an error, or what stands for it, may be kept. */
const MAX_KEPT = 3600;

const isError = (status: number | undefined) => status !== undefined && status >= 400;

/** The function changed a response, and CloudFront accepted it. */
const changes = ({ tries }: Observation) => tries.filter(({ run: { given, made } }) => given !== undefined && made !== undefined);

/** An error was turned into a success or a redirect. */
const isMadeGood = ({ run: { given, made } }: Try) => isError(given) && !isError(made!.status);

const statusMade = ({ run }: Try) => String(run.made!.status);

/** Headers of viewers, and those that CloudFront adds for a policy. */
const VIEWER_HEADER = /^(accept|accept-language|authorization|cookie|origin|referer|cloudfront-.+)$/;
const READS_HEADER = /\bheaders(?:\.(\w+)|\[\s*["'`]([\w-]+)["'`]\s*\])(?!\s*=[^=])/g;

/** What the code of a function that failed reads of a request for an origin, and did not get. */
function missingHeaders({ run: { role, failure } }: Try, { files }: Observation): string[] {
  return failure?.status === 503 && role ? headersReadIn(files).filter(name => !failure.headers.includes(name)) : [];
}

const read = new WeakMap<Observation['files'], readonly string[]>();

function headersReadIn(files: Observation['files']): readonly string[] {
  const known = read.get(files);
  if (known) return known;
  const all = Object.values(files).flatMap(text =>
    [...text.matchAll(READS_HEADER)].map(([, name, quoted]) => (name ?? quoted!).toLowerCase()));
  const names = [...new Set(all)].filter(name => VIEWER_HEADER.test(name));
  read.set(files, names);
  return names;
}

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
      const { hasUnknownCodes } = observation;
      const masked = changes(observation).filter(one => {
        const { run: { role, given, made }, statusCodes, outcome: { trace } } = one;
        return role === 'primary' && statusCodes.includes(given!) && !trace.failedOver && !statusCodes.includes(made!.status)
          && (isMadeGood(one) || !hasUnknownCodes);
      });
      if (!masked.length) return undefined;
      return {
        what: `${functionWords(observation)} keeps CloudFront from failing over: it changes the status of failures of the primary, for ` +
          `example ${example(masked[0]!)}.`,
        got: summary(masked, statusMade),
        allowed: `${masked[0]!.statusCodes.join(', ')} unchanged, or another of these`,
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
      const failures = observation.tries.filter(one => one.run.failure && !missingHeaders(one, observation).length);
      if (!failures.length) return undefined;
      return {
        what: `${functionWords(observation)} fails, for example ${example(failures[0]!)}.`,
        got: summary(failures, ({ run: { failure } }) => `${failure!.status}, ${failure!.reason}`),
        allowed: 'a result that CloudFront accepts',
      };
    },
  },
  {
    id: 'handler-needs-header',
    level: 'error',
    why: 'CloudFront sends an origin, and the functions for it, only the headers that the policies of the behavior name. A function that ' +
      'fails without another one fails for every request.',
    fix: 'Name the header in the cache policy or the origin request policy, or let the function do without it.',
    page: `${GUIDE}/controlling-origin-requests.html`,
    check(observation) {
      const failures = observation.tries.filter(one => missingHeaders(one, observation).length);
      if (!failures.length) return undefined;
      return {
        what: `${functionWords(observation)} reads headers of the request that no policy forwards, and fails, for example ` +
          `${example(failures[0]!)}.`,
        got: `${missingHeaders(failures[0]!, observation).join(', ')}; ${summary(failures, ({ run: { failure } }) => failure!.reason)}`,
        allowed: failures[0]!.run.failure!.headers.join(', '),
      };
    },
  },
  {
    id: 'handler-breaks-success',
    level: 'error',
    why: 'Viewers get an error although the origin is healthy. Of a primary, the status may cause failover; of a secondary, nothing ' +
      'serves the viewer when the primary is down.',
    fix: 'Change the status of errors only.',
    page: `${GUIDE}/lambda-generating-http-responses.html`,
    check(observation) {
      const broken = changes(observation).filter(({ run: { given, made } }) => !isError(given) && isError(made!.status));
      if (!broken.length) return undefined;
      return {
        what: `${functionWords(observation)} turns successes or redirects into errors, for example ${example(broken[0]!)}.`,
        got: summary(broken, statusMade),
        allowed: 'successes and redirects that stay what they are',
      };
    },
  },
  {
    id: 'secondary-does-not-serve',
    level: 'error',
    why: 'The origin group exists for the time when the primary is down. Then CloudFront turns to the secondary, and the function ' +
      'responds in its place.',
    fix: 'Let requests for the secondary pass: return the request from the event.',
    page: PAGES.failoverBehavior,
    check(observation) {
      const refused = observation.tries.filter(({ run: { role, given, made }, outcome: { trace, secondary } }) =>
        role === 'secondary' && given === undefined && isError(made?.status) && trace.failedOver && secondary.includes(200));
      if (!refused.length) return undefined;
      return {
        what: `${functionWords(observation)} responds with an error in place of a healthy secondary, for example ${example(refused[0]!)}.`,
        got: summary(refused, statusMade),
        allowed: 'the request, or a response below 400',
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
      const cached = changes(observation).filter(one => isMadeGood(one) && !one.run.made!.limitsCaching);
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
        got: `${summary(cached, statusMade)}, cached for ${ttl} s`,
        allowed: 'a response with Cache-Control',
      };
    },
  },
  {
    id: 'failure-cached-long',
    level: 'warning',
    why: 'Viewers get the error, or the page in its place, long after the origins are back. CloudFront keeps an error for 10 s by itself.',
    fix: 'Set a Cache-Control of seconds on responses that stand for an error: no-store, or max-age=10.',
    page: PAGES.expiration,
    check(observation) {
      const kept = changes(observation).filter(({ run, outcome: { trace } }) =>
        isError(run.given) && run.made!.limitsCaching && run.made!.status === trace.status && trace.storedSeconds > MAX_KEPT);
      if (!kept.length) return undefined;
      const seconds = ({ outcome: { trace } }: Try) => `${trace.status}, cached for ${trace.storedSeconds} s`;
      return {
        what: `${functionWords(observation)} has failures cached for more than an hour, for example ${example(kept[0]!)}.`,
        got: summary(kept, seconds),
        allowed: `${MAX_KEPT} s or less`,
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
      const left = changes(observation).filter(({ run: { made } }) => made!.setsBody && made!.entityHeaders.length > 0);
      if (!left.length) return undefined;
      const names = [...new Set(left.flatMap(({ run }) => run.made!.entityHeaders))].sort();
      return {
        what: `${functionWords(observation)} replaces the body and keeps headers of the old one, for example ${example(left[0]!)}.`,
        got: names.join(', '),
        allowed: 'none of these headers unchanged',
      };
    },
  },
  {
    id: 'failover-aware-without-role',
    level: 'warning',
    why: 'failoverAware leaves every response alone whose origin has no role: the page in place of an error never appears.',
    fix: `Give both members of the group the custom header ${ROLE_HEADER}: primary for the first, secondary for the second.`,
    page: `${GUIDE}/add-origin-custom-headers.html`,
    check(observation) {
      const { handler: { event, function: edgeFunction }, tries, files } = observation;
      // For this library's own function see member-role-missing.
      const mentionsRole = event === 'origin-response' && !edgeFunction?.policy
        && Object.values(files).some(text => text.includes(ROLE_HEADER));
      const last = changes(observation).filter(({ run }) => run.role === 'secondary' && isError(run.given));
      const rewrites = last.some(({ run: { given, made } }) => made!.status !== given || made!.setsBody);
      if (!mentionsRole || !last.length || rewrites) return undefined;
      const without = membersFor(last[0]!, observation.handler).filter(({ customHeaders }) =>
        !customHeaders.some(({ name }) => isUnknown(name) || name.toLowerCase() === ROLE_HEADER));
      if (!without.length || !tries.length) return undefined;
      return {
        what: `${functionWords(observation)} looks for the role of the origin, which the members do not have, and rewrites no failure.`,
        got: `no header ${ROLE_HEADER} on ${without.map(({ domainName }) => show(domainName)).join(', ')}`,
        allowed: 'the roles primary and secondary',
      };
    },
  },
];
