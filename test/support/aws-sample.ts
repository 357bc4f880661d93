/**
 * What AWS documents for error pages at the edge, said in this project's own words: two origin-response functions that look
 * at the status alone, never at who answered, and so cancel every failover of the origin group that they are attached to.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-examples.html#lambda-examples-update-error-status-examples
 */

type Callback = (error: unknown, response: unknown) => void;

export const SAMPLE_BODY = 'A page that was generated at the edge';

export const SAMPLE_TARGET = 'https://standby.example.com/';

/** Every 4xx and 5xx becomes 200 with a static body. Nothing else changes: headers keep describing the origin's body. */
export function staticBody(event: any, _context: unknown, callback: Callback): void {
  const { response } = event.Records[0].cf;
  if (isError(response)) Object.assign(response, { status: 200, statusDescription: 'OK', body: SAMPLE_BODY });
  callback(null, response);
}

/** Every 4xx and 5xx becomes a 302 without a body. */
export function redirect(event: any, _context: unknown, callback: Callback): void {
  const { response } = event.Records[0].cf;
  if (isError(response)) {
    Object.assign(response, { status: 302, statusDescription: 'Found', body: '' });
    response.headers.location = [{ key: 'Location', value: SAMPLE_TARGET }];
  }
  callback(null, response);
}

/** A callback-style handler as a promise, which is what Lambda up to Node.js 22 makes of it. */
export function promised(handler: (event: any, context: unknown, callback: Callback) => void): (event: any) => Promise<any> {
  return event => new Promise((resolve, reject) => {
    handler(event, {}, (error, response) => error ? reject(error) : resolve(response));
  });
}

function isError(response: { status: string | number }): boolean {
  const status = Number(response.status);
  return status >= 400 && status <= 599;
}
