import { PAGES } from './pages';
import { Outcome, Rule } from './rule';
import { FAILOVER_STATUS_CODES } from '../../lambda/policy';
import { DistributionModel, membersOf, OriginGroupModel } from '../model/distribution';
import { isUnknown, show } from '../model/value';

const ALLOWED = FAILOVER_STATUS_CODES.join(', ');

type Check = (codes: readonly number[], property: string, group: OriginGroupModel, distribution: DistributionModel) => Iterable<Outcome>;

/** Runs a check on the status codes of each group that are known. */
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
    why: 'CloudFront refuses the distribution at deployment. CDK and CloudFormation let the code through.',
    fix: 'Take it off the list of failover status codes.',
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
    level: 'error',
    why: 'The criteria are a set: a code that stands twice is a slip, and another one may be missing. What CloudFront does with it is not documented.',
    fix: 'Name each failover status code once.',
    page: PAGES.failover,
    check: onCodes(function* (codes, property) {
      const repeated = new Set(codes.filter((code, i) => codes.indexOf(code) !== i));
      if (repeated.size) {
        yield { property, what: 'A failover status code stands twice in the list.', got: [...repeated].join(', '), allowed: 'each code once' };
      }
    }),
  },
  {
    id: 'failover-codes-empty',
    level: 'error',
    why: 'An origin group without failover criteria cannot be deployed, and would never fail over.',
    fix: 'List the status codes on which to fail over, or leave the option out for 500, 502, 503, 504.',
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
    why: 'A primary that cannot be connected to fails over only when 503 is listed, one that does not answer in time only when 504 is. ' +
      'Elsewhere AWS calls a failed connection 502. An origin that is down is safe only with all three.',
    fix: 'Add the missing status codes to the failover status codes.',
    page: PAGES.failover,
    check: onCodes(function* (codes, property, { statusCodes }) {
      const missing = [502, 503, 504].filter(code => !codes.includes(code));
      // An unknown code may be the missing one.
      const complete = !isUnknown(statusCodes) && !statusCodes.some(isUnknown);
      if (missing.length && codes.length && complete) {
        yield {
          property,
          what: `A primary that is down may not fail over: the failover status codes lack ${missing.join(', ')}.`,
          got: codes.join(', '),
          allowed: 'a list with 502, 503 and 504',
        };
      }
    }),
  },
  {
    id: 'failover-on-404-never-fires',
    level: 'warning',
    why: 'A private S3 bucket answers 403 for a missing object, unless the distribution may also list the bucket.',
    fix: 'Give the distribution s3:ListBucket (AccessLevel.LIST in originAccessLevels), or fail over on 403 as well.',
    page: PAGES.privateS3,
    check: onCodes(function* (codes, property, group, distribution) {
      const primary = membersOf(distribution, group)[0];
      if (!codes.includes(404) || codes.includes(403) || primary?.kind !== 's3' || !primary.signed) return;
      if (isUnknown(primary.canList)) {
        yield { property, cannotTell: `the policy of the bucket is ${primary.canList.unknown}` };
      } else if (!primary.canList) {
        yield {
          property,
          what: 'The group fails over on 404, which its private S3 primary never answers: a missing object is a 403 there.',
          got: `404 without 403, and a bucket policy of ${show(primary.domainName)} without s3:ListBucket`,
          allowed: 's3:ListBucket for the distribution, or 403 in the list',
        };
      }
    }),
  },
  {
    id: 'failover-on-not-found',
    level: 'info',
    why: 'Every request for something that does not exist goes to both origins and runs the function twice, and the viewer gets the ' +
      "secondary's error. A private S3 bucket says 403 for it.",
    fix: 'Leave 403 and 404 out, unless the secondary has what the primary lacks.',
    page: PAGES.failoverBehavior,
    check: onCodes(function* (codes, property) {
      const found = codes.filter(code => code === 403 || code === 404);
      if (found.length) {
        yield { property, what: 'A missing object counts as a failure of the primary.', got: found.join(', '), allowed: 'status codes that mean that the primary is in trouble' };
      }
    }),
  },
  {
    id: 'failover-on-throttling',
    level: 'info',
    why: 'A primary that throttles hands its load to the secondary, which may fail under it in turn.',
    fix: 'Leave 429 out, unless the secondary can take the load of the primary.',
    page: PAGES.failover,
    check: onCodes(function* (codes, property) {
      if (codes.includes(429)) {
        yield { property, what: 'The group fails over when the primary throttles.', got: '429', allowed: 'status codes that mean that the primary is down' };
      }
    }),
  },
];
