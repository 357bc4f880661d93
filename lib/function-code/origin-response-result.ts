import { READ_ONLY } from './edge-headers';
import { checkReadOnly, Failed, judge, keepHidden, Responded, statusOf } from './function-result';
import { Invocation } from './invocation';
import { headersOf, responded } from './lambda-response';
import { EdgeResponse } from './message';

/**
 * Takes the result of an origin-response function back into the edge.
 *
 * A body that the function does not set stays the origin's, streaming or not, and keeps its Content-Length. For one that it
 * sets, Content-Length is computed and Transfer-Encoding dropped: that CloudFront does so is undocumented.
 *
 * @param before the response that the function was given
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-generating-http-responses.html#lambda-updating-http-responses
 */
export function applyOriginResponse(before: EdgeResponse, invocation: Invocation): Responded | Failed {
  return judge(invocation, result => {
    const status = statusOf(result.status);
    const headers = headersOf(result.headers);
    checkReadOnly(READ_ONLY['origin-response'], before.headers, headers);
    keepHidden(before.headers, headers);
    return responded(result, status, headers, 'origin-response', before);
  });
}
