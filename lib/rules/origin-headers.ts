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
    why: 'CloudFront rejects a header that is listed twice. If it is the role header, the function cannot tell which member responded.',
    fix: 'Rename the custom header.',
    inTool: { cdk: 'In CDK: FailoverDistribution uses x-failover-role and x-failover-status-codes.' },
    page: PAGES.originHeaders,
    check: onCustomHeaders(({ id, customHeaders }, property) => {
      const names = customHeaders.map(({ name }) => show(name).toLowerCase());
      const repeated = new Set(names.filter((name, i) => names.indexOf(name) !== i));
      return repeated.size
        ? {
          property,
          what: `The origin ${id} lists a custom header twice.`,
          got: [...repeated].join(', '),
          allowed: 'each name once, ignoring case',
        }
        : undefined;
    }),
  },
  {
    id: 'origin-header-forbidden',
    level: 'error',
    why: 'CloudFront cannot add these headers to origin requests. It rejects the distribution at deployment.',
    fix: 'Rename the custom header. To forward a header of the viewer request, use an origin request policy.',
    page: PAGES.originHeaders,
    check: onCustomHeaders(({ id, customHeaders }, property) => {
      const forbidden = customHeaders.map(({ name }) => name).filter(isKnown).filter(name => NO_CUSTOM_HEADER.test(name.toLowerCase()));
      return forbidden.length
        ? {
          property,
          what: `The origin ${id} has a custom header that CloudFront does not allow.`,
          got: forbidden.join(', '),
          allowed: 'any name except X-Amz-*, X-Edge-* and the others that AWS lists',
        }
        : undefined;
    }),
  },
  {
    id: 'origin-headers-too-many',
    level: 'warning',
    why: 'CloudFront rejects the distribution at deployment, unless AWS has raised the quota of the account.',
    fix: 'Use fewer custom headers for this origin, or request a higher quota.',
    inTool: { cdk: 'In CDK: FailoverDistribution adds one.' },
    page: PAGES.quotas,
    check: onCustomHeaders(({ id, customHeaders }, property) => (customHeaders.length > MAX_HEADERS
      ? {
        property,
        what: `The origin ${id} has too many custom headers.`,
        got: String(customHeaders.length),
        allowed: `at most ${MAX_HEADERS}`,
      }
      : undefined)),
  },
  {
    id: 'origin-headers-too-long',
    level: 'error',
    why: 'CloudFront rejects the distribution at deployment.',
    fix: 'Shorten the custom headers of this origin.',
    page: PAGES.quotas,
    check: onCustomHeaders(({ id, customHeaders }, property) => {
      const lengthOf = (value: unknown) => (isKnown(value) ? String(value).length : 0);
      const lengths = customHeaders.map(({ name, value }) => [lengthOf(name), lengthOf(value)] as const);
      const total = lengths.reduce((sum, [name, value]) => sum + name + value, 0);
      const name = Math.max(0, ...lengths.map(([length]) => length));
      const value = Math.max(0, ...lengths.map(([, length]) => length));
      return name > MAX_NAME || value > MAX_VALUE || total > MAX_TOTAL
        ? {
          property,
          what: `The custom headers of the origin ${id} are too long.`,
          got: `a name of ${name} characters, a value of ${value}, ${total} in total`,
          allowed: `${MAX_NAME} for a name, ${MAX_VALUE} for a value, ${MAX_TOTAL} in total`,
        }
        : undefined;
    }),
  },
];
