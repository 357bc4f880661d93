import { readFileSync } from 'node:fs';
import type { ScalarTag, CollectionTag, YAMLMap, YAMLSeq } from 'yaml';
import { UnusableInput } from './unusable-input';

/**
 * Reads a file that holds one JSON object.
 * @throws UnusableInput
 */
export function readJsonFile(path: string): object {
  return asObject(parseJson(readText(path), path), path);
}

/**
 * Reads a CloudFormation template, in JSON or in YAML with the short forms of intrinsic functions (`!Ref`, `!GetAtt` ...).
 * @throws UnusableInput
 */
export function readTemplateFile(path: string): object {
  const text = readText(path);
  const template = asObject(/^\s*\{/.test(text) ? parseJson(text, path) : parseYaml(text, path), path);
  if ('Resources' in template && typeof template.Resources === 'object' && template.Resources !== null) return template;
  throw new UnusableInput(`${path}: not a template, it has no Resources. Pass a cloud assembly (cdk.out) or a CloudFormation template.`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UnusableInput(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function asObject(value: unknown, path: string): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new UnusableInput(`${path}: not a template, its content is no mapping. Pass a cloud assembly (cdk.out) or a CloudFormation template.`);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnusableInput(`${path}: not valid JSON (${firstLine(error)}). Mend the file, or run "cdk synth" again.`);
  }
}

function parseYaml(text: string, path: string): unknown {
  // Loaded when it is needed, so that the command starts fast.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { parse } = require('yaml') as typeof import('yaml');
  try {
    // A billion laughs are stopped by the library's limit of 100 aliases.
    return parse(text, { customTags: INTRINSIC_TAGS, logLevel: 'silent', maxAliasCount: 100 });
  } catch (error) {
    throw new UnusableInput(`${path}: neither valid JSON nor valid YAML (${firstLine(error)}). Mend the file.`);
  }
}

const SHORT_FORMS = [
  'And', 'Base64', 'Cidr', 'Condition', 'Equals', 'FindInMap', 'ForEach', 'GetAZs', 'GetAtt', 'If', 'ImportValue', 'Join', 'Length', 'Not', 'Or', 'Ref', 'Select',
  'Split', 'Sub', 'ToJsonString', 'Transform',
];

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html */
const INTRINSIC_TAGS: Array<ScalarTag | CollectionTag> = SHORT_FORMS.flatMap(name => {
  const tag = `!${name}`;
  const key = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
  return [
    { tag, resolve: (text: string) => ({ [key]: name === 'GetAtt' ? splitOnce(text) : text }) },
    { tag, collection: 'seq' as const, resolve: (node: YAMLMap | YAMLSeq) => ({ [key]: node.toJSON() }) },
    { tag, collection: 'map' as const, resolve: (node: YAMLMap | YAMLSeq) => ({ [key]: node.toJSON() }) },
  ] as Array<ScalarTag | CollectionTag>;
});

function splitOnce(text: string): string[] {
  const [resource = '', ...attribute] = text.split('.');
  return [resource, attribute.join('.')];
}

function firstLine(error: unknown): string {
  return (error as Error).message.split('\n')[0]!.replace(/:$/, '');
}
