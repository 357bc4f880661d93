import { builtinLoader } from './builtins';
import { installGlobals } from './globals';
import { Host } from './host';
import { reasonOf } from './unavailable';
import { moduleLoader } from '../../../function-code/module-loader';

/** Packages that Lambda has in addition to Node.js. */
const SDK = ['aws-sdk', '@aws-sdk', '@smithy'];

/** A handler to load. */
export interface HandlerSource {
  readonly paths: readonly string[];
  readonly entry: string;
  readonly handlerName: string;
  readonly nodeVersion: number;
}

/** What the surrounding process calls. */
export interface Guest {
  /** Loads the handler; ends with `loaded`, `threw` or `unable`. */
  load(subject: string): void;
  /** Calls the handler with an event. */
  invoke(event: string, timeoutMs: number): void;
  /** Reports that nothing is left to run. */
  emptyLoop(): void;
}

/**
 * The program in the sandbox: Lambda's execution environment for one function. Nothing here can be trusted once the function is
 * loaded, because the function may change every object that it shares with this program. So the results here concern only this
 * function, and the sandbox ends with it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export function start(host: Host): Guest {
  const { parse, stringify } = JSON;
  let handler: (event: unknown, context: unknown, callback: unknown) => any;
  let nodeVersion = 0;
  let atEmptyLoop: (() => void) | undefined;

  const fail = (error: unknown) => {
    const { kind, text } = reasonOf(error);
    host.answer(kind, text);
  };

  const load = ({ paths, entry, handlerName, nodeVersion: version }: HandlerSource) => {
    nodeVersion = version;
    const builtin = builtinLoader(host);
    const names: string[] = parse(host.builtinModules);
    installGlobals(host, builtin, version);
    const files: Record<string, string> = {};
    for (const path of paths) Object.defineProperty(files, path, { get: () => host.file(path) });
    const loadFile = moduleLoader(files, {
      allowed: [...names, ...SDK].map(name => name.split('/')[0]!), // or refused by module name
      isBuiltin: name => names.includes(name) || SDK.includes(name.split('/')[0]!),
      builtin,
      parseJson: text => parse(text),
      compile: (text, filename) => {
        try {
          return host.evaluate(`(function (exports, require, module, __filename, __dirname) {${text}\n})`, filename) as () => void;
        } catch (error) {
          throw Object.assign(error as Error, { code: 'UNPARSED' });
        }
      },
    });
    const main = loadFile(entry) as any;
    const find = (from: any) => handlerName.split('.').reduce((found, key) => found?.[key], from);
    handler = find(main) ?? find(main?.default);
    if (typeof handler !== 'function') throw new Error(`${handlerName} is not a function that ${entry} exports`);
    if (nodeVersion >= 24 && handler.length >= 3) {
      throw new Error(`${handlerName} takes a callback, which Lambda has not supported since Node.js 24`);
    }
  };

  const invoke = (event: string, timeoutMs: number) => {
    let open = true;
    const end = host.elapsed() + timeoutMs;
    const once = <T>(say: (value: T) => void) => (value: T) => {
      if (!open) return;
      open = false;
      atEmptyLoop = undefined;
      say(value);
    };
    const give = once(result => {
      try {
        host.answer('returned', stringify(result) ?? 'null');
      } catch (error) {
        fail(error);
      }
    });
    const refuse = once(fail);
    const done = (error: unknown, result?: unknown) => (error === undefined || error === null ? give(result) : refuse(error));
    const context = {
      awsRequestId: '00000000-0000-4000-8000-000000000000',
      functionName: 'us-east-1.handler',
      functionVersion: '1',
      memoryLimitInMB: '128',
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => end - host.elapsed(),
      done,
      succeed: give,
      fail: (error: unknown) => refuse(error ?? 'handled'),
    };
    atEmptyLoop = () => refuse(new Error('the handler ended without a response'));
    try {
      const returned = handler(parse(event), context, done);
      if (typeof returned?.then === 'function') returned.then(give, refuse);
      else if (nodeVersion >= 24) give(returned);
      else atEmptyLoop = () => give(null); // Up to Node.js 22, a return value that is not a promise is ignored.
    } catch (error) {
      refuse(error);
    }
  };

  return {
    load: subject => {
      try {
        load(parse(subject));
        host.answer('loaded', '');
      } catch (error) {
        fail(error);
      }
    },
    invoke,
    emptyLoop: () => atEmptyLoop?.(),
  };
}
