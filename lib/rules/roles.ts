import { PAGES } from './pages';
import { Outcome, Rule } from './rule';
import { onBehaviors, onGroupBehaviors } from './scopes';
import { STATUS_CODES_HEADER } from '../../lambda/policy';
import { ROLE_HEADER } from '../../lambda/role';
import { BehaviorModel, DistributionModel, membersOf, OriginGroupModel, originResponsesOf, OriginModel } from '../model/distribution';
import { isUnknown, show, Value } from '../model/value';

const PLACES = ['primary', 'secondary'] as const;

/** The role that an origin carries; undefined for none. One that stands twice is a rule of its own. */
function roleOf({ customHeaders }: OriginModel): Value<string> | undefined {
  const headers = customHeaders.filter(({ name }) => show(name).toLowerCase() === ROLE_HEADER);
  if (headers.length > 1) return { unknown: 'there twice' };
  return headers[0]?.value ?? customHeaders.map(({ name }) => name).find(isUnknown);
}

/** Whether a function of the behavior tells the members apart by their role, as ours does and what failoverAware wraps. */
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
  /** Its place in the group. */
  readonly place: typeof PLACES[number];
  readonly property: string;
}

/** Asks about each member of a group on which a function reads roles. */
function onMembers(check: (member: Member) => Outcome | undefined): Rule['check'] {
  return function* (distribution): Iterable<Outcome> {
    for (const group of distribution.groups) {
      const reads = functionsRead(distribution, group);
      const members = membersOf(distribution, group);
      // Without a role anywhere, a function that cannot be read is none that reads roles.
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

/** Whether the function rewrites what this member answers, taking it for the last answer. */
function isFinal(role: unknown): boolean {
  return role === 'secondary' || role === 'sole';
}

function functionsRead(distribution: DistributionModel, { id }: OriginGroupModel): Value<boolean> {
  const answers = distribution.behaviors.filter(({ target }) => target === id).map(readsRoles);
  return answers.includes(true) || (answers.find(isUnknown) ?? false);
}

export const ROLE_RULES: readonly Rule[] = [
  {
    id: 'member-role-wrong',
    level: 'error',
    why: 'The function takes the answer of this primary for the last one and rewrites it, so that nothing fails over.',
    fix: `Set ${ROLE_HEADER} to primary on the first member of the group and to secondary on the second. An origin in two groups needs two entries in Origins.`,
    page: PAGES.originHeaders,
    check: onMembers(({ origin, role, place, property }) => {
      if (place !== 'primary') return undefined;
      if (isUnknown(role)) return { property, cannotTell: `the role is ${role.unknown}` };
      return isFinal(role)
        ? { property, what: `The origin ${origin.id} is the primary of its group and says that it is not.`, got: `${ROLE_HEADER}: ${role}`, allowed: 'primary' }
        : undefined;
    }),
  },
  {
    id: 'member-role-missing',
    level: 'warning',
    why: 'The function leaves every answer alone of which it does not know that it is the last one: failover works, and nobody sees the error page.',
    fix: `Add the origin custom header ${ROLE_HEADER}, as FailoverDistribution does.`,
    page: PAGES.originHeaders,
    check: onMembers(({ origin, role, place, property }) => {
      // Rules of their own: a role that is not known, and a primary that is taken for the last answer.
      if (isUnknown(role) || (place === 'primary' ? role === 'primary' || isFinal(role) : isFinal(role))) return undefined;
      return {
        property,
        what: `The origin ${origin.id} does not tell the function which member it is.`,
        got: role === undefined ? `no ${ROLE_HEADER}` : `${ROLE_HEADER}: ${role}`,
        allowed: `${ROLE_HEADER}: ${place}`,
      };
    }),
  },
  {
    id: 'member-targeted-directly',
    level: 'warning',
    why: 'The function leaves the errors of a primary alone, because CloudFront is about to fail over. On a behavior without a group nothing follows, and the viewer gets them.',
    fix: `Target an origin of its own, with ${ROLE_HEADER}: sole (rewriteErrors in directBehaviors), or take the function off this behavior.`,
    page: PAGES.failover,
    check: onBehaviors((behavior, { origins }) => {
      const origin = origins.find(({ id }) => id === behavior.target);
      const reads = readsRoles(behavior);
      if (!origin || roleOf(origin) !== 'primary' || reads === false) return undefined;
      const property = `${behavior.property}.TargetOriginId`;
      if (isUnknown(reads)) return { property, cannotTell: `the function is ${reads.unknown}` };
      return {
        property,
        what: `The behavior ${show(behavior.pathPattern)} goes straight to the primary, and its function takes every answer for one that is about to fail over.`,
        got: `${origin.id} with ${ROLE_HEADER}: primary`,
        allowed: 'an origin with the role sole',
      };
    }),
  },
  {
    id: 'role-header-forwarded',
    level: 'warning',
    why: 'Viewers can split the cache with it. AWS documents that the custom header of the origin overwrites it, and that it does not stand among the headers of the event; ' +
      'a function that looks for the role there would not find it.',
    fix: 'Take the header out of the cache policy and of the origin request policy: origins get it without them.',
    page: PAGES.originHeaders,
    check: onGroupBehaviors(({ property: behavior, pathPattern, cachePolicy, originRequestPolicy }) => {
      const named = [cachePolicy, originRequestPolicy].flatMap(policy =>
        (policy === undefined || isUnknown(policy) || policy.headers.mode === 'allExcept' ? [] : policy.headers.names));
      const own = named.filter(name => name === ROLE_HEADER || name === STATUS_CODES_HEADER);
      const property = `${behavior}.CachePolicyId`;
      const what = `The behavior ${show(pathPattern)} forwards a header of viewers that tells the role of an origin.`;
      if (own.length) return { property, what, got: own.join(', '), allowed: 'any other header' };
      const unknown = [cachePolicy, originRequestPolicy].find(isUnknown);
      return unknown && { property, cannotTell: `the headers come from ${unknown.unknown}` };
    }),
  },
];
