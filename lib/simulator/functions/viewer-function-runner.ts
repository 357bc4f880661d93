import { FunctionRunner } from './function-runner';
import { LambdaRunner } from './lambda-runner';
import { Invocation } from '../../function-code/function-result';
import { fromModule, LoadedCode } from '../../function-code/load-code';
import { AssociationModel } from '../../model/distribution';
import { UnusableInput } from '../../model/errors';
import { isUnknown, Value } from '../../model/value';

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-functions */
const MAX_BYTES = 10 * 1024;

/** CloudFront's time limit is undocumented. This one stops functions that would never end. */
const TIMEOUT_MS = 1000;

/**
 * Runs a CloudFront function: `handler(event)`, `async` or not, with the modules `crypto`, `querystring`, `buffer` and `cloudfront`,
 * without timers and without code from strings. It runs on the Node.js of this machine, which supports more of JavaScript than
 * CloudFront does.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
export class ViewerFunctionRunner implements FunctionRunner {
  private readonly runner: LambdaRunner;

  /**
   * @param name the name of the function in errors
   * @throws UnusableInput for a function that CloudFront does not accept
   */
  constructor(code: Value<string> | undefined, name: string, timeoutMs = TIMEOUT_MS, keyValues?: AssociationModel['keyValues']) {
    this.runner = new LambdaRunner(viewerFunctionCode(code, name, keyValues), { timeoutMs, memoryMb: 32 });
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
 * @throws UnusableInput for a function that CloudFront does not accept, or that is not here
 */
export function viewerFunctionCode(
  code: Value<string> | undefined, name: string, keyValues: AssociationModel['keyValues'],
): LoadedCode {
  if (typeof code !== 'string') {
    const reason = isUnknown(code) ? code.unknown : 'it is in another stack';
    throw new UnusableInput(`The code of the CloudFront function of ${name} is not here: ${reason}.`);
  }
  const bytes = Buffer.byteLength(code);
  if (bytes > MAX_BYTES) {
    throw new UnusableInput(`The code of the CloudFront function ${name} has ${bytes} bytes. Allowed: ${MAX_BYTES}. Make it smaller.`);
  }
  const text = /^[^\S\n]*import\b/m.test(code) ? fromModule('function.js', code) : code;
  const files = { 'function.js': `"use strict";${text}\n;exports.handler = handler;` };
  return { files, entry: 'function.js', handlerName: 'handler', service: 'cloudfront-functions', keyValues };
}
