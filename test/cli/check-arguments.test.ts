import { join, resolve } from 'node:path';
import { checkArguments } from '../../lib/cli/check-arguments';
import { INPUTS } from '../../lib/model/template-file';

test('has defaults for all but the paths', () => {
  expect(checkArguments(['cdk.out'])).toEqual({
    paths: ['cdk.out'],
    format: 'text',
    failOn: 'error',
    run: true,
    allowed: [],
    budget: expect.objectContaining({ seconds: 60, megabytes: 1024 }),
  });
});

test('takes every option, between any paths', () => {
  const options = ['--fail-on=warning', '--no-run', '--allow-folder=d', '--max-seconds=5', '--max-memory=100'];
  expect(checkArguments(['a', '--format', 'sarif', 'b', ...options, '--', '--c'])).toEqual({
    paths: ['a', 'b', '--c'],
    format: 'sarif',
    failOn: 'warning',
    run: false,
    allowed: ['d'],
    budget: expect.objectContaining({ seconds: 5, megabytes: 100 }),
  });
});

test('takes a path once, however it is written', () => {
  expect(checkArguments(['a', 'b', resolve('a'), join('.', 'a')]).paths.map(path => resolve(path))).toEqual([resolve('a'), resolve('b')]);
});

test.each([
  [[], `pass at least one PATH: ${INPUTS}. Try cdk-failover check --help.`],
  [['a', '--nope'], "Unknown option '--nope'. Try cdk-failover check --help."],
  [['a', '--no-runs'], "Unknown option '--no-runs', perhaps --no-run. Try cdk-failover check --help."],
  [
    ['a', '--max-memory', '-5'],
    '--max-memory is followed by something that looks like an option. Write it like --max-memory=VALUE. Try cdk-failover check --help.',
  ],
  [['a', '--max-memory=-5'], '--max-memory "-5": not a whole number from 1 to 999999. Choose one of those.'],
  [['a', '-x'], "Unknown option '-x'. Try cdk-failover check --help."],
  [['a', '--format'], "Option '--format <value>' argument missing. Try cdk-failover check --help."],
  [['a', '--format', 'xml'], '--format "xml": not a valid value. Choose one of text, json, sarif, gitlab.'],
  [['a', '--format='], '--format "": not a valid value. Choose one of text, json, sarif, gitlab.'],
  [['a', '--fail-on', 'info'], '--fail-on "info": not a valid value. Choose one of error, warning.'],
  [['a', '--no-run=yes'], "Option '--no-run' does not take an argument. Try cdk-failover check --help."],
])('fails: refuses %j', (args: string[], message: string) => {
  expect(() => checkArguments(args)).toThrow(message);
});
