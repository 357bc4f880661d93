import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { body, file, REFUSED, template } from './check-run';
import { Recorder, removeFolders, writeTemplate } from './serve-fixtures';
import { get } from '../simulator/http/sockets';

const ROOT = join(__dirname, '..', '..');
const COMMAND = ['--import', 'tsx', 'lib/cli/main.ts'];

afterEach(removeFolders);

describe('check', () => {
  const check = (...args: string[]) => spawnSync(process.execPath, [...COMMAND, 'check', ...args], { cwd: ROOT, encoding: 'utf8' });

  test('fails with exit code 2 and one line', () => {
    expect(check(file(`Resources: ${'['.repeat(100_000)}`))).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^cdk-failover: [^\n]+\n$/),
    });
    const stderr = expect.stringMatching(/^cdk-failover: pass at least one PATH[^\n]+\n$/);
    expect(check()).toMatchObject({ status: 2, stdout: '', stderr });
  });

  test('fails with exit code 1 for findings, which are on stdout, without colors', () => {
    const { status, stdout, stderr } = check(template(REFUSED));
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toContain('failover-code-unknown');
    expect(stdout).not.toContain('\u001b');
  });

  test('reads 50 MB of JSON', () => {
    const big = `{"Resources": {"Site": ${JSON.stringify(body(REFUSED).Resources.Site)}, "Big": {"Type": "T", "Text": ` +
      `["${'a'.repeat(1000)}"${',"b"'.repeat(12_500_000)}]}}}`;
    expect(big.length).toBeGreaterThan(50e6);
    expect(JSON.parse(check(file(big), '--format=json').stdout)).toMatchObject({ findings: [{ rule: 'failover-code-unknown' }] });
  }, 60_000);
});

describe('serve', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s stops it with exit code 0', async signal => {
    const child = spawn(process.execPath, [...COMMAND, 'serve', writeTemplate(), '--port', '0'], { cwd: ROOT });
    const exited = once(child, 'exit');
    const stderr = new Recorder();
    child.stderr.setEncoding('utf8').on('data', text => stderr.write(text));
    await Promise.race([stderr.has('Stop with Ctrl-C.'), exited]);
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(stderr.text)?.[1]);
    expect(await get(port, '/')).toMatch(/^HTTP\/1.1 200/);
    child.kill(signal);
    expect(await exited).toEqual([0, null]);
  }, 20_000);
});
