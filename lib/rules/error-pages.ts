import { PAGES, GUIDE, S3_GET_OBJECT } from './pages';
import { Rule } from './rule';
import {
  BehaviorModel, canListBucket, DistributionModel, ErrorResponseModel, groupOf, membersOf, OriginGroupModel, OriginModel, originsOf,
} from '../model/distribution';
import { matchesPath } from '../model/path-pattern';
import { isKnown, isUnknown, show, Value } from '../model/value';

/** Whether a custom error response is for a failure of an origin: a server error, or a status on which a group fails over. */
export function isFailure({ errorCode }: ErrorResponseModel, distribution: DistributionModel): Value<boolean> {
  if (isUnknown(errorCode)) return errorCode;
  if (errorCode >= 500) return true;
  const lists = targetedGroups(distribution).map(({ statusCodes }) => statusCodes);
  const codes = lists.flatMap((list): ReadonlyArray<Value<number>> => (isUnknown(list) ? [list] : list));
  return codes.includes(errorCode) || (codes.find(isUnknown) ?? false);
}

/** The groups that behaviors target. */
function targetedGroups(distribution: DistributionModel): OriginGroupModel[] {
  return distribution.behaviors.map(behavior => groupOf(distribution, behavior)).filter(group => group !== undefined);
}

/** The first behavior that matches a path; unknown if an earlier pattern is unknown. */
function behaviorAt(path: string, { behaviors }: DistributionModel): Value<BehaviorModel> | undefined {
  for (const behavior of behaviors) {
    if (isUnknown(behavior.pathPattern)) return behavior.pathPattern;
    if (matchesPath(behavior.pathPattern, path)) return behavior;
  }
  return undefined;
}

/** The ids of the groups that behaviors target, and of their members. */
function failingTargets(distribution: DistributionModel): string[] {
  return targetedGroups(distribution).flatMap(group => [group.id, ...membersOf(distribution, group).map(({ id }) => id)]);
}

/** Paths that programs read, not people. */
const API_PATH = /(^|[/.-])(api|graphql|rest|rpc|v\d+)([/.*-]|$)/i;

/** Whether the responses of a behavior are for programs. */
function servesApi(behavior: BehaviorModel, distribution: DistributionModel): boolean {
  const { allowedMethods, pathPattern } = behavior;
  return (!isUnknown(allowedMethods) && allowedMethods.some(method => ['POST', 'PUT', 'PATCH', 'DELETE'].includes(show(method))))
    || API_PATH.test(show(pathPattern))
    || originsOf(distribution, behavior).some(({ kind }) => ['rest-api', 'api-domain', 'function-url'].includes(kind));
}

/** The origin whose 404 or 403 for a missing object a viewer gets. */
function lastOrigin(distribution: DistributionModel, behavior: BehaviorModel): OriginModel | undefined {
  const origins = originsOf(distribution, behavior);
  const codes = groupOf(distribution, behavior)?.statusCodes;
  return codes !== undefined && !isUnknown(codes) && codes.includes(403) ? origins[1] : origins[0];
}

export const ERROR_PAGE_RULES: readonly Rule[] = [
  {
    id: 'error-page-behind-group',
    level: 'warning',
    why:
      'CloudFront fetches the page like any other object. When both members of the group have failed, a page behind the group fails ' +
      'too, and the viewer gets the status of that second failure.',
    fix: 'Store the page in an S3 bucket that is not a member of the group, and add a behavior for its path.',
    page: `${GUIDE}/custom-error-pages-different-locations.html`,
    *check(distribution) {
      const failing = failingTargets(distribution);
      if (!failing.length) return;
      const codes = new Map<string, string[]>();
      for (const response of distribution.errorResponses) {
        const outage = isFailure(response, distribution);
        const { errorCode, responsePagePath } = response;
        if (responsePagePath === undefined || outage === false) continue;
        const behavior = isUnknown(responsePagePath) ? responsePagePath : behaviorAt(responsePagePath, distribution);
        const property = `${response.property}.ResponsePagePath`;
        const unknown = [outage, behavior].find(isUnknown);
        if (unknown) {
          yield { property, cannotTell: `it depends on ${unknown.unknown}` };
        } else if (behavior && !isUnknown(behavior) && failing.includes(show(behavior.target))) {
          const got = `${show(responsePagePath)} through the behavior ${show(behavior.pathPattern)}`;
          codes.set(got, [...(codes.get(got) ?? []), show(errorCode)]);
        }
      }
      for (const [got, of] of codes) {
        yield {
          property: 'DistributionConfig.CustomErrorResponses',
          what: `The error page for ${of.join(', ')} comes from the origins that failed.`,
          got,
          allowed: 'a behavior that targets an origin outside the group',
        };
      }
    },
  },
  {
    id: 'error-page-never-shown',
    level: 'warning',
    why:
      'A private S3 bucket returns 403 for a missing object, unless the distribution is allowed to list the bucket. The page for 404 ' +
      'is not shown then.',
    fix: 'Add the same page for 403, or allow s3:ListBucket for the distribution in the bucket policy.',
    inTool: { cdk: 'In CDK: AccessLevel.LIST in originAccessLevels.' },
    page: S3_GET_OBJECT,
    *check(distribution) {
      const { errorResponses, behaviors, groups } = distribution;
      const pageFor = (code: number) =>
        errorResponses.find(({ errorCode, responsePagePath }) => errorCode === code && responsePagePath !== undefined);
      const page = pageFor(404);
      if (!groups.length || !page || pageFor(403)) return;
      const own = isUnknown(page.responsePagePath) ? undefined : behaviorAt(page.responsePagePath!, distribution);
      for (const behavior of behaviors) {
        // A behavior that is for the pages.
        if (behavior === own && behavior !== behaviors.at(-1)) continue;
        const origin = lastOrigin(distribution, behavior);
        if (origin?.kind !== 's3' || !origin.signed) continue;
        const property = `${page.property}.ResponsePagePath`;
        const canList = canListBucket(origin);
        if (isUnknown(canList)) {
          yield { property, cannotTell: `the policy of the bucket of ${origin.id} is ${canList.unknown}` };
        } else if (!canList) {
          yield {
            property,
            what: `The error page for 404 is not shown on the behavior ${show(behavior.pathPattern)}: its private bucket returns 403 ` +
              'for a missing object.',
            got: `a page for 404 and none for 403, and a bucket policy of ${show(origin.domainName)} without s3:ListBucket`,
            allowed: 'a page for 403, or s3:ListBucket for the distribution',
          };
        }
      }
    },
  },
  {
    id: 'error-pages-replace-api',
    level: 'warning',
    why:
      'Custom error responses are for the whole distribution. A client of the API gets the page in place of the response of the API, ' +
      'such as JSON, and often another status.',
    fix:
      'Rewrite the paths of the site in a CloudFront function on viewer-request in place of the error pages, or serve the API from a ' +
      'distribution of its own.',
    page: PAGES.errorPages,
    * check(distribution) {
      const pages = distribution.errorResponses
        .filter(({ errorCode, responsePagePath }) => responsePagePath !== undefined && isKnown(errorCode) && errorCode < 500);
      const target = distribution.behaviors.at(-1)?.target;
      if (!pages.length || !distribution.groups.length) return;
      for (const behavior of distribution.behaviors) {
        if (behavior.target === target || !servesApi(behavior, distribution)) continue;
        yield {
          property: 'DistributionConfig.CustomErrorResponses',
          what: `Error pages also replace the responses of the behavior ${show(behavior.pathPattern)}.`,
          got: pages
            .map(
              ({ errorCode, responseCode = errorCode, responsePagePath }) =>
                `${show(errorCode)} becomes ${show(responseCode)} with ${show(responsePagePath)}`,
            )
            .join(', '),
          allowed: 'error pages for server errors only, or an API in a distribution of its own',
        };
      }
    },
  },
  {
    id: 'error-page-through-functions',
    level: 'info',
    why: 'CloudFront fetches an error page itself. AWS does not document what a viewer-request function has added to that request. As ' +
      'users report, it is missing, and an origin-request function that needs it fails with 503.',
    fix: 'Make the origin-request function work without what the viewer-request function adds, or serve the page from a behavior of its ' +
      'own.',
    page: PAGES.errorPages,
    *check(distribution) {
      const seen = new Set<string>();
      for (const { property, responsePagePath } of distribution.errorResponses) {
        if (responsePagePath === undefined || isUnknown(responsePagePath)) continue;
        const behavior = behaviorAt(responsePagePath, distribution);
        if (!behavior || isUnknown(behavior) || seen.has(show(responsePagePath))) continue;
        seen.add(show(responsePagePath));
        const events = behavior.functions.map(({ eventType }) => eventType);
        if (!events.includes('viewer-request') || !events.includes('origin-request')) continue;
        yield {
          property: `${property}.ResponsePagePath`,
          what: 'An error page goes through an origin-request function of a behavior that also has a viewer-request function.',
          got: `${show(responsePagePath)} through the behavior ${show(behavior.pathPattern)}`,
          allowed: 'a page that does not depend on the viewer-request function',
        };
      }
    },
  },
];
