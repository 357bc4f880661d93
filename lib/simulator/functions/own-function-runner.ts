import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FunctionRunner, Invocation } from './edge-function';
import { ORIGIN_RESPONSE_CODE } from '../../function-code/origin-response-code.generated';
import { FunctionModel, POLICY_PREFIX, readPolicy } from '../../model/lambda-function';
// Text, generated from lambda/, and so below every layer of lib/.
// eslint-disable-next-line import/no-restricted-paths

/**
 * Whether the code of a function is byte for byte what this version of the library makes of some policy: then it is known
 * to be harmless, and needs no worker.
 */
export function isOwnCode(model: FunctionModel): boolean {
  return model.handler === 'index.handler' && ownText(model) !== undefined;
}

/**
 * Runs this library's own function in process: a round trip to a worker costs more than everything else that the edge does
 * for a request. Takes the event as it is, and may change it.
 */
export class OwnFunctionRunner implements FunctionRunner {
  private readonly handler: (event: unknown) => Promise<unknown>;

  /** @throws when the code is not the library's own */
  constructor(model: FunctionModel) {
    const text = ownText(model);
    if (text === undefined) throw new Error(`The function ${model.logicalId} is not one of this version of the library.`);
    const exports = {} as { handler: (event: unknown) => Promise<unknown> };
    new Function('exports', text)(exports);
    this.handler = exports.handler;
  }

  async invoke(event: unknown): Promise<Invocation> {
    try {
      return { outcome: 'returned', result: await this.handler(event), log: NO_LOG };
    } catch (error) {
      return { outcome: 'threw', reason: String(error), log: NO_LOG };
    }
  }

  async close(): Promise<void> {
    // Nothing runs.
  }
}

const NO_LOG: readonly string[] = [];

function ownText(model: FunctionModel): string | undefined {
  const text = textOf(model);
  if (!text?.startsWith(POLICY_PREFIX) || !text.endsWith(`;\n${ORIGIN_RESPONSE_CODE}`)) return undefined;
  const policy = text.slice(POLICY_PREFIX.length, -`;\n${ORIGIN_RESPONSE_CODE}`.length);
  return JSON.stringify(readPolicy(`${POLICY_PREFIX}${policy};\n`)) === policy ? text : undefined;
}

/** The only file of the code: inline, or `index.js` of an asset. */
function textOf({ code: { text, assetPath } }: FunctionModel): string | undefined {
  if (text !== undefined || assetPath === undefined) return text;
  try {
    return readFileSync(join(assetPath, 'index.js'), 'utf8');
  } catch {
    return undefined;
  }
}
