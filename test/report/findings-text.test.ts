import { finding, findings } from './findings';
import { findingsAsText } from '../../lib/report/findings-text';

const PLAIN = { width: 100, color: false };
const line = () => 12;
const noLine = () => undefined;

test('a finding: where it is, what is wrong, how to mend it, and what AWS says', () => {
  expect(findingsAsText(findings({ findings: [finding()] }), line, PLAIN)).toBe(`\
Demo/Site/Resource (Site1234)
cdk.out/Demo.template.json

  warning  failover-misses-outage
           A primary that is down may not fail over. Got: 500. Allowed: 500, 502, 503, 504.
           Fix: Add the missing status codes.
           DistributionConfig.OriginGroups.Items.0, line 12
           https://docs.aws.amazon.com/failover.html

1 warning. Checked 1 template, 1 distribution, 1 origin group.
`);
});

test('a resource without a construct path has its logical id, and a finding without a line its property', () => {
  const text = findingsAsText(findings({ findings: [finding({ path: 'Site1234' })] }), noLine, PLAIN);
  expect(text).toMatch(/^Site1234\ncdk\.out/);
  expect(text).toMatch(/\n {11}DistributionConfig\.OriginGroups\.Items\.0\n/);
});

test('findings stand together by resource, errors first and what was acknowledged last', () => {
  const text = findingsAsText(findings({
    findings: [
      finding({ rule: 'info-rule', level: 'info' }), finding({ rule: 'other-resource', resource: 'Other', path: 'Other' }),
      finding({ rule: 'warning-rule' }), finding({ rule: 'error-rule', level: 'error' }),
    ],
    acknowledged: [{ ...finding({ rule: 'known-rule', level: 'error' }), reason: 'because' }],
  }), line, PLAIN);
  const order = [
    'Demo/Site/Resource',
    'error    error-rule',
    'warning  warning-rule',
    'info     info-rule: ',
    'ok       known-rule, acknowledged: because',
    'Other\n',
    'other-resource',
  ];
  expect(order.map(part => text.indexOf(part))).toEqual(order.map(part => text.indexOf(part)).sort((a, b) => a - b));
  expect(order.filter(part => !text.includes(part))).toEqual([]);
});

test('information is one line, without what to do', () => {
  const slow = finding({ rule: 'slow', level: 'info', message: 'Slow. Got: 90 s. Allowed: 5 s. The same at Origins.1.' });
  const long = finding({ rule: 'long', level: 'info', message: `Long${' and longer'.repeat(9)}.` });
  expect(findingsAsText(findings({ findings: [slow, long] }), line, PLAIN)).toContain(`

  info     slow: Slow. (line 12)
  info     long: Long and longer and longer and longer and longer and longer and longer and longer
           and longer and longer. (line 12)

2 infos.`);
});

test('what is undetermined is reported once for each reason', () => {
  const unclear = (rule: string, reason: string, resource = 'A') => ({ rule, reason, resource, template: 't', property: 'P' });
  const text = findingsAsText(findings({
    cannotTell: [
      ...['r1', 'r2', 'r3', 'r4'].map(rule => unclear(rule, 'the function is ${Arn}')), unclear('r1', 'the function is ${Arn}', 'B'),
      unclear('r1', 'a code is ${Code}'), unclear('r2', 'a code is ${Code}'),
    ],
  }), noLine, PLAIN);
  expect(text).toBe(`\
Undetermined
  4 rules: the function is \${Arn} (A in t and 1 more)
  r1, r2: a code is \${Code} (A in t)

7 undetermined. Checked 1 template, 1 distribution, 1 origin group.
`);
});

test.each([
  [{ templates: ['a', 'b'], distributions: 3, originGroups: 1 }, 'Nothing found. Checked 2 templates, 3 distributions, 1 origin group.\n'],
  [{ templates: ['a'], distributions: 0, originGroups: 0 }, 'Nothing found. Checked 1 template, no distribution, no origin group.\n'],
  [{ templates: [], distributions: 0, originGroups: 0 }, 'Nothing found. Checked no template, no distribution, no origin group.\n'],
])('a clean result says what was looked at: %j', (looked, text) => {
  expect(findingsAsText(findings(looked), noLine, PLAIN)).toBe(text);
});

test.each([40, 80, 120])('lines have at most %d characters, but for words that are longer', width => {
  const text = findingsAsText(findings({
    findings: [finding({ message: 'word '.repeat(100).trim(), property: 'P' })],
    acknowledged: [{ ...finding(), reason: 'reason '.repeat(50).trim() }],
    cannotTell: [{ rule: 'r', template: 't', resource: 'R', property: 'P', reason: 'unclear '.repeat(50).trim() }],
  }), line, { width, color: false });
  const long = text.split('\n').filter(each => each.length > width && each.trim().includes(' '));
  expect(long).toEqual([]);
  expect(text).toContain('https://docs.aws.amazon.com/failover.html');
});

test('colors change nothing else', () => {
  const all = findings({
    findings: [finding(), finding({ level: 'error' }), finding({ level: 'info' })],
    acknowledged: [{ ...finding(), reason: 'r' }],
  });
  const colored = findingsAsText(all, line, { width: 100, color: true });
  expect(colored).toContain('\u001b[31merror');
  expect(colored).toContain('\u001b[33mwarning');
  expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(findingsAsText(all, line, PLAIN));
});

test('control characters of a template do not reach the terminal', () => {
  const evil = 'a\u001b[2Jb\nc\u202ed\u0007';
  const text = findingsAsText(findings({
    findings: [finding({ message: evil, property: evil, path: evil, template: evil, fix: evil })],
    acknowledged: [{ ...finding(), reason: evil }],
    cannotTell: [{ rule: 'r', template: evil, resource: evil, property: 'P', reason: evil }],
  }), line, PLAIN);
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(text).toContain('a\\u001b[2Jb c\\u202ed\\u0007');
});
