import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, RequestListener, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { recorders, removeFolders, temporaryFolder } from './serve-fixtures';
import { run } from '../../lib/cli/run';

let servers: Server[] = [];

afterEach(async () => {
  removeFolders();
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  servers = [];
});

async function serverOf(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function prove(...args: string[]) {
  const streams = recorders();
  const code = await run(['prove', ...args], streams);
  return { code, out: streams.stdout.text, err: streams.stderr.text };
}

/** One line on stderr, after the estimate if there is one, and nothing on stdout. */
function refusal({ code, out, err }: Awaited<ReturnType<typeof prove>>): string {
  expect({ code, out }).toEqual({ code: 2, out: '' });
  const [line, ...more] = err.split('\n').filter(text => text !== '' && !text.includes('situations to ask'));
  expect(more).toEqual([]);
  expect(line).toMatch(/^cdk-failover: /);
  return line!;
}

const state = () => join(temporaryFolder(), 'state.json');

test('--help says how it is called, and that nobody has run it', async () => {
  const { code, out } = await prove('--help');
  expect(code).toBe(0);
  expect(out).toMatch(/^Usage: cdk-failover prove URL/);
  expect(out).toContain('Nobody has run it on AWS yet');
});

test.each([
  [[], /pass one URL/],
  [['https://a.example', 'https://b.example'], /pass one URL/],
  [['--bogus', 'https://a.example'], /Unknown option '--bogus'/],
  [['not a url'], /not an https URL/],
  [['http://d111111abcdef8.cloudfront.net'], /not an https URL, or an http URL of this machine/],
  [['ftp://d111111abcdef8.cloudfront.net'], /not an https URL/],
  [['javascript:alert(1)'], /not an https URL/],
  [['https://d111111abcdef8.cloudfront.net/path'], /more than the name of a server/],
  [['https://user:password@d111111abcdef8.cloudfront.net'], /more than the name of a server/],
  [['https://d111111abcdef8.cloudfront.net/?a=b'], /more than the name of a server/],
  [['\u001b[31m'], /\\u001b/],
  [['https://a.example', '--concurrency', '9'], /--concurrency "9": not a whole number from 1 to 8/],
  [['https://a.example', '--concurrency', '1.5'], /--concurrency/],
  [['https://a.example', '--max-requests', '0'], /--max-requests/],
])('refuses %j in one line', async (args, message) => {
  expect(refusal(await prove(...args))).toMatch(message);
});

test('--estimate sends nothing and writes nothing', async () => {
  const path = state();
  const { code, out, err } = await prove('https://d111111abcdef8.cloudfront.net', '--estimate', '--state', path);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.replace(/\d+/g, 'N')).toBe(
    'N situations to ask: about N requests in N min, at most N requests. They cost your AWS account less than $N.N.\n',
  );
  expect(existsSync(path)).toBe(false);
});

test('without a terminal it begins only with --yes', async () => {
  expect(refusal(await prove('https://d111111abcdef8.cloudfront.net', '--state', state()))).toMatch(/Pass --yes/);
});

test.each([
  ['n', /not confirmed, so nothing was sent/],
  ['', /not confirmed, so nothing was sent/],
  ['yes', /without the header x-prove-version/],
])('at a terminal it asks, and takes %j as an answer', async (answer, message) => {
  let requests = 0;
  const url = await serverOf((_, response) => {
    requests++;
    response.end();
  });
  const streams = { ...recorders(), stdin: Object.assign(new PassThrough(), { isTTY: true }) };
  streams.stdin.write(`${answer}\n`);
  expect(await run(['prove', url, '--state', state()], streams)).toBe(2);
  expect(streams.stderr.text).toMatch(/less than \$0\.\d\d\.\nBegin\? \[y\/N\] /);
  expect(streams.stderr.text).toMatch(message);
  expect(requests > 0).toBe(answer === 'yes');
});

describe('a distribution that is not the one of examples/prove', () => {
  test.each<[string, RequestListener, RegExp]>([
    ['another site', (_, response) => response.end('hello'), /responded 200 without the header x-prove-version/],
    ['a redirect', (_, response) => response.writeHead(302, { location: 'https://example.com' }).end(), /responded 302 without/],
    ['another version', (_, response) => response.setHeader('x-prove-version', '9').end(), /it is version 9 of .* asks version 1/],
    ['a server that hangs up', request => request.socket.destroy(), /no answer \(socket hang up\)/],
    ['a hostile header', (_, response) => response.setHeader('x-prove-version', '\x9b31m::error::').end(), /version/],
  ])('%s', async (_, listener, message) => {
    const url = await serverOf(listener);
    const path = state();
    const line = refusal(await prove(url, '--yes', '--state', path));
    expect(line).toMatch(message);
    expect(line).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
    expect(existsSync(path)).toBe(false);
  });

  test('a body without an end is not read to its end', async () => {
    const url = await serverOf((_, response) => {
      const more = () => { while (response.write(Buffer.alloc(64 * 1024)) && !response.destroyed); };
      response.on('drain', more).on('error', () => undefined);
      more();
    });
    expect(refusal(await prove(url, '--yes', '--state', state()))).toMatch(/without the header/);
  });

  test('says honestly who asks', async () => {
    let agent: string | undefined;
    const url = await serverOf((request, response) => {
      agent = request.headers['user-agent'];
      response.end();
    });
    await prove(url, '--yes', '--state', state());
    expect(agent).toMatch(/^cdk-failover-prove\/[\d.]+ \(\+https:\/\/github\.com\//);
  });
});

describe('a run that reaches its limit of requests', () => {
  const limited = async (terminal: { isTTY?: boolean }) => {
    const url = await serverOf((_, response) => response.setHeader('x-prove-version', '1').end());
    const path = state();
    const streams = recorders();
    const stderr = Object.assign(streams.stderr, terminal);
    const code = await run(['prove', url, '--yes', '--state', path, '--max-requests', '3', '--concurrency', '1'], { ...streams, stderr });
    return { code, url, path, out: streams.stdout.text, err: stderr.text };
  };

  test('says so, exits with 1, and is resumed where it stopped', async () => {
    const { code, url, path, out, err } = await limited({});
    expect(code).toBe(1);
    expect(out).toContain('of 3 allowed');
    expect(err).toMatch(/\n1 of \d+ {2}[\w-]+: .*\n/);
    expect(err).toMatch(/\ncdk-failover: .*state\.json has everything that was seen\. Delete it to start over\.\n$/);
    const [before, after] = await Promise.all([prove(url, '--estimate', '--state', state()), prove(url, '--estimate', '--state', path)]);
    const probesIn = (text: string) => Number(/(\d+) situations to ask/.exec(text)?.[1]);
    expect(after.out).toMatch(/^\d requests were sent before\. /);
    expect(probesIn(after.out)).toBe(probesIn(before.out) - 1);
  });

  test('shows its progress in one line on a terminal', async () => {
    const { err } = await limited({ isTTY: true });
    expect(err).toMatch(/\n\r\[#*\.+\] 1 of \d+ {2}[^\n]*\ncdk-failover: /);
  });
});

describe('a state file that cannot be gone on with', () => {
  const whole = {
    schema: 'cdk-failover-distribution/prove-state/1',
    url: 'https://other.example',
    started: '2026-11-26T00:00:00.000Z',
    run: 'abc',
    requests: 1,
    asked: {},
  };
  const withAsked = (healthy: unknown) => JSON.stringify({ ...whole, url: 'https://d1.example', asked: { healthy } });

  test.each<[string, string, RegExp]>([
    ['is not JSON', '{', /not a state file of prove/],
    ['is something else', '{"name":"package"}', /not a state file of prove/],
    ['is null', 'null', /not a state file of prove/],
    ['is of another URL', JSON.stringify(whole), /the state of a run against "https:\/\/other.example". Got: https:\/\/d1.example/],
    ['has a probe that there is not', JSON.stringify({ ...whole, asked: { bogus: { asks: [] } } }), /not a state file/],
    ['says that it saw what it did not', withAsked({ asks: [], seen: 'primary 200' }), /not a state file/],
    ['has a run that is not a name', JSON.stringify({ ...whole, run: '&p=503' }), /not a state file/],
    ['has broken evidence', withAsked({ asks: [{ seen: 'a', exchanges: [null] }] }), /not a state file/],
  ])('%s', async (_, text, message) => {
    const path = state();
    writeFileSync(path, text);
    expect(refusal(await prove('https://d1.example', '--yes', '--state', path))).toMatch(message);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('is a folder', async () => {
    const path = state();
    mkdirSync(path);
    expect(refusal(await prove('https://d1.example', '--yes', '--state', path))).toMatch(/cannot be read \(EISDIR\)/);
  });
});
