import { PAGES } from './pages';
import { Outcome, Rule } from './rule';
import { onBehaviors, onGroupBehaviors } from './scopes';
import { STATUS_CODES_HEADER } from '../../lambda/policy';
import { ROLE_HEADER } from '../../lambda/role';
import { BehaviorModel, DistributionModel, membersOf, OriginGroupModel, originResponsesOf, OriginModel } from '../model/distribution';
import { isUnknown, show, Value } from '../model/value';

const PLACES = ['primary', 'secondary'] as const;

/** The role in the custom headers of an origin. For one that is listed twice, see origin-header-repeated. */
function roleOf({ customHeaders }: OriginModel): Value<string> | undefined {
  const headers = customHeaders.filter(({ name }) => show(name).toLowerCase() === ROLE_HEADER);
  if (headers.length > 1) return { unknown: 'listed twice' };
  return headers[0]?.value ?? customHeaders.map(({ name }) => name).find(isUnknown);
}

/** Whether a function of the behavior reads the role of a member, as the generated function and failoverAware do. */
function readsRoles(behavior: BehaviorModel): Value<boolean> {
  let undecided: Value<boolean> = false;
  for (const { function: edgeFunction } of originResponsesOf(behavior)) {
    if (isUnknown(edgeFunction)) undecided = edgeFunction;
    else if (edgeFunction.policy || edgeFunction.code.text?.includes(ROLE_HEADER)) return true;
    else if (edgeFunction.code.text === undefined) undecided = { unknown: `code outside the template (${edgeFunction.logicalId})` };
  }
  return undecided;
}

interface Member {
  readonly origin: OriginModel;
  readonly role?: Value<string>;
  /** The role that it should have. */
  readonly place: typeof PLACES[number];
  readonly property: string;
}

/** Checks each member of the groups for which a function reads roles. */
function onMembers(check: (member: Member) => Outcome | undefined): Rule['check'] {
  return function* (distribution): Iterable<Outcome> {
    for (const group of distribution.groups) {
      const reads = functionsRead(distribution, group);
      const members = membersOf(distribution, group);
      // If no member has a role, assume that a function with unknown code does not read roles.
      if (reads === false || (isUnknown(reads) && members.every(origin => roleOf(origin) === undefined))) continue;
      for (const [i, place] of PLACES.entries()) {
        const origin = members[i];
        const property = `${origin?.property}.OriginCustomHeaders`;
        const outcome = origin && check({ origin, role: roleOf(origin), place, property });
        if (outcome) yield isUnknown(reads) ? { property, cannotTell: `the function is ${reads.unknown}` } : outcome;
      }
    }
  };
}

/** Whether the function treats the responses of this member as final, and rewrites them. */
function isFinal(role: unknown): boolean {
  return role === 'secondary' || role === 'sole';
}

function functionsRead(distribution: DistributionModel, { id }: OriginGroupModel): Value<boolean> {
  const reads = distribution.behaviors.filter(({ target }) => target === id).map(readsRoles);
  return reads.includes(true) || (reads.find(isUnknown) ?? false);
}

export const ROLE_RULES: readonly Rule[] = [
  {
    id: 'member-role-wrong',
    level: 'error',
    why: 'The function treats the responses of this primary as final and rewrites them, so CloudFront does not fail over.',
    fix: `Set ${ROLE_HEADER} to primary on the first member of the group and to secondary on the second. An origin that is in two ` +
      'groups needs two entries in Origins.',
    page: PAGES.originHeaders,
    check: onMembers(({ origin, role, place, property }) => {
      if (place !== 'primary') return undefined;
      if (isUnknown(role)) return { property, cannotTell: `the role is ${role.unknown}` };
      return isFinal(role)
        ? {
          property,
          what: `The origin ${origin.id} is the primary of its group, but has another role.`,
          got: `${ROLE_HEADER}: ${role}`,
          allowed: 'primary',
        }
        : undefined;
    }),
  },
  {
    id: 'member-role-missing',
    level: 'warning',
    why: 'The function rewrites only responses that it knows are final. Without the role, failover works, but viewers never get the ' +
      'error page.',
    fix: 'Add the origin custom header x-failover-role: primary to the first member, secondary to the second.',
    inTool: { cdk: 'In CDK: FailoverDistribution does so.', terraform: 'In Terraform: custom_header.' },
    page: PAGES.originHeaders,
    check: onMembers(({ origin, role, place, property }) => {
      // For an unknown role or a primary that is treated as final, see member-role-wrong.
      if (isUnknown(role) || (place === 'primary' ? role === 'primary' || isFinal(role) : isFinal(role))) return undefined;
      return {
        property,
        what: `The origin ${origin.id} has no custom header that gives the function its role.`,
        got: role === undefined ? `no ${ROLE_HEADER}` : `${ROLE_HEADER}: ${role}`,
        allowed: `${ROLE_HEADER}: ${place}`,
      };
    }),
  },
  {
    id: 'member-targeted-directly',
    level: 'warning',
    why: 'The function does not rewrite errors of a primary, because CloudFront is about to fail over. On a behavior without a group ' +
      'there is no failover, and the viewer gets the error.',
    fix: 'Target a separate origin with x-failover-role: sole, or remove the function from this behavior.',
    inTool: { cdk: 'In CDK: rewriteErrors in directBehaviors.' },
    page: PAGES.failover,
    check: onBehaviors((behavior, { origins }) => {
      const origin = origins.find(({ id }) => id === behavior.target);
      const reads = readsRoles(behavior);
      if (!origin || roleOf(origin) !== 'primary' || reads === false) return undefined;
      const property = `${behavior.property}.TargetOriginId`;
      if (isUnknown(reads)) return { property, cannotTell: `the function is ${reads.unknown}` };
      return {
        property,
        what: `The behavior ${show(behavior.pathPattern)} targets the primary directly, so its function rewrites no errors.`,
        got: `${origin.id} with ${ROLE_HEADER}: primary`,
        allowed: 'an origin with the role sole',
      };
    }),
  },
  {
    id: 'role-header-forwarded',
    level: 'warning',
    why: 'Viewers can use it to split the cache. AWS documents that the custom header of the origin overwrites it, and that the event ' +
      'does not list it among the headers: a function that looks there does not find the role.',
    fix: 'Remove the header from the cache policy and the origin request policy. Origins get it without them.',
    page: PAGES.originHeaders,
    check: onGroupBehaviors(({ property: behavior, pathPattern, cachePolicy, originRequestPolicy }) => {
      const named = [cachePolicy, originRequestPolicy].flatMap(policy =>
        (policy === undefined || isUnknown(policy) || policy.headers.mode === 'allExcept' ? [] : policy.headers.names));
      const own = named.filter(name => name === ROLE_HEADER || name === STATUS_CODES_HEADER);
      const property = `${behavior}.CachePolicyId`;
      const what = `The behavior ${show(pathPattern)} forwards a viewer header with the name of a role header.`;
      if (own.length) return { property, what, got: own.join(', '), allowed: 'any other header' };
      const unknown = [cachePolicy, originRequestPolicy].find(isUnknown);
      return unknown && { property, cannotTell: `the headers come from ${unknown.unknown}` };
    }),
  },
];
