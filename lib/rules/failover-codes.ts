import { PAGES, S3_GET_OBJECT } from './pages';
import { Outcome, Rule } from './rule';
import { FAILOVER_STATUS_CODES } from '../../lambda/policy';
import { canListBucket, DistributionModel, membersOf, OriginGroupModel } from '../model/distribution';
import { isUnknown, show } from '../model/value';

const ALLOWED = FAILOVER_STATUS_CODES.join(', ');

type Check = (codes: readonly number[], property: string, group: OriginGroupModel, distribution: DistributionModel) => Iterable<Outcome>;

/** Checks the known status codes of each group. */
function onCodes(check: Check): Rule['check'] {
  return function* (distribution) {
    for (const group of distribution.groups) {
      const property = `${group.property}.FailoverCriteria.StatusCodes`;
      if (isUnknown(group.statusCodes)) {
        yield { property, cannotTell: `the status codes are ${show(group.statusCodes)}` };
        continue;
      }
      const unknown = group.statusCodes.filter(isUnknown);
      if (unknown.length) yield { property, cannotTell: `a status code is ${unknown.map(show).join(', ')}` };
      yield* check(group.statusCodes.filter((code): code is number => !isUnknown(code)), property, group, distribution);
    }
  };
}

export const FAILOVER_CODE_RULES: readonly Rule[] = [
  {
    id: 'failover-code-unknown',
    level: 'error',
    why: 'CloudFront rejects the distribution at deployment. CDK and CloudFormation accept the code.',
    fix: 'Remove it from the failover status codes.',
    page: PAGES.failover,
    check: onCodes(function* (codes, property) {
      const wrong = codes.filter(code => !FAILOVER_STATUS_CODES.includes(code));
      if (wrong.length) {
        yield { property, what: 'CloudFront cannot fail over on this status code.', got: wrong.join(', '), allowed: ALLOWED };
      }
    }),
  },
  {
    id: 'failover-code-repeated',
    level: 'warning',
    why: 'The list is a set. A repeated code is probably a mistake, and another code may be missing. AWS does not document what ' +
      'CloudFront does with it.',
    fix: 'List each failover status code once.',
    page: PAGES.failover,
    check: onCodes(function* (codes, property) {
      const repeated = new Set(codes.filter((code, i) => codes.indexOf(code) !== i));
      if (repeated.size) {
        yield { property, what: 'A failover status code is listed twice.', got: [...repeated].join(', '), allowed: 'each code once' };
      }
    }),
  },
  {
    id: 'failover-codes-empty',
    level: 'error',
    why: 'An origin group without failover criteria cannot be deployed and would never fail over.',
    fix: 'List the status codes to fail over on.',
    inTool: { cdk: 'In CDK: without the option they are 500, 502, 503 and 504.' },
    page: PAGES.failover,
    check: onCodes(function* (_, property, { statusCodes }) {
      if (!isUnknown(statusCodes) && statusCodes.length === 0) {
        yield { property, what: 'The list of failover status codes is empty.', got: 'no code', allowed: `at least one of ${ALLOWED}` };
      }
    }),
  },
  {
    id: 'failover-misses-outage',
    level: 'warning',
    why: 'If the connection to the primary fails, CloudFront fails over only if 503 is listed; if the primary times out, only if 504 is. ' +
      'Other AWS pages say 502 for a failed connection. Only all three cover an origin that is down.',
    fix: 'Add the missing codes to the failover status codes.',
    page: PAGES.failover,
    check: onCodes(function* (codes, property, { statusCodes }) {
      const missing = [502, 503, 504].filter(code => !codes.includes(code));
      // An unknown code may be the missing one.
      const complete = !isUnknown(statusCodes) && !statusCodes.some(isUnknown);
      if (missing.length && codes.length && complete) {
        yield {
          property,
          what: `CloudFront may not fail over when the primary is down: the failover status codes lack ${missing.join(', ')}.`,
          got: codes.join(', '),
          allowed: 'a list with 502, 503 and 504',
        };
      }
    }),
  },
  {
    id: 'failover-on-404-never-fires',
    level: 'warning',
    why: 'A private S3 bucket returns 403 for a missing object, unless the distribution is allowed to list the bucket.',
    fix: 'Allow s3:ListBucket for the distribution in the bucket policy, or fail over on 403, too.',
    inTool: { cdk: 'In CDK: AccessLevel.LIST in originAccessLevels.' },
    page: S3_GET_OBJECT,
    check: onCodes(function* (codes, property, group, distribution) {
      const primary = membersOf(distribution, group)[0];
      if (!codes.includes(404) || codes.includes(403) || primary?.kind !== 's3' || !primary.signed) return;
      const canList = canListBucket(primary);
      if (isUnknown(canList)) {
        yield { property, cannotTell: `the policy of the bucket is ${canList.unknown}` };
      } else if (!canList) {
        yield {
          property,
          what: 'The group fails over on 404, but its private S3 primary never returns it: a missing object is a 403 there.',
          got: `404 without 403, and a bucket policy of ${show(primary.domainName)} without s3:ListBucket`,
          allowed: 's3:ListBucket for the distribution, or 403 in the list',
        };
      }
    }),
  },
  {
    id: 'denied-bucket-does-not-fail-over',
    level: 'info',
    why: 'A private bucket whose policy or key denies the distribution returns 403, as it does for a missing object. Without 403 in the ' +
      'list, CloudFront does not fail over then, and an error page in the same bucket is denied, too.',
    fix: 'Fail over on 403, if the secondary has the same objects. Keep the page for 403 in another bucket.',
    page: S3_GET_OBJECT,
    check: onCodes(function* (codes, property, group, distribution) {
      const primary = membersOf(distribution, group)[0];
      if (primary?.kind !== 's3' || !primary.signed || codes.includes(403)) return;
      yield {
        property,
        what: 'The primary is a private bucket, and the group does not fail over when the bucket denies access.',
        got: `${codes.join(', ') || 'no code'}, without 403`,
        allowed: 'a list with 403',
      };
    }),
  },
  {
    id: 'failover-on-not-found',
    level: 'info',
    why: 'Every request for a missing object goes to both origins and runs the function twice, and the viewer gets the error of the ' +
      'secondary. A private S3 bucket returns 403 for a missing object.',
    fix: 'Remove 403 and 404, unless the secondary has objects that the primary lacks.',
    page: PAGES.failoverBehavior,
    check: onCodes(function* (codes, property) {
      const found = codes.filter(code => code === 403 || code === 404);
      if (found.length) {
        yield {
          property,
          what: 'The group fails over when an object is missing.',
          got: found.join(', '),
          allowed: 'status codes that mean that the primary has failed',
        };
      }
    }),
  },
  {
    id: 'failover-on-throttling',
    level: 'info',
    why: 'A primary that throttles shifts its load to the secondary, which may then fail too.',
    fix: 'Remove 429, unless the secondary can handle the load of the primary.',
    page: PAGES.failover,
    check: onCodes(function* (codes, property) {
      if (codes.includes(429)) {
        yield {
          property,
          what: 'The group fails over when the primary throttles.',
          got: '429',
          allowed: 'status codes that mean that the primary is down',
        };
      }
    }),
  },
];
