import { changesResponses, rewritingOf } from './own-function';
import { API, GUIDE, PAGES } from './pages';
import { Outcome, Rule } from './rule';
import { onAssociations, onBehaviors, onGroupBehaviors } from './scopes';
import { breakerCode } from '../function-code/viewer-functions';
import { COUNT_FAILOVER_CODE } from '../function-code/viewer-functions.generated';
import { BehaviorModel, DistributionModel, groupOf, membersOf, originResponsesOf } from '../model/distribution';
import { isUnknown, show } from '../model/value';

/** Calls in CloudFront Functions that choose the origin. */
const CHOOSES_ORIGIN = /\b(updateRequestOrigin|selectRequestOriginById|createRequestOriginGroup)\b/;
/** An assignment to `request.origin` or to a part of it. Not the declaration of a variable, and not a header with that name. */
const CHANGES_ORIGIN = /(?<!\b(?:const|let|var)\s+|\bheaders\.)\borigin(?:\.\w+|\[[^\]]{0,200}\])*\s*=(?![=>])/;

const EVENT_TYPES = {
  'lambda': ['viewer-request', 'viewer-response', 'origin-request', 'origin-response'],
  'cloudfront-function': ['viewer-request', 'viewer-response'],
} as const;

const KIND_NAMES = { 'lambda': 'Lambda@Edge', 'cloudfront-function': 'CloudFront' } as const;

/** What may be served in place of an error on this behavior, and skip its viewer-response function. */
function replacementOf(behavior: BehaviorModel, { errorResponses, groups }: DistributionModel): string | { unknown: string } | undefined {
  if ([...rewritingOf(behavior)].length) return 'Rewritten errors';
  if (!groups.length) return undefined;
  if (errorResponses.some(({ responsePagePath }) => responsePagePath !== undefined)) return 'Error pages';
  const changes = changesResponses(behavior);
  return isUnknown(changes) || !changes ? changes || undefined : 'Rewritten errors';
}

function repeatedEvent({ functions, pathPattern, property }: BehaviorModel, isGroup: boolean): Outcome | undefined {
  const seen = new Set<string>();
  for (const { kind, eventType } of functions) {
    const event = `${kind} ${show(eventType)}`;
    // For origin-response on a group, see second-origin-response.
    if (!seen.has(event) || isUnknown(eventType) || (isGroup && event === 'lambda origin-response')) {
      seen.add(event);
      continue;
    }
    return {
      property: `${property}.${kind === 'lambda' ? 'LambdaFunctionAssociations' : 'FunctionAssociations'}`,
      what: `The behavior ${show(pathPattern)} has more than one function for the same event.`,
      got: `${eventType} twice`,
      allowed: 'one function per event type',
    };
  }
  return undefined;
}

export const ASSOCIATION_RULES: readonly Rule[] = [
  {
    id: 'second-origin-response',
    level: 'error',
    why: 'A behavior takes one function per event type. CloudFront rejects a second one at deployment. It could also mask failures that ' +
      'the first one preserves.',
    fix: 'Combine them in one function.',
    inTool: { cdk: 'In CDK: wrap yours with failoverAware and pass it as originResponseFunction.' },
    page: PAGES.edgeAssociations,
    check: onGroupBehaviors(behavior => {
      const { length } = originResponsesOf(behavior);
      const property = `${behavior.property}.LambdaFunctionAssociations`;
      const what = `The behavior ${show(behavior.pathPattern)} has more than one origin-response function.`;
      return length > 1 ? { property, what, got: String(length), allowed: 'one' } : undefined;
    }),
  },
  {
    id: 'event-type-repeated',
    level: 'error',
    why: 'CloudFront rejects the distribution at deployment: "The event type of a function association must be unique in the cache ' +
      'behavior."',
    fix: 'Combine the functions into one, or use another event.',
    page: PAGES.edgeAssociations,
    check: onBehaviors((behavior, distribution) => repeatedEvent(behavior, groupOf(distribution, behavior) !== undefined)),
  },
  {
    id: 'event-type-unknown',
    level: 'error',
    why: 'CloudFront rejects the distribution at deployment. CloudFront functions run on viewer events only.',
    fix: 'Correct the event type.',
    page: `${API}/API_LambdaFunctionAssociation.html`,
    check: onAssociations(({ property: association, kind, eventType }) => {
      const property = `${association}.EventType`;
      if (isUnknown(eventType)) return { property, cannotTell: `the event type is ${eventType.unknown}` };
      const types: readonly string[] = EVENT_TYPES[kind];
      return types.includes(eventType) ? undefined : {
        property,
        what: `A ${KIND_NAMES[kind]} function has an event type that does not exist.`,
        got: eventType,
        allowed: types.join(', '),
      };
    }),
  },
  {
    id: 'viewer-functions-mixed',
    level: 'error',
    why: 'AWS documents that a behavior cannot combine CloudFront functions and Lambda@Edge on viewer events. CloudFront rejects the ' +
      'distribution at deployment.',
    fix: 'Use CloudFront functions for both viewer events, or Lambda@Edge for both. Origin events can have Lambda@Edge in either case.',
    page: PAGES.edgeAssociations,
    check: onBehaviors(({ property: behavior, pathPattern, functions }) => {
      const onViewer = functions.filter(({ eventType }) => show(eventType).startsWith('viewer-'));
      const [lambda, other] = (['lambda', 'cloudfront-function'] as const).map(kind => onViewer.find(found => found.kind === kind));
      return lambda && other ? {
        property: `${behavior}.LambdaFunctionAssociations`,
        what: `The behavior ${show(pathPattern)} has CloudFront functions and Lambda@Edge on viewer events.`,
        got: `a CloudFront function on ${show(other.eventType)} and a Lambda@Edge function on ${show(lambda.eventType)}`,
        allowed: 'one kind of function on viewer events',
      } : undefined;
    }),
  },
  {
    id: 'include-body-on-response',
    level: 'error',
    why: 'The request body is available to request events only. CloudFront rejects the distribution at deployment.',
    fix: 'Remove IncludeBody.',
    page: `${GUIDE}/lambda-generating-http-responses.html#lambda-include-body-access`,
    check: onAssociations(({ property: association, eventType, includeBody }) => {
      if (!show(eventType).endsWith('-response') || includeBody === false) return undefined;
      const property = `${association}.IncludeBody`;
      return isUnknown(includeBody)
        ? { property, cannotTell: `IncludeBody is ${includeBody.unknown}` }
        : {
          property,
          what: 'A function on a response event includes the request body.',
          got: `true on ${show(eventType)}`,
          allowed: 'false',
        };
    }),
  },
  {
    id: 'viewer-response-skipped',
    level: 'warning',
    why: 'CloudFront does not run viewer-response functions when the origin returns 400 or higher, nor for custom error pages. AWS does ' +
      'not document whether they run after an origin-response function has rewritten such a response.',
    fix: 'Set the headers with a response headers policy.',
    inTool: { cdk: 'In CDK: or with the headers option of the error rewrite.' },
    page: PAGES.edgeAssociations,
    check: onAssociations(({ property, eventType, functionCode }, behavior, distribution) => {
      if (eventType !== 'viewer-response' || behavior.responseHeadersPolicy) return undefined;
      if (functionCode === COUNT_FAILOVER_CODE) return undefined; // It adds no header.
      const replacement = replacementOf(behavior, distribution);
      if (replacement === undefined) return undefined;
      if (isUnknown(replacement)) return { property, cannotTell: `it depends on ${replacement.unknown}` };
      const what = `${replacement} on the behavior ${show(behavior.pathPattern)} may lack the headers that its viewer-response ` +
        'function adds.';
      return { property, what, got: 'a viewer-response function', allowed: 'a response headers policy' };
    }),
  },
  {
    id: 'origin-chosen-by-function',
    level: 'warning',
    why: 'A function that sets the origin replaces the primary, and one that creates its own origin group decides what fails over. The ' +
      'role in the custom headers may then be wrong. updateRequestOrigin fails on VPC origins.',
    fix: 'Use separate behaviors for the paths in place of choosing the origin in the function, or test with the local edge what fails ' +
      'over.',
    page: `${GUIDE}/helper-functions-origin-modification.html`,
    check: onAssociations(({ kind, property, eventType, functionCode }, behavior, distribution) => {
      const group = groupOf(distribution, behavior);
      if (kind !== 'cloudfront-function' || eventType !== 'viewer-request' || !group) return undefined;
      const secondary = membersOf(distribution, group)[1];
      if (secondary && functionCode === breakerCode(secondary.id)) return undefined; // The role is that of the origin that it selects.
      if (typeof functionCode !== 'string') return { property, cannotTell: `the code is ${show(functionCode)}` };
      const call = CHOOSES_ORIGIN.exec(functionCode)?.[0];
      if (call === undefined) return undefined;
      const what = `A CloudFront function chooses the origin on the behavior ${show(behavior.pathPattern)}, which targets an origin group.`;
      return { property, what, got: call, allowed: 'a function that does not set the origin' };
    }),
  },
  {
    id: 'origin-changed-by-function',
    level: 'warning',
    why: 'An origin-request function runs for the primary and again for the secondary. If it sets the origin, both requests may go to ' +
      'the same server, without the role in the custom headers.',
    fix: 'Do not set request.origin, or set it only for the member that the role in the custom headers names.',
    page: PAGES.failover,
    check: onAssociations(({ kind, property, eventType, function: edgeFunction }, behavior, distribution) => {
      if (kind !== 'lambda' || eventType !== 'origin-request' || !groupOf(distribution, behavior)) return undefined;
      if (isUnknown(edgeFunction)) return { property, cannotTell: `the function is ${edgeFunction.unknown}` };
      const { text, missing = 'the code is not inline' } = edgeFunction.code;
      if (text === undefined) return { property, cannotTell: missing };
      const change = CHANGES_ORIGIN.exec(text)?.[0];
      if (change === undefined) return undefined;
      const what = `An origin-request function sets the origin on the behavior ${show(behavior.pathPattern)}, which targets an origin ` +
        'group.';
      return { property, what, got: change, allowed: 'a function that does not set the origin' };
    }),
  },
];
