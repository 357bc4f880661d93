import { rewritingOf } from './own-function';
import { GUIDE, PAGES } from './pages';
import { Rule } from './rule';
import { onAssociations, onGroupBehaviors } from './scopes';
import { groupOf, originResponsesOf } from '../model/distribution';
import { isUnknown, show } from '../model/value';

/** Calls in CloudFront Functions that choose the origin. */
const CHOOSES_ORIGIN = /\b(updateRequestOrigin|selectRequestOriginById|createRequestOriginGroup)\b/;
/** An assignment to `request.origin` or to a part of it. Not the declaration of a variable, and not a header with that name. */
const CHANGES_ORIGIN = /(?<!\b(?:const|let|var)\s+|\bheaders\.)\borigin(?:\.\w+|\[[^\]]*\])*\s*=(?![=>])/;

export const ASSOCIATION_RULES: readonly Rule[] = [
  {
    id: 'second-origin-response',
    level: 'error',
    why: 'A behavior takes one function per event type. CloudFront rejects a second one at deployment. It could also mask failures that ' +
      'the first one preserves.',
    fix: 'Combine them in one function: wrap yours with failoverAware and pass it as originResponseFunction.',
    page: PAGES.edgeAssociations,
    check: onGroupBehaviors(behavior => {
      const { length } = originResponsesOf(behavior);
      const property = `${behavior.property}.LambdaFunctionAssociations`;
      const what = `The behavior ${show(behavior.pathPattern)} has more than one origin-response function.`;
      return length > 1 ? { property, what, got: String(length), allowed: 'one' } : undefined;
    }),
  },
  {
    id: 'include-body-on-response',
    level: 'error',
    why: 'The request body is available to request events only. CloudFront rejects the distribution at deployment.',
    fix: 'Remove IncludeBody.',
    page: `${GUIDE}/lambda-include-body-access.html`,
    check: onAssociations(({ property: association, eventType, includeBody }) => {
      if (!/-response$/.test(show(eventType)) || includeBody === false) return undefined;
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
    why: 'CloudFront does not run viewer-response functions when the origin returns 400 or higher. AWS does not document whether they ' +
      'run after an origin-response function has rewritten such a response.',
    fix: 'Set the headers with a response headers policy, or with the headers option of the error rewrite.',
    page: PAGES.edgeAssociations,
    check: onAssociations(({ property, eventType }, behavior) => {
      if (eventType !== 'viewer-response' || ![...rewritingOf(behavior)].length) return undefined;
      const what = `Rewritten errors on the behavior ${show(behavior.pathPattern)} may lack the headers that its viewer-response ` +
        'function adds.';
      return { property, what, got: 'a viewer-response function', allowed: 'a response headers policy' };
    }),
  },
  {
    id: 'origin-chosen-by-function',
    level: 'warning',
    why: 'A function that sets the origin replaces the primary, and one that creates its own origin group decides what fails over. The ' +
      'role in the custom headers may then be wrong.',
    fix: 'Use separate behaviors for the paths in place of choosing the origin in the function, or test with the local edge what fails ' +
      'over.',
    page: `${GUIDE}/helper-functions-origin-modification.html`,
    check: onAssociations(({ kind, property, eventType, functionCode }, behavior, distribution) => {
      if (kind !== 'cloudfront-function' || eventType !== 'viewer-request' || !groupOf(distribution, behavior)) return undefined;
      if (functionCode === undefined || isUnknown(functionCode)) return { property, cannotTell: `the code is ${show(functionCode)}` };
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
      return { property, what, got: change.trim(), allowed: 'a function that does not set the origin' };
    }),
  },
];
