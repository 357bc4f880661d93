import { posix } from 'node:path';
import { compileFunction } from 'node:vm';
import { codeFiles } from './read-code';
import { AssociationModel } from '../model/distribution';
import { NotModelled, UnusableInput } from '../model/errors';
import { FunctionModel } from '../model/lambda-function';
import { isKnown, show } from '../model/value';

const PAGE = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html';

/** The code of a function, ready to run: files by their path in the asset, all of them CommonJS or JSON. */
export interface LoadedCode {
  readonly files: Record<string, string>;
  /** Path of the file with the handler. */
  readonly entry: string;
  /** The export that is the handler; dots lead into objects. */
  readonly handlerName: string;
  /**
   * The service that runs it.
   * @default 'lambda'
   */
  readonly service?: FunctionService;
  /** Data of the key-value store of a CloudFront function; undefined without a store. */
  readonly keyValues?: AssociationModel['keyValues'];
}

export type FunctionService = 'lambda' | 'cloudfront-functions';

/**
 * Loads the code of a Lambda function from the template or the assembly. ES modules become CommonJS, because a context without a
 * loader can only load that. Top-level `await` is not supported.
 *
 * Code that is not valid JavaScript is loaded all the same: it is the runtime that fails.
 *
 * @throws NotModelled for other runtimes than Node.js, UnusableInput for code that is missing or too big
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export function loadCode(model: FunctionModel): LoadedCode {
  const major = nodeVersionOf(model);
  const { folder, file, handlerName } = handlerOf(model);
  const files = withoutHashbangs(codeFiles(model));

  const path = `${folder}${file}`;
  const candidates = [path, mainOf(`node_modules/${path}`, files), `node_modules/${path}`].flatMap(one =>
    ['', ...ENTRIES].map(ending => one + ending));
  const entry = candidates.find(name => Object.hasOwn(files, name));
  // Inline code is one file: the handler of another one is missing in Lambda, too.
  if (entry === undefined && model.code.text === undefined) {
    throw new UnusableInput(
      `The handler of the function ${model.logicalId} is ${show(model.handler)}, and its code has no ${path}.js, .mjs or .cjs. ` +
        `It has: ${Object.keys(files).slice(0, 10).join(', ') || 'no JavaScript'}. Correct the handler or the path of the code.`,
    );
  }
  return { files: commonJs(files, major), entry: entry ?? `${path}.js`, handlerName };
}

/**
 * Endings of the file with the handler, after none, in the order in which Lambda's runtime tries them.
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/UserFunction.js
 */
const ENTRIES = ['.js', '.mjs', '.cjs', '/index.js'];

/** The main file of a package, as its package.json names it. */
function mainOf(folder: string, files: Record<string, string>): string {
  try {
    return posix.join(folder, JSON.parse(files[`${folder}/package.json`]!).main);
  } catch {
    return folder;
  }
}

/** The major version of Node.js in the function's runtime. The function runs on the local version. */
export function nodeVersionOf(model: FunctionModel): number {
  const runtime = show(model.runtime);
  const major = /^nodejs(\d+)\.x$/.exec(runtime)?.[1];
  if (major === undefined) throw new NotModelled(`The function ${model.logicalId}, whose runtime is ${runtime}, not Node.js`, PAGE);
  return Number(major);
}

/** `src/app.nested.handler` is the export `nested.handler` of `src/app`. */
function handlerOf({ handler, logicalId }: FunctionModel) {
  const match = isKnown(handler) ? /^(?:\.\/)?((?:[^/]+\/)*)([^./]+)\.([^/]+)$/.exec(handler) : null;
  if (!match || show(handler).includes('..')) {
    throw new UnusableInput(
      `The handler of the function ${logicalId} is ${show(handler) || 'missing'}. Allowed: file.export or folder/file.export, as in ` +
        'index.handler.',
    );
  }
  return { folder: match[1]!, file: match[2]!, handlerName: match[3]! };
}

/** Node.js skips a first line for the shell. What wraps or compiles the text here does not. */
function withoutHashbangs(files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replace(/^\uFEFF?#!.*/, '')]));
}

/** A file that is not valid stays as it is: packages ship broken ones for their tests. Loading it fails here as in Lambda. */
function commonJs(files: Record<string, string>, major: number): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [path, text] of Object.entries(files)) {
    const isCode = !/\.[^/]*$/.test(path) || /\.[cm]?js$/.test(path);
    try {
      result[path] = isModule(path, files, major) ? fromModule(path, text) : isCode && IMPORTS.test(text) ? withImports(path, text) : text;
    } catch (error) {
      result[path] = error instanceof InvalidPackage ? `throw new Error(${JSON.stringify(error.message)})` : text;
    }
  }
  return result;
}

const IMPORTS = /\bimport\s*\(/;

/** CommonJS whose `import()` is a `require()`: a context without a loader has no other. */
function withImports(path: string, text: string): string {
  const isStrict = /^\s*['"]use strict['"]/.test(text);
  const code = fromModule(path, text);
  return isStrict ? code : code.replace(/^"use strict";/, '');
}

/**
 * Whether a file is an ES module, by Node.js's rules. Lambda turns off detection by syntax up to Node.js 22: such a `.js` file
 * does not load there, and does not load here.
 *
 * @see https://nodejs.org/api/packages.html#determining-module-system
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
function isModule(path: string, files: Record<string, string>, major: number): boolean {
  if (path.endsWith('.mjs')) return true;
  if (!path.endsWith('.js')) return false;
  const type = packageType(path, files);
  return type === 'module' || (type === undefined && major >= 24 && hasModuleSyntax(files[path]!));
}

/** Node.js loads no `.js` file beside a package.json that it cannot read. */
class InvalidPackage extends Error {}

function packageType(path: string, files: Record<string, string>): string | undefined {
  for (let folder = path; folder !== '';) {
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
    if (folder.endsWith('node_modules')) return undefined;
    const manifest = files[folder === '' ? 'package.json' : `${folder}/package.json`];
    if (manifest === undefined) continue;
    try {
      return JSON.parse(manifest).type;
    } catch {
      throw new InvalidPackage(`Invalid package config /var/task/${folder}/package.json`.replace('//', '/'));
    }
  }
  return undefined;
}

function hasModuleSyntax(text: string): boolean {
  try {
    compileFunction(text);
    return false;
  } catch (error) {
    return /import statement|'export'|import\.meta/.test((error as Error).message);
  }
}

/** An ES module as CommonJS. */
export function fromModule(path: string, text: string): string {
  // Loaded on demand: it takes longer to load than the rest of the edge, and few functions need it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { transform } = require('sucrase') as typeof import('sucrase');
  const { code } = transform(text, { transforms: ['imports'], disableESTransforms: true, filePath: path });
  return code.replace(/\bimport\.meta\.url\b/g, JSON.stringify(`file:///var/task/${path}`));
}
