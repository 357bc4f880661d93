import { EdgeRequest, EdgeResponse } from '../message';
import { ViewerFunctionRequest, viewerFunctionRequest, ViewerFunctionResponse, viewerFunctionResponse } from './viewer-function-message';
import { EventConfig } from '../../function-code/lambda-event';

export { applyViewerFunctionRequest, applyViewerFunctionResponse } from './viewer-function-result';

/**
 * An event of CloudFront Functions.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
export interface ViewerFunctionEvent {
  readonly version: '1.0';
  readonly context: EventConfig & { readonly eventType: 'viewer-request' | 'viewer-response' };
  readonly viewer: { readonly ip: string };
  readonly request: ViewerFunctionRequest;
  readonly response?: ViewerFunctionResponse;
}

/** Builds the event for a CloudFront function. */
export function viewerFunctionEvent(
  eventType: 'viewer-request' | 'viewer-response', request: EdgeRequest, config: EventConfig, response?: EdgeResponse,
): ViewerFunctionEvent {
  return {
    version: '1.0',
    context: { distributionDomainName: config.distributionDomainName, distributionId: config.distributionId, eventType, requestId: config.requestId },
    viewer: { ip: request.clientIp },
    request: viewerFunctionRequest(request),
    ...response && { response: viewerFunctionResponse(response) },
  };
}
