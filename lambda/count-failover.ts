/** The part of the event that is used here. */
interface ViewerResponseEvent {
  readonly response: { readonly headers: Record<string, { readonly value: string } | undefined> };
}

/**
 * A CloudFront function on viewer responses. It logs one line for each response that the secondary gave, cached ones included, and
 * nothing otherwise. CloudFront does not run it when an origin responded with 400 or more.
 *
 * Its runtime has no destructuring.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
export function handler(event: ViewerResponseEvent) {
  const servedBy = event.response.headers['x-failover-served-by'];
  if (servedBy && servedBy.value === 'secondary') console.log('served by the secondary');
  return event.response;
}
