import { builtinLoader } from './builtins';
import { installGlobals, installViewerGlobals } from './globals';
import { Host } from './host';
import { reasonOf } from './reason';
import { cloudFrontModule } from '../../../function-code/cloudfront-module';
import { callHandler } from '../../../function-code/lambda-call';
import { LambdaWorld, lambdaWorld } from '../../../function-code/lambda-world';
import { LoadedCode } from '../../../function-code/load-code';
import { moduleLoader } from '../../../function-code/module-loader';
import { standIns as makeStandIns } from '../../../function-code/stand-ins';

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html */
const VIEWER_MODULES = ['buffer', 'crypto', 'querystring'];

/** A handler to load. */
export interface HandlerSource extends Omit<LoadedCode, 'files'> {
  readonly paths: readonly string[];
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
  let isLambda = true;
  let isLoading = true;
  let about: LambdaWorld['context'] = {};
  /** Counts the events: what one left behind, by an exit for example, does not answer the next. */
  let current = 0;
  let atEmptyLoop: (() => void) | undefined;

  const fail = (error: unknown) => {
    const { kind, text } = reasonOf(error);
    host.answer(kind, text);
  };

  const load = ({ paths, entry, handlerName, nodeVersion: version, service, keyValues }: HandlerSource) => {
    nodeVersion = version;
    const standIns = makeStandIns({ lacked: what => host.lacked(what), isLoading: () => isLoading });
    const { env, context, packages } = lambdaWorld(version, `${entry.replace(/\.\w+$/, '')}.${handlerName}`);
    const builtins = builtinLoader(host, standIns);
    isLambda = service !== 'cloudfront-functions';
    about = context;
    const names: string[] = isLambda ? parse(host.builtinModules) : ['cloudfront', ...VIEWER_MODULES];
    (isLambda ? installGlobals : installViewerGlobals)(host, { builtins, standIns, nodeVersion, env });
    const cloudFront = cloudFrontModule({ keyValues, chose: json => host.chose(json), refusal: standIns.refusal, stringify, parse });
    const files: Record<string, string> = {};
    for (const path of paths) Object.defineProperty(files, path, { enumerable: true, get: () => host.file(path) });
    const loadFile = moduleLoader(files, {
      isBuiltin: name => names.includes(name),
      builtin: name => (isLambda || name !== 'cloudfront' ? builtins.load(name) : cloudFront),
      provided: name => (isLambda && packages.includes(name.split('/')[0]!) ? standIns.unknownModule(name) : undefined),
      refusal: standIns.refusal,
      parseJson: text => parse(text),
      compile: (text, filename) => {
        const script = `(function (exports, require, module, __filename, __dirname) {${text}\n})`;
        try {
          return host.evaluate(script, filename) as () => void;
        } catch (error) {
          if (host.isScript(script)) throw standIns.refusal(`syntax of ${filename} that the engine lacks`);
          // What was an ES module is strict from its first character on.
          const awaits = text.startsWith('"use strict";') && host.isScript(`(async ${script.slice(1)}`);
          throw awaits ? standIns.refusal('top-level await') : error;
        }
      },
    });
    const main = loadFile(entry) as any;
    handler = handlerName.split('.').reduce((found, key) => found?.[key], main);
    if (typeof handler !== 'function') throw new Error(`${handlerName} is not a function that ${entry} exports`);
    if (isLambda && nodeVersion >= 24 && handler.length >= 3) {
      throw new Error(`${handlerName} takes a callback, which Lambda has not supported since Node.js 24`);
    }
    isLoading = false;
  };

  const invoke = (event: string, timeoutMs: number) => {
    const end = host.elapsed() + timeoutMs;
    const mine = ++current;
    atEmptyLoop = callHandler({
      handler,
      event: parse(event),
      about: { ...about, getRemainingTimeInMillis: () => end - host.elapsed() },
      style: !isLambda ? 'any' : nodeVersion >= 24 ? 'promise' : 'callback',
      returned: result => {
        if (mine !== current) return;
        try {
          host.answer('returned', stringify(result) ?? 'null');
        } catch (error) {
          fail(error);
        }
      },
      threw: error => {
        if (mine === current) fail(error);
      },
      log: () => undefined,
    });
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
