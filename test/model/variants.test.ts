import { evaluate } from '../../lib/model/intrinsics';
import { Template, TemplateBody } from '../../lib/model/template';
import { conditionsText, variantsIn, whereText } from '../../lib/model/variants';

const equals = (name: string, value: unknown) => ({ 'Fn::Equals': [{ Ref: name }, value] });
const when = (name: string, value: unknown = 1) => ({ 'Fn::If': [name, value, { Ref: 'AWS::NoValue' }] });

function variantsFor(body: TemplateBody, properties: object, Condition?: string) {
  const { environment } = new Template('mine', body);
  return variantsIn({ Type: 'Any', Properties: properties as any, Condition }, environment);
}

function wheresIn(body: TemplateBody, properties: object, Condition?: string) {
  return variantsFor(body, properties, Condition).variants.map(({ where }) => where);
}

const PARAMETERS = { Stage: { Type: 'String' }, Backup: { Type: 'String' } };
const CONDITIONS = {
  IsProd: equals('Stage', 'prod'),
  IsTest: equals('Stage', 'test'),
  HasBackup: { 'Fn::Not': [equals('Backup', '')] },
  NoBackup: { 'Fn::Not': [{ Condition: 'HasBackup' }] },
  Both: { 'Fn::And': [{ Condition: 'IsProd' }, { Condition: 'HasBackup' }] },
  Either: { 'Fn::Or': [{ Condition: 'IsProd' }, { Condition: 'IsTest' }] },
  Same: { 'Fn::Equals': [{ Ref: 'Stage' }, { Ref: 'Backup' }] },
  Literal: { 'Fn::Equals': ['a', 'a'] },
  OtherLiteral: { 'Fn::And': [{ 'Fn::Equals': ['a', 'b'] }, { Condition: 'IsProd' }] },
  LiteralAndProd: { 'Fn::And': [{ 'Fn::Equals': ['a', 'a'] }, { Condition: 'IsProd' }] },
  Reversed: { 'Fn::Equals': ['prod', { Ref: 'Stage' }] },
  Mine: equals('AWS::StackName', 'mine'),
};
const BODY = { Parameters: PARAMETERS, Conditions: CONDITIONS };

describe('the ways in which conditions may turn out', () => {
  test('are one where no condition is asked for', () => {
    expect(wheresIn(BODY, { a: 1 })).toEqual([{}]);
  });

  test.each(['Literal', 'Mine', 'Missing'])('are one for %s, which the template decides or does not have', name => {
    expect(wheresIn(BODY, { a: when(name) })).toEqual([{}]);
  });

  test('are two for a parameter, what is optional first', () => {
    expect(wheresIn(BODY, { a: when('HasBackup') })).toEqual([{ HasBackup: true }, { HasBackup: false }]);
    expect(wheresIn(BODY, { a: [{ b: when('IsProd') }] })).toEqual([{ IsProd: true }, { IsProd: false }]);
  });

  test.each(['constructor', '__proto__', 'toString'])('take nothing from JavaScript: %s as a parameter and as a condition', name => {
    const body = { ...BODY, Conditions: { ...CONDITIONS, Ask: equals(name, 'a'), Nested: { 'Fn::Not': [{ Condition: name }] } } };
    expect(wheresIn(body, { a: when('Ask') })).toEqual([{ Ask: true }, { Ask: false }]);
    expect(wheresIn(body, { a: when('Nested') })).toHaveLength(2);
  });

  test('are those of what a condition is made of, where the template decides a part of it', () => {
    expect(wheresIn(BODY, { a: when('LiteralAndProd') })).toEqual([{ LiteralAndProd: true }, { LiteralAndProd: false }]);
    expect(wheresIn(BODY, { a: when('OtherLiteral') })).toEqual([{}]);
  });

  test('are the same whichever side a parameter is on', () => {
    expect(wheresIn(BODY, { a: when('IsProd'), b: when('Reversed') })).toEqual([
      { IsProd: true, Reversed: true }, { IsProd: false, Reversed: false },
    ]);
  });

  test('are one for a resource that no deployment has', () => {
    const Conditions = { ...CONDITIONS, Never: { 'Fn::And': [{ Condition: 'IsProd' }, { Condition: 'IsTest' }] } };
    expect(wheresIn({ ...BODY, Conditions }, { a: 1 }, 'Never')).toEqual([{}]);
  });

  test('do not contradict each other', () => {
    expect(wheresIn(BODY, { a: when('IsProd'), b: when('IsTest') })).toEqual([
      { IsProd: true, IsTest: false }, { IsProd: false, IsTest: false }, { IsProd: false, IsTest: true },
    ]);
    expect(wheresIn(BODY, { a: when('HasBackup'), b: when('NoBackup') })).toEqual([
      { HasBackup: true, NoBackup: false }, { HasBackup: false, NoBackup: true },
    ]);
    expect(wheresIn(BODY, { a: when('Both', when('Either')) })).toHaveLength(3);
  });

  test('are two where two parameters are compared', () => {
    expect(wheresIn(BODY, { a: when('Same') })).toEqual([{ Same: true }, { Same: false }]);
  });

  test('leave out what a parameter cannot be', () => {
    const Parameters = { ...PARAMETERS, Stage: { Type: 'String', AllowedValues: ['prod', 'test'] } };
    expect(wheresIn({ ...BODY, Parameters }, { a: when('IsProd'), b: when('IsTest') })).toEqual([
      { IsProd: true, IsTest: false }, { IsProd: false, IsTest: true },
    ]);
  });

  test('begin with the default, which does not decide', () => {
    const Parameters = { ...PARAMETERS, Stage: { Type: 'String', Default: 'test' } };
    expect(wheresIn({ ...BODY, Parameters }, { a: when('IsProd') })).toEqual([{ IsProd: false }, { IsProd: true }]);
  });

  test('are only those in which the resource is there', () => {
    expect(wheresIn(BODY, { a: when('IsProd') }, 'IsProd')).toEqual([{ IsProd: true }]);
    expect(wheresIn(BODY, { a: when('IsTest') }, 'IsProd')).toEqual([{ IsProd: true, IsTest: false }]);
  });

  test('are decided by what a deployment gives', () => {
    const { environment } = new Template('mine', BODY, { parameters: { Stage: 'test' } });
    expect(variantsIn({ Type: 'Any', Properties: { a: when('IsProd') } }, environment).variants).toHaveLength(1);
  });

  test('give a parameter the value that its conditions take it to have', () => {
    const Parameters = { ...PARAMETERS, Stage: { Type: 'String', Default: 'prod' } };
    const values = variantsFor({ ...BODY, Parameters }, { a: when('IsProd') }).variants
      .map(({ environment }) => evaluate([{ Ref: 'Stage' }, when('IsProd')], environment));
    expect(values).toEqual([['prod', 1], [{ unknown: '${Stage}' }]]);
  });

  test('are at most 16, and then the conditions are named', () => {
    const names = Array.from({ length: 12 }, (_, i) => `C${i}`);
    const Conditions = Object.fromEntries(names.map(name => [name, equals(name, 'x')]));
    const { variants, unread } = variantsFor({ Conditions }, { a: names.map(name => when(name)) });
    expect([variants.length, unread]).toEqual([13, names]);
    for (const name of names) expect(new Set(variants.map(({ where }) => where[name])).size).toBe(2);
    const five = names.slice(0, 5);
    expect(variantsFor({ Conditions }, { a: five.map(name => when(name)) })).toMatchObject({ variants: { length: 16 }, unread: five });
    const four = { a: five.slice(1).map(name => when(name)) };
    expect(variantsFor({ Conditions }, four)).toMatchObject({ variants: { length: 16 }, unread: [] });
  });

  test.each<[string, Record<string, unknown>]>([
    ['refer to each other in a circle', { A: { 'Fn::Not': [{ Condition: 'B' }] }, B: { 'Fn::Not': [{ Condition: 'A' }] } }],
    ['are no conditions', { A: { 'Fn::Contains': [['a'], { Ref: 'Stage' }] } }],
    ['are nothing', { A: null }],
    ['are lists', { A: { 'Fn::And': [{ 'Fn::And': 'text' }, { Ref: 'Stage' }] } }],
  ])('are still found when they %s', (_, Conditions) => {
    const wheres = wheresIn({ Conditions }, { a: when('A') });
    expect(wheres.length).toBeGreaterThan(0);
    for (const where of wheres) expect(typeof where.A).toBe('boolean');
  });

  test('are found soon when conditions double at every level', () => {
    const Conditions: Record<string, unknown> = { C30: equals('Stage', 'prod') };
    for (let i = 0; i < 30; i++) Conditions[`C${i}`] = { 'Fn::And': [{ Condition: `C${i + 1}` }, { Condition: `C${i + 1}` }] };
    expect(wheresIn({ Conditions }, { a: when('C0') })).toEqual([{ C0: true }, { C0: false }]);
  });
});

describe('which of them, in words', () => {
  const ALL = [{ A: true, B: true }, { A: true, B: false }, { A: false, B: true }, { A: false, B: false }];
  test.each<[number[], string]>([
    [[0, 1], 'A is true'],
    [[1, 3], 'B is false'],
    [[1], 'A is true and B is false'],
    [[0, 1, 2], 'it is not the case that A is false and B is false'],
    [[1, 2], 'A is true and B is false, and in other cases'],
  ])('%j: %s', (indices, words) => {
    expect(whereText(ALL, new Set(indices))).toBe(words);
  });

  test('of conditions that are known together the fewest are named', () => {
    expect(whereText([{ A: true, NotA: false }, { A: false, NotA: true }], new Set([0]))).toBe('NotA is false');
    expect(conditionsText({})).toBe('');
  });
});
