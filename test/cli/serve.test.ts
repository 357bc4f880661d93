import fs from 'node:fs';
import { join } from 'node:path';
import {
  Recorder, recorders, removeFolders, templateOf, temporaryFolder, writeAssembly, writeReport, writeTemplate,
} from './serve-fixtures';
import { run } from '../../lib/cli/run';
import { serve } from '../../lib/cli/serve';
import { serveArguments } from '../../lib/cli/serve-arguments';
import { closedPort, closeRawServers, get, rawServer, sendRaw } from '../simulator/http/sockets';

const closing: Array<{ close(): Promise<void> }> = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map(each => each.close()));
  await closeRawServers();
  removeFolders();
});

async function serving(path: string, ...args: string[]) {
  const streams = recorders();
  const served = await serve(serveArguments([path, '--port=0', ...args]), streams);
  closing.push(served);
  return { ...streams, served, port: Number(new URL(served.url).port) };
}

const statusOf = async (port: number, path = '/') => Number(/^HTTP\/1.1 (\d+)/.exec(await get(port, path))?.[1]);

describe('serves', () => {
  test('with scripted responses for an origin without a URL', async () => {
    const { port, stdout } = await serving(writeTemplate());
    expect(await get(port, '/hello')).toMatch(/^HTTP\/1.1 200 OK\r\n.*one answers\n$/s);
    expect(stdout.text).toMatch(/^GET \/hello 200 primary 200 cache off \d+ ms\n$/);
  });

  test('a real server, and the secondary when that dies', async () => {
    const primary = await rawServer(socket => { socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nreal'); });
    const { port, stdout } = await serving(writeTemplate(), '--origin', `primary=${primary.url}`);
    expect(await get(port, '/a%2F..//b?q')).toMatch(/real$/);
    expect(primary.received).toMatch(/^GET \/a%2F\.\.\/\/b HTTP\/1.1\r\nhost: www.example.com\r\n/);
    await primary.close();
    expect(await get(port, '/')).toMatch(/two answers\n$/);
    expect(stdout.text).toMatch(/\nGET \/ 200 primary refused x3 -> secondary 200 cache off \d+ ms\n$/);
  });

  test('a folder, as a private bucket', async () => {
    const folder = temporaryFolder();
    fs.writeFileSync(join(folder, 'a.css'), 'body {}');
    const { port, stderr } = await serving(writeTemplate(), '--origin', `primary=${folder}`);
    expect(await get(port, '/a.css')).toMatch(/^HTTP\/1.1 200 OK\r\n.*content-type: text\/css\r\n.*body \{\}$/s);
    expect(await statusOf(port, '/no.css')).toBe(403);
    expect(stderr.text).toContain(`-> ${folder}\n`);
  });

  test('under an assumption', async () => {
    const { port } = await serving(
      writeTemplate(),
      '--origin',
      `one=http://127.0.0.1:${await closedPort()}`,
      '--assume',
      'connectFailureIs=503',
    );
    expect(await statusOf(port, '/api/x')).toBe(503);
  });

  test('under what prove observed, and says what it did not settle', async () => {
    const report = writeReport('connectFailureIs', 503);
    const { port, stderr } = await serving(
      writeTemplate(), '--origin', `one=http://127.0.0.1:${await closedPort()}`, '--assume-from', report,
    );
    expect(await statusOf(port, '/api/x')).toBe(503);
    expect(stderr.text).toMatch(/^cdk-failover: .*report\.json does not settle failoverSees, [^\n]*: the default counts\.\n/);
  });

  test('the distribution that was chosen', async () => {
    const path = writeTemplate(templateOf({ First: { codes: [502] }, Second: { codes: [503] } }));
    const { stderr } = await serving(path, '--distribution', 'Second');
    expect(stderr.text).toMatch(/fails over on 503\n/);
  });

  test('its alternate domain names, and those that were allowed', async () => {
    const { port, stderr } = await serving(
      writeTemplate(templateOf({ Site: { codes: [502], aliases: ['www.example.org', { Ref: 'Name' }] } })),
      '--allow-host',
      '*.example.net',
    );
    const statusFor = async (host: string) => Number((await sendRaw(port, `GET / HTTP/1.0\r\nHost: ${host}\r\n\r\n`)).split(' ')[1]);
    for (const host of ['www.example.org', 'a.example.net']) expect([host, await statusFor(host)]).toEqual([host, 200]);
    expect(await statusFor('evil.example\x9b31m')).toBe(403);
    expect(stderr.text).toMatch(
      /\ncdk-failover: Host "evil\.example\\u009b31m": .* Allowed: .*, www\.example\.org, \*\.example\.net\. [^\n]*\n$/,
    );
  });

  test('and says what it serves', async () => {
    const { stderr, stdout, served } = await serving(
      writeAssembly(join(temporaryFolder(), 'cdk.out')),
      '--origin',
      'standby.example.com=http://localhost:3001',
    );
    expect(stderr.text).toBe(
      [
        `Stack Site on ${served.url}`,
        '  primary    one (www.example.com)      -> scripted responses (set a URL or a folder with --origin)',
        '  secondary  two (standby.example.com)  -> http://localhost:3001/',
        '  group      group                      fails over on 502, 503, 504',
        '  behavior   /api/*                     -> one',
        '  behavior   *                          -> the origin group',
        `Break origins, and see what viewers get, on ${served.url}/__edge/`,
        'Stop with Ctrl-C.',
        '',
      ].join('\n'),
    );
    expect(stdout.text).toBe('');
  });
});

test('an origin outside of the group, and criteria that only a deployment knows, are in the banner', async () => {
  const { Resources } = JSON.parse(templateOf({ Site: { codes: [502] } }));
  const config = Resources.Site.Properties.DistributionConfig;
  config.Origins.push({ ...config.Origins[0], Id: 'three', DomainName: 'api.example.com' });
  config.OriginGroups.Items[0].FailoverCriteria.StatusCodes.Items = { Ref: 'Codes' };
  const { stderr } = await serving(writeTemplate(JSON.stringify({ Parameters: { Codes: { Type: 'CommaDelimitedList' } }, Resources })));
  expect(stderr.text).toMatch(/\n {2}origin {5}three \(api\.example\.com\) +-> scripted responses/);
  expect(stderr.text).toMatch(/\n {2}group +group +fails over on .*Codes/);
});

test('runs until it is interrupted, and then ends with exit code 0', async () => {
  const { stdout, stderr } = recorders();
  const exitCode = run(['serve', writeTemplate(), '--port=0'], { stdout, stderr });
  await stderr.has('Stop with Ctrl-C.\n');
  const url = / on (http:\S+)\n/.exec(stderr.text)![1]!;
  expect(await statusOf(Number(new URL(url).port))).toBe(200);
  process.emit('SIGINT');
  expect(await exitCode).toBe(0);
  await expect(get(Number(new URL(url).port), '/')).rejects.toThrow('ECONNREFUSED');
});

test('a name with control characters reaches the terminal as text', async () => {
  const { stderr } = await serving(
    writeTemplate(templateOf({ Site: { codes: [502] } }).replace('www.example.com', '\\u001b[31mred\\r\\nline')),
  );
  expect(stderr.text).toContain('one (\\u001b[31mred line)');
});

describe('follows', () => {
  const afterBanner = (stderr: Recorder) => stderr.text.split('Stop with Ctrl-C.\n')[1];

  test('a template that is written anew', async () => {
    const path = writeTemplate(templateOf({ Site: { codes: [502] } }));
    const primary = await rawServer(socket => { socket.write('HTTP/1.1 503 Down\r\ncontent-length: 0\r\n\r\n'); });
    const { port, stderr } = await serving(path, '--origin', `primary=${primary.url}`);
    expect(await statusOf(port)).toBe(503);
    fs.writeFileSync(path, templateOf({ Site: { codes: [503] } }));
    await stderr.has('reloaded');
    expect(await statusOf(port)).toBe(200);
    expect(afterBanner(stderr)).toBe(`cdk-failover: reloaded ${path}\n`);
  });

  test('an assembly, also when its folder is deleted and made again', async () => {
    const folder = join(temporaryFolder(), 'cdk.out');
    const { stderr } = await serving(writeAssembly(folder));
    writeAssembly(folder);
    await stderr.has('reloaded');
    stderr.text = '';
    const watch = jest.spyOn(fs, 'watch');
    fs.rmSync(folder, { recursive: true });
    // Nothing is reported while the folder is gone: that is how some tools begin.
    while (!watch.mock.results.some(({ type }) => type === 'throw')) await new Promise(resolve => setTimeout(resolve, 10));
    watch.mockRestore();
    expect(stderr.text).toBe('');
    writeAssembly(folder);
    await stderr.has('reloaded');
  });

  test('nothing, and says so, where the system refuses to watch', async () => {
    const path = writeTemplate();
    const watch = jest.spyOn(fs, 'watch').mockImplementation(() => { throw Object.assign(new Error('no'), { code: 'ENOSPC' }); });
    const { port, stderr } = await serving(path).finally(() => watch.mockRestore());
    expect(stderr.text).toMatch(`cdk-failover: ${path} cannot be watched (ENOSPC). Restart this command after each synthesis.\n`);
    expect(await statusOf(port)).toBe(200);
  });

  test('but not one that is broken: the last one goes on', async () => {
    const path = writeTemplate();
    const { port, stderr } = await serving(path);
    fs.writeFileSync(path, '{');
    await stderr.has('reload failed');
    expect(await statusOf(port)).toBe(200);
    expect(afterBanner(stderr)).toMatch(/^cdk-failover: reload failed; still serving the previous version: [^\n]+: not [^\n]+\n$/);
  });
});

describe('refuses in one line, with exit code 2', () => {
  async function refused(...args: string[]): Promise<string> {
    const { stdout, stderr } = recorders();
    expect(await run(['serve', ...args], { stdout, stderr })).toBe(2);
    expect(stdout.text).toBe('');
    expect(stderr.text).toMatch(/^cdk-failover: [^\n]+\n$/);
    return stderr.text;
  }

  test('a path that is not there', async () => {
    expect(await refused('/no/such')).toContain('/no/such: no such file or folder');
  });

  test('an unknown option', async () => {
    expect(await refused('x', '--verbose')).toContain("Unknown option '--verbose'");
  });

  test('a port in use', async () => {
    const { port } = await rawServer();
    expect(await refused(writeTemplate(), '--port', String(port))).toContain(`port ${port}: in use on 127.0.0.1. Choose another one`);
  });

  test('an origin that there is not', async () => {
    const line = await refused(writeTemplate(), '--port=0', '--origin', 'third=http://localhost:1');
    for (const known of ['"third"', 'primary', 'secondary', 'one', 'two']) expect(line).toContain(known);
  });

  test('an origin URL that is none', async () => {
    expect(await refused(writeTemplate(), '--port=0', '--origin', 'primary=localhost:3000')).toContain('neither a URL nor a folder');
    expect(await refused(writeTemplate(), '--port=0', '--origin', 'primary=ftp://localhost')).toContain('not an http or https URL');
  });

  test('several distributions when none is chosen', async () => {
    const line = await refused(writeTemplate(templateOf({ First: { codes: [502] }, Second: { codes: [503] } })), '--port=0');
    for (const known of ['First', 'Second', '--distribution']) expect(line).toContain(known);
  });

  test('a distribution that there is not', async () => {
    expect(await refused(writeTemplate(), '--port=0', '--distribution', 'Other')).toContain('Other');
  });

  test('an assumption that there is not, or a value that it has not', async () => {
    expect(await refused(writeTemplate(), '--port=0', '--assume', 'nope=1')).toContain('"nope"');
    expect(await refused(writeTemplate(), '--port=0', '--assume', 'connectFailureIs=504')).toContain('502, 503');
  });
});

test('lists its options', async () => {
  const { stdout, stderr } = recorders();
  expect(await run(['serve', '--help'], { stdout, stderr })).toBe(0);
  expect(stdout.text).toMatch(/^Usage: cdk-failover serve PATH .*--origin NAME=URL.*--assume NAME=VALUE/s);
  expect(stderr.text).toBe('');
});
