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

test('the help lists check', async () => {
  expect(await commands()).toContain('check');
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
    stderr: 'cdk-failover: unknown command "chekc". Try cdk-failover --help.\n',
  });
});
