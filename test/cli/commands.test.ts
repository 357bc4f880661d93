import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recorders } from './serve-fixtures';
import { run } from '../../lib/cli/run';

async function help(): Promise<string> {
  const { stdout, stderr } = recorders();
  expect(await run(['--help'], { stdout, stderr })).toBe(0);
  return stdout.text;
}

/** As the help lists them. */
async function commands(): Promise<string[]> {
  return [...(await help()).matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name!);
}

test('the help lists every command', async () => {
  expect(await commands()).toEqual(['check', 'describe', 'matrix', 'prove', 'serve']);
});

const FORMS = [
  'cdk.out', 'CloudFormation template', '.aws-sam/build', '.serverless', 'terraform show -json', 'aws cloudfront get-distribution-config',
];

test.each(['check', 'describe', 'matrix', 'serve'])('%s --help says how it is called, before anything is read', async name => {
  for (const args of [['--help'], ['missing.json', '--bogus', '-h']]) {
    const { stdout, stderr } = recorders();
    expect(await run([name, ...args], { stdout, stderr })).toBe(0);
    expect(stdout.text).toMatch(new RegExp(`^Usage: cdk-failover ${name} PATH.*\n\n[^]*\n  --help  `));
    expect(stderr.text).toBe('');
    for (const form of FORMS) expect(stdout.text).toContain(form);
  }
});

test.each([
  ['check', '--bogus'], ['describe', '--bogus'], ['matrix', '--bogus'], ['serve', '--bogus'], ['describe', '--format'],
])('fails on %s %s, in one line', async (name, option) => {
  const { stdout, stderr } = recorders();
  expect(await run([name, 'cdk.out', option], { stdout, stderr })).toBe(2);
  expect({ stdout: stdout.text, stderr: stderr.text }).toEqual({
    stdout: '',
    stderr: `cdk-failover: Unknown option '${option}'. Try cdk-failover ${name} --help.\n`,
  });
});

test('behind -- everything is a path, also what looks like an option', async () => {
  const { stdout, stderr } = recorders();
  expect(await run(['describe', '--', '--help'], { stdout, stderr })).toBe(2);
  expect({ stdout: stdout.text, stderr: stderr.text }).toEqual({
    stdout: '',
    stderr: expect.stringMatching(/^cdk-failover: --help: no such file or folder\./),
  });
});

test('an error that is not about the input is passed on, not reported as unusable input', async () => {
  const { stdout, stderr } = recorders();
  const broken = { write: () => { throw new Error('EIO: i/o error, write'); } };
  await expect(run(['describe', '--help'], { stdout: broken, stderr })).rejects.toThrow('EIO: i/o error, write');
  expect({ stdout: stdout.text, stderr: stderr.text }).toEqual({ stdout: '', stderr: '' });
});

test.each(['describe', 'matrix', 'serve', 'check'])('fails on %s without a path, in one line', async name => {
  const { stdout, stderr } = recorders();
  expect(await run([name], { stdout, stderr })).toBe(2);
  expect(stderr.text).toMatch(new RegExp(`^cdk-failover: pass .*one PATH.* Try cdk-failover ${name} --help\\.\n$`));
});

test('the version is that of the package', async () => {
  const { stdout, stderr } = recorders();
  expect(await run(['--version'], { stdout, stderr })).toBe(0);
  expect(stdout.text).toBe(`${JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')).version}\n`);
});

test('fails on a command that there is not', async () => {
  const { stdout, stderr } = recorders();
  expect(await run(['chekc', 'x'], { stdout, stderr })).toBe(2);
  expect({ stdout: stdout.text, stderr: stderr.text }).toEqual({
    stdout: '',
    stderr: 'cdk-failover: unknown command "chekc". Allowed: check, describe, matrix, prove, serve. Try cdk-failover --help.\n',
  });
});
