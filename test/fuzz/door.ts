import * as fc from 'fast-check';

/** Something that strangers' bytes reach. */
export interface Door {
  /** What is instrumented, and counts as coverage. */
  readonly rooms: readonly string[];
  /** Inputs to start from. */
  readonly seeds: ReadonlyArray<string | Buffer>;
  /** Inputs of fast-check, which knows their structure. */
  readonly arbitrary: fc.Arbitrary<string | Buffer>;
  /** Throws for an input that shows a fault. */
  fuzz(input: Buffer): void | Promise<void>;
}

/** First byte of an input whose rest is a document as it is; any other means changes to a seed, see {@link documentOf}. */
export const AS_IT_IS = ' ';

/** Values that mean something to CloudFormation, to CloudFront or to JavaScript. */
const VALUES: readonly unknown[] = [
  null, true, false, 0, -1, 1, 1e9, 0.5, '', '*', 'primary', 'secondary', 'sole', 'GET', 'POST', '503', 503, 403, 404, 200, 418, [], {},
  [null], 'AWS::NoValue', { Ref: 'AWS::NoValue' }, { Ref: 'AWS::Region' }, { Ref: 'Parameter' }, { Ref: 'Site' },
  { Ref: 'constructor' }, '${', '${Parameter}',
  { 'Fn::If': ['C', { Ref: 'Parameter' }, { Ref: 'AWS::NoValue' }] }, { 'Fn::GetAtt': ['Bucket', 'Arn'] }, { 'Fn::GetAtt': 'a.b' },
  { 'Fn::Sub': '${Site}${' }, { 'Fn::Join': ['', [{ Ref: 'Parameter' }, 'x']] }, { 'Fn::Split': [',', '500,503'] },
  { 'Fn::Select': [9, ['x']] }, { 'Fn::FindInMap': ['M', 'a', 'b'] }, { 'Fn::Equals': [{ Ref: 'Parameter' }, 'x'] },
  { 'Fn::And': [{ Condition: 'C' }] },
  { 'Fn::Not': [{ Condition: 'Not' }] },
  { 'Fn::Transform': {} }, '__proto__', 'constructor', 'toString', '\u001b[31m', '\ud800',
  '::error::x', '\n', 'x'.repeat(9000), '[a-z', '(', '/*/**/?', 'a\u0000b', 'https://x', 'arn:aws:s3:::x',
  { toString: 1, valueOf: 1 }, { length: 4294967296 }, { Items: [500], Quantity: 7 }, { constructor: { prototype: 1 } },
];

type Place = readonly [parent: any, key: string];

/**
 * Reads an input as a document. The bytes after the first choose a seed and changes to it: so a fuzzer that knows nothing of JSON makes
 * documents that get past the parser.
 */
export function documentOf(input: Buffer, seeds: readonly unknown[]): string {
  if (input[0] === AS_IT_IS.charCodeAt(0)) return input.toString('utf8', 1);
  const root = { document: structuredClone(seeds[input.readUInt16LE(0) % seeds.length]) };
  for (let at = 2; at + 4 <= Math.min(input.length, 102); at += 4) {
    const places = placesIn(root);
    const [parent, key] = places[input.readUInt16LE(at) % places.length]!;
    const [operation, operand] = [input[at + 2]! % 6, input[at + 3]!];
    const [other, otherKey] = places[operand % places.length]!;
    if (operation === 0 && parent !== root) delete parent[key];
    else if (operation === 1 && Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)]));
    else if (operation === 2 && places.length < MAX_PLACES / 2) parent[key] = structuredClone(other[otherKey]);
    else if (operation === 3 && parent !== root && !Array.isArray(parent)) rename(parent, key, NAMES[operand % NAMES.length]!);
    else parent[key] = structuredClone(VALUES[operand % VALUES.length]);
  }
  return JSON.stringify(root.document) ?? '';
}

function rename(parent: any, key: string, name: string): void {
  Object.defineProperty(parent, name, { enumerable: true, configurable: true, writable: true, value: parent[key] });
}

const NAMES = [
  '__proto__', 'constructor', 'toString', 'toJSON', 'then', 'length', 'Ref', 'Fn::If', 'Fn::Sub', 'Condition', 'Items', 'Type', '',
  '0', '(',
  '\u001b[31m',
];
/** Room enough for any seed, and a bound for copies of copies. */
const MAX_PLACES = 2000;

function placesIn(root: object): Place[] {
  const places: Place[] = [];
  const open: unknown[] = [root];
  for (const value of open) {
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, item] of Object.entries(value)) {
      if (places.push([value, key]) >= MAX_PLACES) return places;
      open.push(item);
    }
  }
  return places;
}

/** Inputs that choose each of the seeds, unchanged. */
export function choices(seeds: readonly unknown[]): Buffer[] {
  return seeds.map((_, i) => Buffer.from([i % 256, Math.floor(i / 256)])).filter(([first]) => first !== AS_IT_IS.charCodeAt(0));
}

/** Inputs that are documents as they are. */
export function asTheyAre(documents: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  return documents.map(document => `${AS_IT_IS}${JSON.stringify(document) ?? ''}`);
}
