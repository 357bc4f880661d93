import { join } from 'node:path';
import { checkPaths } from '../../lib/cli/check-paths';
import { Assembly } from '../../lib/model/assembly';
import { TemplateBody } from '../../lib/model/template';
import { check } from '../../lib/rules/check';
import { Level, Outcome, Rule } from '../../lib/rules/rule';

const FIXTURES = join(__dirname, '../fixtures/conditions');

const origin = (Id: string, more: object = {}) =>
  ({ Id, DomainName: `${Id}.example.com`, CustomOriginConfig: { OriginProtocolPolicy: 'https-only' }, ...more });
const codes = (...Items: unknown[]) => ({ StatusCodes: { Quantity: Items.length, Items } });
const groups = (Items: unknown, FailoverCriteria: object = codes(502, 503, 504)) => ({
  OriginGroups: { Quantity: 1, Items: [{ Id: 'g', FailoverCriteria, Members: { Quantity: 2, Items } }] },
});
const behavior = (TargetOriginId: string, more: object = {}) =>
  ({ TargetOriginId, ViewerProtocolPolicy: 'https-only', CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6', ...more });
const MEMBERS = [{ OriginId: 'main' }, { OriginId: 'backup' }];
const CONFIG = {
  Enabled: true,
  Origins: [origin('main'), origin('backup')],
  ...groups(MEMBERS),
  DefaultCacheBehavior: behavior('g'),
};
const NO_VALUE = { Ref: 'AWS::NoValue' };
const either = (yes: unknown, no: unknown = NO_VALUE) => ({ 'Fn::If': ['C', yes, no] });
const CONDITIONS = { C: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] }, D: { 'Fn::Equals': [{ Ref: 'Q' }, 'x'] } };

function assemblyOf(config: object, Conditions: Record<string, unknown> = CONDITIONS, name?: string, Metadata?: object) {
  const DistributionConfig = { ...CONFIG, ...config };
  const Cdn = { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig }, Metadata };
  return Assembly.of({ Conditions, Resources: { Cdn } } as unknown as TemplateBody, name);
}

function checked(config: object, Conditions?: Record<string, unknown>, rules?: readonly Rule[]) {
  const assembly = assemblyOf(config, Conditions);
  return check(assembly.distributions(), assembly.stacks, { runHandlers: false, rules });
}

function ruleThat(id: string, level: Level, outcomes: (aliases: number) => Outcome[]): Rule {
  return { id, level, why: 'Why.', fix: 'Fix.', page: 'https://example.com', check: ({ aliases }) => outcomes(aliases.length) };
}

const wrong = (property: string, what = 'Wrong.') => ({ property, what, got: '1', allowed: '2' });

function notInfo(config: object) {
  const { findings, cannotTell } = checked(config);
  return [...findings.filter(({ level }) => level !== 'info').map(({ rule }) => rule), ...cannotTell.map(({ rule }) => rule)];
}

test.each<[string, object]>([
  ['a distribution without conditions', {}],
  ['the default behavior', {
    DefaultCacheBehavior: either(behavior('g'), behavior('main')), CacheBehaviors: [behavior('g', { PathPattern: '/a' })],
  }],
  ['every behavior', { CacheBehaviors: either([behavior('g', { PathPattern: '/a' })]) }],
  ['an item of the behaviors', { CacheBehaviors: [either(behavior('g', { PathPattern: '/a' }))] }],
  ['an origin', { Origins: [either(origin('main'), origin('main', { OriginPath: '/x' })), origin('backup')] }],
  ['the origins', { Origins: either([origin('main'), origin('backup')], [origin('backup'), origin('main')]) }],
  ['an origin and what targets it', {
    Origins: [...CONFIG.Origins, either(origin('more'))], CacheBehaviors: [either(behavior('more', { PathPattern: '/a' }))],
  }],
  ['a member', {
    ...groups([{ OriginId: 'main' }, either({ OriginId: 'backup' }, { OriginId: 'more' })]), Origins: [...CONFIG.Origins, origin('more')],
  }],
  ['the members', groups(either(MEMBERS, [...MEMBERS].reverse()))],
  ['the criteria', groups(MEMBERS, either(codes(502, 503, 504), codes(500, 502, 503, 504)))],
  ['a criterion', groups(MEMBERS, { StatusCodes: { Quantity: either(4, 3), Items: [502, 503, 504, either(500)] } })],
  ['the groups and what targets them', {
    OriginGroups: either(CONFIG.OriginGroups), DefaultCacheBehavior: behavior(either('g', 'main') as any),
  }],
  ['a header', {
    Origins: [origin('main', { OriginCustomHeaders: [either({ HeaderName: 'x-a', HeaderValue: 'b' })] }), origin('backup')],
  }],
  ['an alias', { Aliases: [either('www.example.org')] }],
  ['the associations', { DefaultCacheBehavior: behavior('g', { LambdaFunctionAssociations: either([]) }) }],
  ['one in another', {
    DefaultCacheBehavior: either({ 'Fn::If': ['D', behavior('g'), behavior('g', { Compress: true })] }, behavior('g')),
  }],
])('no deployment is wrong: a condition for %s', (_, config) => {
  expect(notInfo(config)).toEqual([]);
});

test('what every deployment has wrong is an error as usual, with what is wrong in each', () => {
  const { findings } = checked(groups(MEMBERS, either(codes(502, 503, 504, 501), codes(502, 503, 504, 505))));
  expect(findings.filter(({ rule }) => rule === 'failover-code-unknown')).toMatchObject([
    { level: 'error', message: expect.stringMatching(/^Where C is false: .*505/) },
    { level: 'error', message: expect.stringMatching(/^Where C is true: .*501/) },
  ]);
});

test('what both branches share is checked, and an item that is left out does not hide it', () => {
  const Origins = [either(origin('more')), origin('main'), origin('backup', { ConnectionAttempts: 9 })];
  const { findings, cannotTell } = checked({ Origins });
  expect(findings.filter(({ level }) => level === 'error')).toMatchObject([
    { property: expect.stringContaining('Origins.'), message: expect.not.stringContaining('Where') },
  ]);
  expect(cannotTell).toEqual([]);
});

test('what only some deployments have wrong counts less, says where, and is undetermined', () => {
  const { findings, cannotTell } = checked({ Origins: [origin('main'), origin('backup', { ConnectionAttempts: either(9, 3) })] });
  const [finding] = findings.filter(({ level }) => level !== 'info');
  expect(finding).toMatchObject({ level: 'warning', message: expect.stringMatching(/^Where C is true: /) });
  expect(cannotTell).toMatchObject([{ rule: finding!.rule, reason: 'an error where C is true, which only a deployment knows' }]);
});

test('too many conditions are named', () => {
  const names = Array.from({ length: 12 }, (_, i) => `C${i}`);
  const Conditions = Object.fromEntries(names.map(name => [name, { 'Fn::Equals': [{ Ref: name }, 'x'] }]));
  const { cannotTell } = checked({ Aliases: names.map(name => ({ 'Fn::If': [name, `${name}.example.com`, NO_VALUE] })) }, Conditions);
  expect(cannotTell).toEqual([{
    rule: 'conditions',
    template: 'template',
    resource: 'Cdn',
    property: 'DistributionConfig',
    reason: expect.stringContaining('C0, C1, C2'),
  }]);
});

describe('what rules say of each variant is combined', () => {
  const ALIAS = { Aliases: [either('www.example.org')] };
  const WHERE = { yes: 'Where C is true: ', no: 'Where C is false: ' };

  test.each<[string, (aliases: number) => Outcome[], messages: string[]]>([
    ['the same place', () => [wrong('P')], ['']],
    ['a place that another item moves', aliases => [wrong(`Origins.${9 + aliases}.Id`)], ['']],
    ['another place', aliases => [wrong(aliases ? 'P' : 'Q')], [WHERE.yes, WHERE.no]],
    ['another text', aliases => [wrong('P', `Wrong ${aliases}.`)], [WHERE.no, WHERE.yes]],
    ['once more in one of them', aliases => Array.from({ length: 1 + aliases }, (_, i) => wrong(`Origins.${i}.Id`)), ['', WHERE.yes]],
  ])('%s', (_, outcomes, where) => {
    const { findings } = checked(ALIAS, CONDITIONS, [ruleThat('rule', 'error', outcomes)]);
    expect(findings.map(({ level, message }) => [level, message.replace(/Wrong.*/, '')])).toEqual(where.map(text => ['error', text]));
  });

  test.each<[string, (aliases: number) => Outcome[], reasons: string[]]>([
    ['in each', () => [{ property: 'P', cannotTell: 'R' }], ['R']],
    ['in one', aliases => (aliases ? [{ property: 'P', cannotTell: 'R' }] : []), ['where C is true: R']],
    ['for other reasons', aliases => [{ property: 'P', cannotTell: `R${aliases}` }], ['where C is false: R0', 'where C is true: R1']],
  ])('undetermined %s', (_, outcomes, reasons) => {
    const { cannotTell } = checked(ALIAS, CONDITIONS, [ruleThat('rule', 'error', outcomes)]);
    expect(cannotTell).toEqual(reasons.map(reason => ({ rule: 'rule', template: 'template', resource: 'Cdn', property: 'P', reason })));
  });

  test('information stays information', () => {
    const { findings, cannotTell } = checked(ALIAS, CONDITIONS, [ruleThat('rule', 'info', aliases => (aliases ? [wrong('P')] : []))]);
    expect([...findings.map(({ level }) => level), ...cannotTell]).toEqual(['info']);
  });
});

describe('a check of several templates', () => {
  const unclear = (property: string) => ({ property, cannotTell: 'R' });
  const rules = [
    ruleThat('c', 'info', () => [wrong('P2'), wrong('P1'), wrong('P3')]),
    ruleThat('b', 'error', () => [wrong('P2'), wrong('P1', 'B.'), wrong('P1', 'A.')]),
    ruleThat('a', 'warning', () => [wrong('P')]),
    ruleThat('A', 'error', () => [wrong('P'), unclear('Q2'), unclear('Q1')]),
    ruleThat('0', 'info', () => [unclear('Q')]),
  ];
  const of = (name: string, acknowledge: string[] = []) => assemblyOf({}, {}, name, {
    'cdk-failover': { acknowledge: acknowledge.map(id => ({ id, reason: 'R' })) },
  });
  const checkedIn = (assemblies: readonly Assembly[], files: readonly string[] = []) => check(
    [...assemblies].reverse().flatMap(assembly => assembly.distributions()),
    assemblies.flatMap(({ stacks }, i) => stacks.map(stack => ({ ...stack, file: files[i] }))),
    { rules, runHandlers: false },
  );

  test('lists them in the order of the stacks, by level, rule, place and text', () => {
    const { templates, findings, cannotTell, distributions, originGroups } = checkedIn([of('z'), of('y')], ['z.json']);
    const each = ['A P Wrong.', 'b P1 A.', 'b P1 B.', 'b P2 Wrong.', 'a P Wrong.', 'c P1 Wrong.'];
    expect(findings.map(({ template, rule, property, message }) => `${template} ${rule} ${property} ${message.split(' Got')[0]}`))
      .toEqual(['z.json', 'y'].flatMap(template => each.map(text => `${template} ${text}`)));
    expect(cannotTell.map(({ template, rule, property }) => `${template} ${rule} ${property}`))
      .toEqual(['z.json', 'y'].flatMap(template => ['0 Q', 'A Q1', 'A Q2'].map(text => `${template} ${text}`)));
    expect({ templates, distributions, originGroups }).toEqual({ templates: ['z.json', 'y'], distributions: 2, originGroups: 2 });
  });

  test('names the other places of information, and no other', () => {
    const { findings } = checkedIn([of('z')]);
    expect(findings.filter(({ message }) => message.includes('The same'))).toMatchObject([
      { rule: 'c', property: 'P1', message: 'Wrong. Got: 1. Allowed: 2. The same at P2, P3.' },
    ]);
  });

  test('lists what was acknowledged in the same order', () => {
    const { findings, acknowledged } = checkedIn([of('z', ['c', 'b', 'A']), of('y')]);
    expect(acknowledged.map(({ rule, property }) => `${rule} ${property}`)).toEqual(['A P', 'b P1', 'b P1', 'b P2', 'c P1']);
    expect(findings.filter(({ template }) => template === 'z').map(({ rule }) => rule)).toEqual(['a']);
  });
});

describe('templates of people', () => {
  const of = (file: string) => checkPaths([join(FIXTURES, file)], { runHandlers: false });

  test.each(['conditional-group.yaml', 'conditional-items.yaml', 'if-default-behavior.json'])('%s: neither errors nor warnings', file => {
    expect(of(file).findings.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  test('group-unused.yaml: the group that no behavior targets, and what is untrue without one is not said', () => {
    expect(of('group-unused.yaml').findings.map(({ rule, level }) => [rule, level])).toEqual([['group-unused', 'warning']]);
  });

  test('if-criteria.json: either list lacks codes', () => {
    const warnings = of('if-criteria.json').findings.filter(({ level }) => level !== 'info');
    expect(warnings.map(({ rule, level, message }) => [rule, level, message.split(':')[0]])).toEqual([
      ['failover-misses-outage', 'warning', 'Where C is false'], ['failover-misses-outage', 'warning', 'Where C is true'],
    ]);
  });
});
