import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { walkable, readTemplateFile } from '../../lib/model/template-file';

const folder = mkdtempSync(join(tmpdir(), 'template-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is read of `Site`, written like this. */
function read(site: string): unknown {
  const path = join(folder, 'template.yaml');
  writeFileSync(path, `Resources:\n  Site:\n    ${site}`);
  return (readTemplateFile(path).body as any).Resources.Site;
}

describe('short forms of intrinsic functions', () => {
  test.each<[string, unknown]>([
    ['!Ref Bucket', { Ref: 'Bucket' }],
    ['!Ref 5', { Ref: '5' }],
    ['!Condition IsProduction', { Condition: 'IsProduction' }],
    ['!GetAtt Bucket.Endpoint.Address', { 'Fn::GetAtt': ['Bucket', 'Endpoint.Address'] }],
    ['!GetAtt [Bucket, Arn]', { 'Fn::GetAtt': ['Bucket', 'Arn'] }],
    ['!Sub "${A}-b"', { 'Fn::Sub': '${A}-b' }],
    ['!Sub ["${A}", {A: !Ref B}]', { 'Fn::Sub': ['${A}', { A: { Ref: 'B' } }] }],
    ['!If [C, !Ref AWS::NoValue, {a: 1}]', { 'Fn::If': ['C', { Ref: 'AWS::NoValue' }, { a: 1 }] }],
    [
      '!Transform {Name: AWS::Include, Parameters: {Location: x}}',
      { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 'x' } } },
    ],
    ['!OfTomorrow {Key: value}', { 'Fn::OfTomorrow': { Key: 'value' } }],
  ])('%s', (text, value) => {
    expect(read(text)).toEqual(value);
  });
});

describe('in YAML', () => {
  test.each<[string, unknown]>([
    [
      '{Version: 2012-10-17, Flag: yes, Number: 5, Float: 1.5, Nothing: }',
      { Version: '2012-10-17', Flag: 'yes', Number: 5, Float: 1.5, Nothing: null },
    ],
    ['{<<: {a: 1, b: 1}, b: 2}', { a: 1, b: 2 }],
    ['{a: 1, a: 2}', { a: 2 }],
    ['{a: &x [1], b: *x}', { a: [1], b: [1] }],
  ])('%s', (text, value) => {
    expect(read(text)).toEqual(value);
  });

  test('a key is no way to a prototype', () => {
    expect(({} as any).polluted).toBeUndefined();
    read('{__proto__: {polluted: 1}}');
    expect(({} as any).polluted).toBeUndefined();
  });
});

describe('walkable', () => {
  const nested = (levels: number): unknown => (levels === 0 ? 'inside' : [nested(levels - 1)]);

  test('takes 100 levels', () => {
    expect(walkable(nested(100))).toEqual(nested(100));
  });

  test('fails on 101 levels', () => {
    expect(() => walkable(nested(101))).toThrow('nested more than 100 levels deep');
  });

  test('fails on levels that come together by sharing', () => {
    const shared = nested(60);
    expect(() => walkable([shared, nested(10)])).not.toThrow();
    const below = (levels: number): unknown => (levels === 0 ? shared : [below(levels - 1)]);
    expect(() => walkable([shared, below(41)])).toThrow('nested more than 100 levels deep');
  });

  test('counts what is shared each time', () => {
    const shared = Array(9).fill(1);
    expect(() => walkable([shared, shared], 21)).not.toThrow();
    expect(() => walkable([shared, shared], 20)).toThrow('more than 20 values');
  });
});

test.each([
  ['cloudformation.yaml', 'cloudformation'],
  ['sam.yaml', 'sam'],
  ['serverless/cloudformation-template-update-stack.json', 'serverless'],
  ['live.json', 'live'],
  ['terraform-plan.json', 'terraform'],
])('%s is of the form %s', (file, form) => {
  expect(readTemplateFile(join(__dirname, '../fixtures/forms/site', file)).form).toBe(form);
});

test('JSON with more mappings and lists than memory is spent on is refused before it is parsed', () => {
  const path = join(folder, 'wide.json');
  writeFileSync(path, '['.repeat(4_000_001));
  expect(() => readTemplateFile(path)).toThrow(`${path}: not readable as JSON (more than 4000000 mappings and lists)`);
});
