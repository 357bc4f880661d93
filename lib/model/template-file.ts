import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { UnusableInput } from './errors';
import { Read, readForm } from './form';
import { isMapping } from './value';

/**
 * Reads a file that holds one JSON object.
 * @throws UnusableInput
 */
export function readJsonFile(path: string): object {
  return asMapping(parseJson(readTextFile(path), path), path);
}

/**
 * Reads a template, in JSON or in YAML with the short forms of intrinsic functions (`!Ref`, `!GetAtt` ...), or another form that a
 * distribution may have.
 * @param isNamed whether somebody named this very file, and not a folder with it
 * @throws UnusableInput
 */
export function readTemplateFile(path: string, isNamed = false): Read {
  const text = readTextFile(path, isNamed);
  const content = asMapping(isJson(text) ? parseJson(text, path) : parseYaml(text, path), path);
  const read = readForm(content);
  if (read) return read;
  const { Resources } = content as { Resources?: unknown };
  const what = Resources === undefined ? 'it has no Resources' : 'its Resources are not a mapping';
  throw new UnusableInput(`${path}: not a template, ${what}. ${WHAT_TO_PASS}`);
}

/**
 * CloudFormation takes 1 MB. JSON parses fast enough to allow for an assembly with metadata.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const MAX_MEGABYTES = { json: 100, yaml: 10 };

/** Each takes memory, however short it is written, and the parser cannot be stopped. */
const MAX_JSON_CONTAINERS = 4_000_000;

/** What YAML anchors repeat counts each time. */
const MAX_YAML_VALUES = 1_000_000;

/** What the command reads. */
export const INPUTS = 'a cloud assembly (cdk.out), a CloudFormation or SAM template, .aws-sam/build, .serverless, or the output of ' +
  '"terraform show -json" or "aws cloudfront get-distribution-config"';

export const WHAT_TO_PASS = `Pass ${INPUTS}.`;

function readTextFile(path: string, isNamed = false): string {
  try {
    const stats = statSync(path);
    // Nobody may ever write to a pipe. `check <(command)` is one that somebody named.
    if (!stats.isFile() && !(isNamed && stats.isFIFO())) throw new UnusableInput(`${path}: not a file. ${WHAT_TO_PASS}`);
    refuseTooBig(stats.size, 'json', path);
    const text = (stats.isFile() ? readFileSync(path, 'utf8') : fromPipe(path)).replace(/^\uFEFF/, '');
    if (text.trim() === '') throw new UnusableInput(`${path}: empty. ${WHAT_TO_PASS}`);
    return text;
  } catch (error) {
    if (error instanceof UnusableInput) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UnusableInput(`${path}: cannot be read (${code ?? message}). ${WHAT_TO_PASS}`);
  }
}

/** A pipe has no size, and may be endless. */
function fromPipe(path: string): string {
  const limit = MAX_MEGABYTES.json * 1e6;
  const chunks: Buffer[] = [];
  const file = openSync(path, 'r');
  try {
    for (let size = 0, read = 1; read > 0; size += read) {
      refuseTooBig(size, 'json', path);
      const chunk = Buffer.allocUnsafe(Math.min(limit + 1 - size, 1024 * 1024));
      read = readSync(file, chunk);
      chunks.push(chunk.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Whether a text is JSON; otherwise it is YAML. */
export function isJson(text: string): boolean {
  return /^\s*[{[]/.test(text);
}

function asMapping(value: unknown, path: string): object {
  if (isMapping(value)) return value;
  throw new UnusableInput(`${path}: not a template, its content is not a mapping. ${WHAT_TO_PASS}`);
}

function parseJson(text: string, path: string): unknown {
  try {
    refuseTooMany(text);
    return notTooDeep(JSON.parse(text));
  } catch (error) {
    throw new UnusableInput(`${path}: not readable as JSON (${firstLine(error)}). Fix the file, or run "cdk synth" again.`);
  }
}

function parseYaml(text: string, path: string): unknown {
  refuseTooBig(text.length, 'yaml', path);
  // Loaded on demand, so that the command starts fast.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { parseYamlTemplate } = require('./yaml-template') as typeof import('./yaml-template');
  try {
    return walkable(parseYamlTemplate(text), MAX_YAML_VALUES);
  } catch (error) {
    const fix = /\.(ts|js|mjs|cjs|py|java|go|cs)$/.test(path) ? 'Pass what it makes: run "cdk synth", and pass cdk.out.' : 'Fix the file.';
    throw new UnusableInput(`${path}: not readable as JSON or YAML (${firstLine(error)}). ${fix}`);
  }
}

function refuseTooBig(bytes: number, format: keyof typeof MAX_MEGABYTES, path: string): void {
  if (bytes <= MAX_MEGABYTES[format] * 1e6) return;
  throw new UnusableInput(
    `${path}: too big, ${Math.round(bytes / 1e6)} MB. Up to ${MAX_MEGABYTES[format]} MB of ${format.toUpperCase()} are read, and ` +
    'CloudFormation takes 1 MB. ' +
      'Pass the template that is deployed.',
  );
}

/** Those in texts count, too. */
function refuseTooMany(json: string): void {
  let containers = 0;
  for (const bracket of ['{', '[']) {
    for (let at = json.indexOf(bracket); at >= 0; at = json.indexOf(bracket, at + 1)) containers++;
  }
  if (containers > MAX_JSON_CONTAINERS) throw new Error(`more than ${MAX_JSON_CONTAINERS} mappings and lists`);
}

function firstLine(error: unknown): string {
  return (error as Error).message.split('\n')[0]!.replace(/:$/, '');
}

/** More than any template has, and few enough for recursion. */
const MAX_DEPTH = 100;

function notTooDeep<T>(value: T, depth = 0): T {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) throw new Error(`nested more than ${MAX_DEPTH} levels deep`);
  if (Array.isArray(value)) for (const item of value) notTooDeep(item, depth + 1);
  else for (const name in value) notTooDeep(value[name], depth + 1);
  return value;
}

interface Extent {
  readonly values: number;
  readonly height: number;
}

/**
 * Checks that a parsed value can be walked: it is at most 100 levels deep, and YAML anchors form neither a circle nor a bomb.
 *
 * @param maxValues the most mappings, lists and scalars allowed; shared ones count each time
 * @throws Error
 */
export function walkable<T>(value: T, maxValues = Infinity): T {
  const extents = new Map<object, Extent>();
  const extentOf = (part: unknown, depth: number): Extent => {
    if (typeof part !== 'object' || part === null) return { values: 1, height: 0 };
    const known = extents.get(part);
    if (depth + (known?.height ?? 1) > MAX_DEPTH) throw new Error(`nested more than ${MAX_DEPTH} levels deep`);
    if (known) return known;
    let [values, height] = [1, 0];
    for (const item of Object.values(part)) {
      const extent = extentOf(item, depth + 1);
      values += extent.values;
      height = Math.max(height, extent.height);
    }
    if (values > maxValues) throw new Error(`more than ${maxValues} values when its anchors are expanded`);
    const extent = { values, height: height + 1 };
    extents.set(part, extent);
    return extent;
  };
  extentOf(value, 0);
  return value;
}
