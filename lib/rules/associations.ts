import { rewritingOf } from './own-function';
import { GUIDE, PAGES } from './pages';
import { Rule } from './rule';
import { onAssociations, onGroupBehaviors } from './scopes';
import { groupOf, originResponsesOf } from '../model/distribution';
import { isUnknown, show } from '../model/value';

/** What CloudFront Functions call to choose an origin. */
const CHOOSES_ORIGIN = /\b(updateRequestOrigin|selectRequestOriginById|createRequestOriginGroup)\b/;
/** An assignment to `request.origin` or to a part of it, but no declaration of a variable and no header with that name. */
const CHANGES_ORIGIN = /(?<!\b(?:const|let|var)\s+|\bheaders\.)\borigin(?:\.\w+|\[[^\]]*\])*\s*=(?![=>])/;

export const ASSOCIATION_RULES: readonly Rule[] = [
  {
    id: 'second-origin-response',
    level: 'error',
    why: 'A behavior takes one function per event type; CloudFront refuses more at deployment. A second one could also mask what the first left alone.',
    fix: 'Put both into one function: wrap yours with failoverAware and pass it as originResponseFunction.',
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
    why: 'The body of the request is there for request events only. CloudFront refuses the distribution, at deployment.',
    fix: 'Leave IncludeBody out.',
    page: `${GUIDE}/lambda-include-body-access.html`,
    check: onAssociations(({ property: association, eventType, includeBody }) => {
      if (!/-response$/.test(show(eventType)) || includeBody === false) return undefined;
      const property = `${association}.IncludeBody`;
      return isUnknown(includeBody)
        ? { property, cannotTell: `IncludeBody is ${includeBody.unknown}` }
        : { property, what: 'A function on a response event asks for the body of the request.', got: `true on ${show(eventType)}`, allowed: 'false' };
    }),
  },
  {
    id: 'viewer-response-skipped',
    level: 'warning',
    why: 'CloudFront does not run viewer-response functions when the origin answers 400 or higher. AWS does not document whether they run after an ' +
      'origin-response function has rewritten such an answer.',
    fix: 'Set the headers with a response headers policy, or in the error rewrite (headers).',
    page: PAGES.edgeAssociations,
    check: onAssociations(({ property, eventType }, behavior) => {
      if (eventType !== 'viewer-response' || ![...rewritingOf(behavior)].length) return undefined;
      const what = `A rewritten error of the behavior ${show(behavior.pathPattern)} may lack what its viewer-response function adds.`;
      return { property, what, got: 'a viewer-response function', allowed: 'a response headers policy' };
    }),
  },
  {
    id: 'origin-chosen-by-function',
    level: 'warning',
    why: 'A function that replaces the origin replaces the primary, and one that makes a group of its own decides what fails over. The role in the custom headers may no longer be true.',
    fix: 'Let the function choose among behaviors by the path, or check with the local edge what fails over then.',
    page: `${GUIDE}/helper-functions-origin-modification.html`,
    check: onAssociations(({ kind, property, eventType, functionCode }, behavior, distribution) => {
      if (kind !== 'cloudfront-function' || eventType !== 'viewer-request' || !groupOf(distribution, behavior)) return undefined;
      if (functionCode === undefined || isUnknown(functionCode)) return { property, cannotTell: `the code is ${show(functionCode)}` };
      const call = CHOOSES_ORIGIN.exec(functionCode)?.[0];
      if (call === undefined) return undefined;
      const what = `A CloudFront function chooses the origin on the behavior ${show(behavior.pathPattern)}, which targets an origin group.`;
      return { property, what, got: call, allowed: 'a function that leaves the origin alone' };
    }),
  },
  {
    id: 'origin-changed-by-function',
    level: 'warning',
    why: 'An origin-request function runs for the primary and again for the secondary. One that sets the origin may send both tries to the same server, without the role in its custom headers.',
    fix: 'Leave request.origin alone, or change only the member whose role the custom headers tell.',
    page: PAGES.failover,
    check: onAssociations(({ kind, property, eventType, function: edgeFunction }, behavior, distribution) => {
      if (kind !== 'lambda' || eventType !== 'origin-request' || !groupOf(distribution, behavior)) return undefined;
      if (isUnknown(edgeFunction)) return { property, cannotTell: `the function is ${edgeFunction.unknown}` };
      const { text, missing = 'the code is not inline' } = edgeFunction.code;
      if (text === undefined) return { property, cannotTell: missing };
      const change = CHANGES_ORIGIN.exec(text)?.[0];
      if (change === undefined) return undefined;
      const what = `An origin-request function sets the origin on the behavior ${show(behavior.pathPattern)}, which targets an origin group.`;
      return { property, what, got: change.trim(), allowed: 'a function that leaves the origin alone' };
    }),
  },
];
