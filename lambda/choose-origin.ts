/** The module `cloudfront`. Its import is put in front at synth, and the id of the secondary. */
declare const cf: {
  kvs(): { get(key: string): Promise<string> };
  selectRequestOriginById(id: string): void;
};
declare const SECONDARY: string;

/** The part of the event that is used here. */
interface ViewerRequestEvent {
  readonly request: object;
}

/**
 * A CloudFront function on viewer requests: a breaker. While `primary` in the key-value store is `down-until:<seconds since 1970>` and
 * that has not passed, the request goes to the secondary alone. With any other value, without one, and when the store cannot be read,
 * nothing happens, and the origin group does its work.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/helper-functions-origin-modification.html
 */
export async function handler(event: ViewerRequestEvent) {
  try {
    const value = await cf.kvs().get('primary'); // By itself: the runtime has no `await` in arguments.
    const down = /^down-until:(\d+)$/.exec(value);
    if (down && Number(down[1]) * 1000 > Date.now()) cf.selectRequestOriginById(SECONDARY);
  } catch (error) {
    // The breaker stays closed.
  }
  return event.request;
}
