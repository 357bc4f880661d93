import { Invocation } from './edge-function';
import { READ_ONLY } from '../../function-code/edge-headers';
import { checkReadOnly, Failed, Invalid, readResult, keepHidden, Responded, readStatus } from '../../function-code/function-result';
import { readHeaders, resultResponse } from '../../function-code/lambda-response';
import { EdgeResponse } from '../message';

export type { Failed, Responded } from '../../function-code/function-result';
export { applyOriginResponse } from '../../function-code/lambda-response';
export type { ChangedOrigin } from './lambda-origin-change';
export { applyRequestResult } from './lambda-request-result';
export type { RequestResult } from './lambda-request-result';

/**
 * Takes the result of a viewer-response function back into the edge. The status cannot be changed; that a body cannot be set
 * follows from what AWS says of origin-response, and 502 as the answer to both is undocumented.
 *
 * @param before the response that the function was given
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html#lambda-at-edge-restrictions-status-codes
 */
export function applyViewerResponse(before: EdgeResponse, invocation: Invocation): Responded | Failed {
  return readResult(invocation, result => {
    const status = readStatus(result.status);
    if (status !== before.status) throw new Invalid(`a viewer-response function changed the status from ${before.status} to ${status}`);
    if (result.body !== undefined) throw new Invalid('a viewer-response function set a body');
    const headers = readHeaders(result.headers);
    checkReadOnly(READ_ONLY['viewer-response'], before.headers, headers);
    keepHidden(before.headers, headers);
    return resultResponse(result, status, headers, 'viewer-response', before);
  });
}
