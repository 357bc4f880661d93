/**
 * How a handler may answer. `callback`: Node.js up to 22, which ignores a value that is returned without a promise.
 * `promise`: Node.js 24 and later, without callbacks. `any`: both.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export type HandlerStyle = 'any' | 'callback' | 'promise';

/** One event for a handler. */
export interface LambdaCall {
  readonly handler: (event: unknown, context: unknown, callback: unknown) => any;
  readonly event: unknown;
  /** What the context says about the function and the event. */
  readonly about: object;
  readonly style: HandlerStyle;
  /** Ends the event with a result, which is serialized now. */
  returned(result: unknown): void;
  /** Ends the event with an error. */
  threw(error: unknown): void;
  log(line: string): void;
}

/**
 * Calls a handler as Lambda's runtime does. The first of callback, `context.succeed` and the like, and the promise counts. A result
 * that is given to the callback is serialized when nothing is left to run, with every change made to it until then, unless
 * `callbackWaitsForEmptyEventLoop` is false. An error ends the event at once. What is thrown after the callback was called is ignored.
 *
 * Runs inside the worker and inside the engine of the rules: its source text is sent there, so it must not refer to anything outside
 * itself.
 *
 * @returns to be called when nothing is left to run
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/CallbackContext.js
 */
export function callHandler({ handler, event, about, style, returned, threw, log }: LambdaCall): () => void {
  let isFirst = true;
  let waits = true;
  const isAsync = handler.constructor?.name === 'AsyncFunction';
  let atEmptyLoop = () => (isAsync || style === 'promise'
    ? threw(new Error('the handler ended without an answer: its promise is not settled, and nothing is left to settle it'))
    : returned(null));

  const once = <Args extends unknown[]>(end: (...args: Args) => void) => (...args: Args) => {
    if (!isFirst) return;
    isFirst = false;
    atEmptyLoop = () => undefined;
    end(...args);
  };
  const isError = (error: unknown) => error !== undefined && error !== null;
  const callback = once((error: unknown, result: unknown) => {
    if (isError(error)) threw(error);
    else if (!waits) returned(result);
    else atEmptyLoop = () => returned(result);
  });
  const done = (error?: unknown, result?: unknown) => (isError(error) ? threw(error) : returned(result));
  const succeed = once((result: unknown) => done(null, result));
  const fail = once((error: unknown) => done(error ?? 'handled'));
  const older = {
    ...about,
    get callbackWaitsForEmptyEventLoop() { return waits; },
    set callbackWaitsForEmptyEventLoop(value: boolean) { waits = value; },
    succeed,
    fail,
    done: once(done),
  };
  const context = style === 'promise' ? { ...about } : older;

  try {
    const result = style === 'promise' ? handler(event, context, undefined) : handler(event, context, callback);
    if (typeof result?.then === 'function') {
      result.then(succeed, fail);
    } else if (style === 'promise' || (style === 'any' && result !== undefined)) {
      succeed(result);
    } else if (result !== undefined) {
      log('Lambda ignores what a handler returns without a promise, up to Node.js 22: make it async, or use the callback.');
    }
  } catch (error) {
    callback(error, undefined);
  }
  return () => atEmptyLoop();
}
