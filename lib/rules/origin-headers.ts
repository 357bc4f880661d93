import { PAGES } from './pages';
import { Rule, Violation } from './rule';
import { onOrigins } from './scopes';
import { NO_CUSTOM_HEADER } from '../function-code/edge-headers';
import { OriginModel } from '../model/distribution';
import { isKnown, show } from '../model/value';

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-custom-headers */
const MAX_HEADERS = 30;
const MAX_NAME = 256;
const MAX_VALUE = 1783;
const MAX_TOTAL = 10240;

function onCustomHeaders(check: (origin: OriginModel, property: string) => Violation | undefined): Rule['check'] {
  return onOrigins(origin => check(origin, `${origin.property}.OriginCustomHeaders`));
}

export const ORIGIN_HEADER_RULES: readonly Rule[] = [
  {
    id: 'origin-header-repeated',
    level: 'error',
    why: 'CloudFront refuses a header that stands twice. When it is the header of the role, the function could not tell which member answered.',
    fix: 'Give the custom header another name: x-failover-role and x-failover-status-codes belong to FailoverDistribution.',
    page: PAGES.originHeaders,
    check: onCustomHeaders(({ id, customHeaders }, property) => {
      const names = customHeaders.map(({ name }) => show(name).toLowerCase());
      const repeated = new Set(names.filter((name, i) => names.indexOf(name) !== i));
      return repeated.size
        ? { property, what: `The origin ${id} has a custom header twice.`, got: [...repeated].join(', '), allowed: 'each name once, in any case' }
        : undefined;
    }),
  },
  {
    id: 'origin-header-forbidden',
    level: 'error',
    why: 'CloudFront does not add these headers to requests to origins. It refuses the distribution, at deployment.',
    fix: 'Give the custom header another name. A header in the request of the viewer is forwarded by an origin request policy.',
    page: PAGES.originHeaders,
    check: onCustomHeaders(({ id, customHeaders }, property) => {
      const forbidden = customHeaders.map(({ name }) => name).filter(isKnown).filter(name => NO_CUSTOM_HEADER.test(name.toLowerCase()));
      return forbidden.length
        ? {
          property,
          what: `The origin ${id} has a custom header that CloudFront does not take.`,
          got: forbidden.join(', '),
          allowed: 'any name but those on the list of AWS, X-Amz-* and X-Edge-*',
        }
        : undefined;
    }),
  },
  {
    id: 'origin-headers-too-many',
    level: 'error',
    why: 'CloudFront refuses the distribution at deployment.',
    fix: 'Send fewer custom headers to this origin; FailoverDistribution needs one of them.',
    page: PAGES.quotas,
    check: onCustomHeaders(({ id, customHeaders }, property) => (customHeaders.length > MAX_HEADERS
      ? { property, what: `The origin ${id} has too many custom headers.`, got: String(customHeaders.length), allowed: `at most ${MAX_HEADERS}` }
      : undefined)),
  },
  {
    id: 'origin-headers-too-long',
    level: 'error',
    why: 'CloudFront refuses the distribution at deployment.',
    fix: 'Shorten the custom headers of this origin.',
    page: PAGES.quotas,
    check: onCustomHeaders(({ id, customHeaders }, property) => {
      const lengths = customHeaders.map(({ name, value }) => [isKnown(name) ? name.length : 0, isKnown(value) ? String(value).length : 0] as const);
      const total = lengths.reduce((sum, [name, value]) => sum + name + value, 0);
      const name = Math.max(0, ...lengths.map(([length]) => length));
      const value = Math.max(0, ...lengths.map(([, length]) => length));
      return name > MAX_NAME || value > MAX_VALUE || total > MAX_TOTAL
        ? {
          property,
          what: `The custom headers of the origin ${id} are too long.`,
          got: `a name of ${name}, a value of ${value}, ${total} characters together`,
          allowed: `${MAX_NAME} for a name, ${MAX_VALUE} for a value, ${MAX_TOTAL} together`,
        }
        : undefined;
    }),
  },
];
