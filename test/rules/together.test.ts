import { join } from 'node:path';
import { checkPaths } from '../../lib/cli/check-paths';
import { Assembly } from '../../lib/model/assembly';
import { TemplateBody } from '../../lib/model/template';
import { check } from '../../lib/rules/check';

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

function checked(config: object, Conditions: Record<string, unknown> = CONDITIONS) {
  const DistributionConfig = { ...CONFIG, ...config };
  const body = { Conditions, Resources: { Cdn: { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig } } } };
  const assembly = Assembly.of(body as unknown as TemplateBody);
  return check(assembly.distributions(), assembly.stacks, { runHandlers: false });
}

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
  expect(cannotTell).toMatchObject([{ rule: 'conditions', reason: expect.stringContaining('C0, C1, C2') }]);
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
