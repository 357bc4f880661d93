import { addCorsHeaders } from './cors-headers';
import { ResponseHeadersPolicyModel } from '../../model/policies';
import { EdgeRequest, EdgeResponse } from '../message';

/**
 * Changes the headers of a response to what its response headers policy makes of them: takes headers off first, then adds. A `Server`
 * header that is taken off gives way to CloudFront's own.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
 */
export function applyResponseHeadersPolicy(policy: ResponseHeadersPolicyModel, request: EdgeRequest, response: EdgeResponse): void {
  const { headers } = response;
  for (const name of policy.remove) {
    delete headers[name];
    if (name === 'server') headers.server = ['CloudFront'];
  }
  if (policy.cors) addCorsHeaders(policy.cors, request, headers);
  for (const { name, value, override } of policy.set) {
    if (override || headers[name] === undefined) headers[name] = [value];
  }
}
