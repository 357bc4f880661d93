import { ErrorResponseModel } from '../../model/distribution';

/** What an origin does: the status that it answers, or how it fails. */
export type Outcome = number | 'refused' | 'connect-timeout' | 'read-timeout' | 'broken-body';

/** What every primary is asked to do. An error that is on no list shows what CloudFront does not fail over on. */
const ANSWERS = [200, 301, 404, 500, 502, 503, 504];
const FAILURES: readonly Outcome[] = ['refused', 'connect-timeout', 'read-timeout', 'broken-body'];

/** What is telling of a secondary: it serves, has no such object, is broken, is gone, is stuck. */
export const SECONDARY_OUTCOMES: readonly Outcome[] = [200, 404, 503, 'refused', 'read-timeout'];

/** What is looked at of a primary: a success, a redirect, errors, those of the failover criteria and of custom error responses, and failures. */
export function primaryOutcomes(failoverStatusCodes: readonly number[], errorResponses: readonly ErrorResponseModel[]): Outcome[] {
  const listed = [...failoverStatusCodes, ...errorResponses.map(({ errorCode }) => Number(errorCode))].filter(isError);
  return [...new Set([...ANSWERS, ...listed])].sort((a, b) => a - b).concat(FAILURES as number[]);
}

/** An origin can answer it: a template may list anything. */
function isError(code: number): boolean {
  return Number.isInteger(code) && code >= 400 && code <= 599;
}
