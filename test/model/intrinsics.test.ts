import * as fc from 'fast-check';
import { garbage } from './garbage';
import { evaluate, holds } from '../../lib/model/intrinsics';
import { Environment } from '../../lib/model/template';

const ENVIRONMENT: Environment = {
  stackName: 'my-stack',
  region: 'eu-west-1',
  account: '111111111111',
  parameters: { Name: 'blue', Empty: '', Count: 3, List: ['one', 'two'] },
  mappings: { Sizes: { 'eu-west-1': { small: 's', codes: [500, 503] } } },
  conditions: {
    Yes: { 'Fn::Equals': [{ Ref: 'Name' }, 'blue'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    Maybe: { 'Fn::Equals': [{ Ref: 'Secret' }, 'blue'] },
  },
};

const NO_VALUE = { Ref: 'AWS::NoValue' };
const unknown = (expression: string) => ({ unknown: expression });

function evaluated(value: unknown): unknown {
  return evaluate(value, ENVIRONMENT);
}

describe('what is no function', () => {
  test.each([['text'], [''], [0], [5], [true], [false], [null], [undefined], [[1, 'two', null]], [{ a: { b: [] }, c: {} }]])(
    'stays as it is: %j',
    value => {
      expect(evaluated(value)).toEqual(value);
    },
  );

  test('is left as it is in a copy, and what was given is not changed', () => {
    const value = Object.freeze({ a: Object.freeze([Object.freeze({ Ref: 'Name' })]) });
    expect(evaluated(value)).toEqual({ a: ['blue'] });
    expect(value).toEqual({ a: [{ Ref: 'Name' }] });
  });

  test('may have the name of a function among others', () => {
    expect(evaluated({ Ref: 'Name', Other: { Ref: 'Name' } })).toEqual({ Ref: 'Name', Other: 'blue' });
  });
});

describe('Ref', () => {
  test.each([
    ['AWS::Region', 'eu-west-1'],
    ['AWS::AccountId', '111111111111'],
    ['AWS::StackName', 'my-stack'],
    ['AWS::Partition', 'aws'],
    ['AWS::URLSuffix', 'amazonaws.com'],
    ['Name', 'blue'],
    ['Empty', ''],
    ['Count', 3],
    ['List', ['one', 'two']],
  ])('to %s is %j', (name, expected) => {
    expect(evaluated({ Ref: name })).toEqual(expected);
  });

  test.each(['Bucket', 'AWS::StackId', 'AWS::NotificationARNs', 'constructor', '__proto__', 'toString'])(
    'to %s is known to the deployment alone',
    name => {
      expect(evaluated({ Ref: name })).toEqual(unknown(`\${${name}}`));
    },
  );

  test.each(['AWS::Region', 'AWS::AccountId', 'AWS::StackName', 'AWS::Partition', 'AWS::URLSuffix'])(
    'to %s is unknown where nothing says it',
    name => {
      expect(evaluate({ Ref: name })).toEqual(unknown(`\${${name}}`));
    },
  );

  test.each(['cn-north-1', 'us-iso-east-1'])('to the partition and the suffix is not guessed in %s', region => {
    expect(evaluate([{ Ref: 'AWS::Partition' }, { Ref: 'AWS::URLSuffix' }], { region })).toEqual([
      unknown('${AWS::Partition}'),
      unknown('${AWS::URLSuffix}'),
    ]);
  });
});

describe('AWS::NoValue', () => {
  test('takes a property away', () => {
    expect(evaluated({ a: NO_VALUE, b: 1 })).toEqual({ b: 1 });
    expect(evaluated({ a: NO_VALUE })).not.toHaveProperty('a');
  });

  test('takes an item away', () => {
    expect(evaluated([1, NO_VALUE, { a: [NO_VALUE] }])).toEqual([1, { a: [] }]);
  });

  test('takes away what Fn::If puts in its place', () => {
    expect(evaluated({ a: { 'Fn::If': ['No', 1, NO_VALUE] }, b: [{ 'Fn::If': ['Yes', NO_VALUE, 1] }] })).toEqual({ b: [] });
  });

  test('is nothing at the top', () => {
    expect(evaluated(NO_VALUE)).toBeUndefined();
  });

  test('is no piece of a joined text', () => {
    expect(evaluated({ 'Fn::Join': ['-', ['a', NO_VALUE, 'b']] })).toBe('a-b');
  });
});

describe('Fn::GetAtt', () => {
  test('is known to the deployment alone, in either form', () => {
    expect(evaluated({ 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] })).toEqual(unknown('${Bucket.RegionalDomainName}'));
    expect(evaluated({ 'Fn::GetAtt': 'Bucket.RegionalDomainName' })).toEqual(unknown('${Bucket.RegionalDomainName}'));
  });

  test('may have a reference for its attribute', () => {
    expect(evaluated({ 'Fn::GetAtt': ['Bucket', { Ref: 'Name' }] })).toEqual(unknown('${Bucket.blue}'));
  });
});

describe('Fn::Sub', () => {
  test.each([
    ['plain text', 'plain text'],
    ['${Name}-${AWS::Region}', 'blue-eu-west-1'],
    ['${Name}${Name}', 'blueblue'],
    ['${!Name}', '${Name}'],
    ['${!Name} is ${Name}', '${Name} is blue'],
    ['$Name {Name} $ {', '$Name {Name} $ {'],
    ['${Name', '${Name'],
    ['cost: $${Name}', 'cost: $blue'],
    ['', ''],
  ])('of %p is %p', (text, expected) => {
    expect(evaluated({ 'Fn::Sub': text })).toBe(expected);
  });

  test('keeps what it does not know in its own notation', () => {
    expect(evaluated({ 'Fn::Sub': 'https://${Bucket.DomainName}/${Name}/${Key}' })).toEqual(
      unknown('https://${Bucket.DomainName}/blue/${Key}'),
    );
  });

  test('prefers its own variables, which may be functions', () => {
    const own = { Name: 'green', Where: { 'Fn::Join': ['.', ['a', { Ref: 'AWS::Region' }]] } };
    expect(evaluated({ 'Fn::Sub': ['${Name}@${Where}', own] })).toBe('green@a.eu-west-1');
  });

  test.each(['constructor', '__proto__', 'toString'])('takes no variable from JavaScript: %s', name => {
    expect(evaluated({ 'Fn::Sub': [`\${${name}}`, {}] })).toEqual(unknown(`\${${name}}`));
  });
});

describe('Fn::Join', () => {
  test.each([
    [['', ['a', 'b']], 'ab'],
    [[', ', ['a', { Ref: 'Name' }, 5]], 'a, blue, 5'],
    [['-', { Ref: 'List' }], 'one-two'],
    [['-', []], ''],
    [['/', [{ 'Fn::Join': ['', ['a', 'b']] }, 'c']], 'ab/c'],
  ])('of %j is %p', (argument, expected) => {
    expect(evaluated({ 'Fn::Join': argument })).toBe(expected);
  });

  test('keeps the pieces that it knows', () => {
    expect(evaluated({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::', { Ref: 'Bucket' }]] })).toEqual(
      unknown('arn:aws:s3:::${Bucket}'),
    );
  });

  test('of a list that is not known is not known', () => {
    expect(evaluated({ 'Fn::Join': [',', { Ref: 'Subnets' }] })).toEqual({ unknown: expect.stringContaining('${Subnets}') });
  });
});

describe('Fn::Split', () => {
  test('cuts a text that is known', () => {
    expect(evaluated({ 'Fn::Split': ['/', { 'Fn::Sub': '${Name}/x//y' }] })).toEqual(['blue', 'x', '', 'y']);
  });

  test('cuts what is known of a text, and never through what is not', () => {
    expect(evaluated({ 'Fn::Split': ['.', { 'Fn::Sub': 'a.${Bucket.DomainName}.b.${Key}' }] }))
      .toEqual(['a', unknown('${Bucket.DomainName}'), 'b', unknown('${Key}')]);
  });

  test('keeps what is known beside what is not in one piece', () => {
    expect(evaluated({ 'Fn::Split': ['/', { 'Fn::Sub': 'https://${Api}.execute-api.eu-west-1.amazonaws.com/prod/' }] }))
      .toEqual(['https:', '', unknown('${Api}.execute-api.eu-west-1.amazonaws.com'), 'prod', '']);
  });

  test('of a text that is not known at all is not known', () => {
    expect(evaluated({ 'Fn::Split': ['/', { 'Fn::GetAtt': ['Function', 'Url'] }] })).toEqual({
      unknown: expect.stringContaining('${Function.Url}'),
    });
  });

  test('never cuts on an empty delimiter what is not known', () => {
    expect(evaluated({ 'Fn::Split': ['', { Ref: 'Bucket' }] })).toEqual({ unknown: expect.stringContaining('${Bucket}') });
  });
});

describe('Fn::Select', () => {
  test.each([
    [[0, ['a', 'b']], 'a'],
    [['1', ['a', 'b']], 'b'],
    [[{ Ref: 'Count' }, ['a', 'b', 'c', 'd']], 'd'],
    [[1, { Ref: 'List' }], 'two'],
    [[0, [0, 1]], 0],
    [[0, ['', 'a']], ''],
    [[2, { 'Fn::Split': ['/', 'https://example.com/a'] }], 'example.com'],
  ])('of %j is %p', (argument, expected) => {
    expect(evaluated({ 'Fn::Select': argument })).toBe(expected);
  });

  test('shows the host of a URL that is not known as people call it', () => {
    const host = (url: unknown) => evaluated({ 'Fn::Select': [2, { 'Fn::Split': ['/', url] }] });
    expect(host({ 'Fn::GetAtt': ['Url', 'FunctionUrl'] })).toEqual(unknown('${host of Url.FunctionUrl}'));
    expect(host({ 'Fn::Sub': 'https://${Api}.example.com/prod' })).toEqual({ unknown: '${Api}.example.com' });
  });

  test.each([
    ['past the end', [2, ['a']]],
    ['before the start', [-1, ['a']]],
    ['at a name', ['length', ['a']]],
    ['at what is not known', [{ Ref: 'Index' }, ['a']]],
    ['from what is not known', [0, { Ref: 'Subnets' }]],
    ['from no list', [0, 'text']],
  ])('%s is not known', (_, argument) => {
    expect(evaluated({ 'Fn::Select': argument })).toEqual({ unknown: expect.stringMatching(/^\$\{Fn::Select /) });
  });

  test('finds a piece of a text that is known in part', () => {
    const url = {
      'Fn::Join': [
        '',
        ['https://', { Ref: 'Api' }, '.execute-api.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }, '/', { Ref: 'Stage' }, '/'],
      ],
    };
    expect(evaluated({ 'Fn::Select': [2, { 'Fn::Split': ['/', url] }] })).toEqual(unknown('${Api}.execute-api.eu-west-1.amazonaws.com'));
  });
});

describe('Fn::FindInMap', () => {
  test('looks up by values that may be functions', () => {
    expect(evaluated({ 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'small'] })).toBe('s');
    expect(evaluated({ 'Fn::FindInMap': ['Sizes', 'eu-west-1', 'codes'] })).toEqual([500, 503]);
  });

  test.each([
    [['None', 'eu-west-1', 'small']],
    [['Sizes', 'us-east-1', 'small']],
    [['Sizes', 'eu-west-1', 'large']],
    [['Sizes', { Ref: 'Secret' }, 'small']],
    [['Sizes', '__proto__', 'constructor']],
    [['Sizes', 'eu-west-1', 'toString']],
    [['__proto__', '__proto__', 'toString']],
    [[]],
  ])('of %j is not known', argument => {
    expect(evaluated({ 'Fn::FindInMap': argument })).toEqual({ unknown: expect.stringMatching(/^\$\{Fn::FindInMap /) });
  });
});

describe('conditions', () => {
  test.each([
    ['Yes', true],
    ['No', false],
    ['Maybe', undefined],
    ['None', undefined],
    ['constructor', undefined],
    ['__proto__', undefined],
    [undefined, true],
  ])('%s holds: %s', (name, expected) => {
    expect(holds(name, ENVIRONMENT)).toBe(expected);
  });

  test('choose between two values', () => {
    expect(evaluated({ 'Fn::If': ['Yes', { Ref: 'Name' }, 'other'] })).toBe('blue');
    expect(evaluated({ 'Fn::If': ['No', 'one', ['other']] })).toEqual(['other']);
  });

  test('leave the choice to the deployment where they are undetermined', () => {
    expect(evaluated({ 'Fn::If': ['Maybe', 'one', 'other'] })).toEqual(unknown('${Fn::If Maybe}'));
  });

  const [T, F, U] = [{ Condition: 'Yes' }, { Condition: 'No' }, { Condition: 'Maybe' }];

  test.each([
    [{ 'Fn::Equals': ['a', 'a'] }, true],
    [{ 'Fn::Equals': ['a', 'b'] }, false],
    [{ 'Fn::Equals': [3, '3'] }, true],
    [{ 'Fn::Equals': ['true', true] }, true],
    [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] }, true],
    [{ 'Fn::Not': [F] }, true],
    [{ 'Fn::And': [T, T] }, true],
    [{ 'Fn::And': [T, F] }, false],
    [{ 'Fn::And': [U, F] }, false],
    [{ 'Fn::Or': [F, F] }, false],
    [{ 'Fn::Or': [F, T] }, true],
    [{ 'Fn::Or': [U, T] }, true],
    [{ 'Fn::Or': [{ 'Fn::And': [T, { 'Fn::Not': [U] }] }, { 'Fn::Equals': ['a', 'a'] }] }, true],
  ])('%j is %s', (condition, expected) => {
    expect(evaluated(condition)).toBe(expected);
  });

  test.each([
    { 'Fn::Equals': ['a', { Ref: 'Secret' }] },
    { 'Fn::Not': [U] },
    { 'Fn::And': [T, U] },
    { 'Fn::Or': [F, U] },
  ])('%j is not known', condition => {
    expect(evaluated(condition)).toEqual({ unknown: expect.any(String) });
  });

  test('that refer to each other in a circle are not known', () => {
    const conditions = { A: { 'Fn::Not': [{ Condition: 'B' }] }, B: { 'Fn::Not': [{ Condition: 'A' }] } };
    expect(holds('A', { conditions })).toBeUndefined();
  });

  test('that refer to themselves more than once are given up soon', () => {
    let reads = 0;
    const conditions = {
      get A(): object {
        if (++reads > 10_000) throw new Error('10,000 evaluations of one condition');
        return { 'Fn::And': [{ Condition: 'A' }, { Condition: 'A' }] };
      },
    };
    expect(holds('A', { conditions })).toBeUndefined();
  });
});

describe('what cannot be evaluated', () => {
  test.each([
    [{ 'Fn::ImportValue': 'bucket' }, '${Fn::ImportValue "bucket"}'],
    [{ 'Fn::ImportValue': { 'Fn::Sub': '${Name}-bucket' } }, '${Fn::ImportValue "blue-bucket"}'],
    [{ 'Fn::GetAZs': '' }, '${Fn::GetAZs ""}'],
    [{ 'Fn::Transform': { Name: 'Mine' } }, '${Fn::Transform {"Name":"Mine"}}'],
  ])('is shown as it is written: %j', (value, expected) => {
    expect(evaluated(value)).toEqual(unknown(expected));
  });

  test('is the same text for the same expression, so that two of them can be compared', () => {
    const value = { 'Fn::ImportValue': { 'Fn::Sub': '${Secret}-bucket' } };
    expect(evaluated(structuredClone(value))).toEqual(evaluated(value));
  });

  test.each([
    ['lists', (inner: unknown) => [inner]],
    ['mappings', (inner: unknown) => ({ a: inner })],
    ['Fn::Join', (inner: unknown) => ({ 'Fn::Join': ['', [inner]] })],
    ['Fn::Sub', (inner: unknown) => ({ 'Fn::Sub': ['${A}', { A: inner }] })],
    ['Fn::If', (inner: unknown) => ({ 'Fn::If': ['Yes', inner, ''] })],
    ['Fn::Not', (inner: unknown) => ({ 'Fn::Not': [inner] })],
    ['Fn::ImportValue', (inner: unknown) => ({ 'Fn::ImportValue': inner })],
  ])('is what is nested too deeply: %s', (_, wrap) => {
    let value: unknown = 'core';
    for (let i = 0; i < 20_000; i++) value = wrap(value);
    expect(() => evaluated(value)).not.toThrow();
  });

  test('is a text that doubles at every level', () => {
    let reads = 0;
    const core = {
      get Ref(): string {
        if (++reads > 10_000) throw new Error('10,000 evaluations of one reference');
        return 'Name';
      },
    };
    let value: unknown = core;
    for (let i = 0; i < 50; i++) value = { 'Fn::Sub': ['${A}${A}', { A: value }] };
    expect(evaluated(value)).toEqual({ unknown: expect.any(String) });
  });

  test('is what is nested too deeply, and nothing around it', () => {
    let value: unknown = 'core';
    for (let i = 0; i < 200; i++) value = [value];
    const result = JSON.stringify(evaluated({ deep: value, beside: { Ref: 'Name' } }));
    expect(result).toContain('{"unknown":"${nested too deeply}"}');
    expect(result).toContain('"beside":"blue"');
  });
});

describe('functions with arguments of any shape', () => {
  test('are no reason to throw: an object that has no text', () => {
    const hostile = { toString: 'text', valueOf: 5 };
    const values = [
      { Ref: hostile },
      { Condition: hostile },
      { 'Fn::GetAtt': [hostile] },
      { 'Fn::Sub': hostile },
      { 'Fn::Sub': [hostile] },
      { 'Fn::Join': [hostile, ['a', 'b']] },
      { 'Fn::Join': ['', [hostile]] },
      { 'Fn::Split': [hostile, 'a'] },
      { 'Fn::Select': [hostile, ['a']] },
      { 'Fn::FindInMap': [hostile, hostile, hostile] },
      { 'Fn::If': [hostile, 'a', 'b'] },
      { 'Fn::Equals': [hostile, 'a'] },
    ];
    const throwing = values.filter(value => {
      try {
        evaluated(value);
        return false;
      } catch {
        return true;
      }
    });
    expect(throwing).toEqual([]);
  });

  test('are no reason to throw: anything', () => {
    fc.assert(fc.property(garbage, value => {
      const before = JSON.stringify(value);
      evaluated(value);
      expect(JSON.stringify(value)).toBe(before);
    }), { numRuns: 500 });
  });
});

describe('a value in thousands of places', () => {
  const many = (reference: unknown, environment: Environment) =>
    evaluate(Array.from({ length: 1000 }, () => reference), environment) as unknown[];

  test.each([
    ['a parameter with an endless value', { Ref: 'Long' }, { parameters: { Long: Array(10_000).fill({ a: 1 }) } }, 0],
    ['a mapping with an endless value', { 'Fn::FindInMap': ['A', 'B', 'C'] }, { mappings: { A: { B: { C: 'x'.repeat(50_000) } } } }, 0],
    ['a parameter whose copies are too long together', { Ref: 'P' }, { parameters: { P: 'x'.repeat(20_000) } }, 500],
    ['a parameter', { Ref: 'P' }, { parameters: { P: 'x'.repeat(4096) } }, 1000],
  ])('%s', (_, reference, environment, kept) => {
    expect(many(reference, environment).filter(value => typeof value === 'string')).toHaveLength(kept);
  });
});
