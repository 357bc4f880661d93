import { FunctionRunner } from './function-runner';
import { LambdaRunner } from './lambda-runner';
import { Invocation } from '../../function-code/function-result';
import { fromModule, LoadedCode } from '../../function-code/load-code';
import { NotModelled, UnusableInput } from '../../model/errors';
import { isUnknown, Value } from '../../model/value';

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-functions */
const MAX_BYTES = 10 * 1024;

/** CloudFront's time limit is undocumented. This one stops functions that would never end. */
const TIMEOUT_MS = 1000;

const HELPERS_PAGE = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-custom-methods.html';

/**
 * Runs a CloudFront function: `handler(event)`, `async` or not, with the modules `crypto`, `querystring` and `buffer`, without timers
 * and without code from strings. It runs on the Node.js of this machine, which supports more of JavaScript than CloudFront does.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
export class ViewerFunctionRunner implements FunctionRunner {
  private readonly runner: LambdaRunner;

  /**
   * @param name the name of the function in errors
   * @throws NotModelled for a function that uses CloudFront's helpers, UnusableInput for one that CloudFront does not accept
   */
  constructor(code: Value<string> | undefined, name: string, timeoutMs = TIMEOUT_MS) {
    this.runner = new LambdaRunner(viewerFunctionCode(code, name), { timeoutMs, memoryMb: 32, sandbox: 'cloudfront-function' });
  }

  invoke(event: unknown): Promise<Invocation> {
    return this.runner.invoke(event);
  }

  close(): Promise<void> {
    return this.runner.close();
  }
}

/**
 * The code of a CloudFront function as a module that exports its handler.
 * @throws NotModelled for a function that uses CloudFront's helpers, UnusableInput for one that CloudFront does not accept, or that is not here
 */
export function viewerFunctionCode(code: Value<string> | undefined, name: string): LoadedCode {
  if (typeof code !== 'string') {
    const reason = isUnknown(code) ? code.unknown : 'it is in another stack';
    throw new UnusableInput(`The code of the CloudFront function of ${name} is not here: ${reason}.`);
  }
  const bytes = Buffer.byteLength(code);
  if (bytes > MAX_BYTES) {
    throw new UnusableInput(`The code of the CloudFront function ${name} has ${bytes} bytes. Allowed: ${MAX_BYTES}. Make it smaller.`);
  }
  if (/(from|import|(import|require)\s*\()\s*['"]cloudfront['"]/.test(code)) {
    const feature = 'The module cloudfront (key value stores, choice of origins)';
    throw new NotModelled(`${feature}, which the function ${name} imports`, HELPERS_PAGE);
  }
  const text = /^\s*import\b/m.test(code) ? fromModule('function.js', code) : code;
  return { files: { 'function.js': `"use strict";${text}\n;exports.handler = handler;` }, entry: 'function.js', handlerName: 'handler' };
}
