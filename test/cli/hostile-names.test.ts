import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { body, WARNED } from './check-run';
import { recorders, removeFolders, temporaryFolder } from './serve-fixtures';
import { run } from '../../lib/cli/run';
import { serve } from '../../lib/cli/serve';
import { serveArguments } from '../../lib/cli/serve-arguments';
import { get, sendRaw } from '../simulator/http/sockets';

afterEach(removeFolders);

/** A template in which every name is an attack: escape sequences, control and bidi characters, markup, commands of CI systems. */
const HOSTILE = join(__dirname, '../fixtures/hostile-names.json');

/** What may be in the output besides line breaks: nothing that is not seen, and nothing that a CI job obeys. */
const UNSAFE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|^\s*::|##\w*\[/mu;

async function outputOf(...args: string[]): Promise<string> {
  const { stdout, stderr } = recorders();
  expect(await run(args, { stdout, stderr })).toBeLessThan(2);
  return stdout.text + stderr.text;
}

test.each([
  ...['text', 'json', 'sarif', 'gitlab'].map(format => ['check', '--no-run', `--format=${format}`]),
  ['describe'], ['matrix'], ['matrix', '--format=json'], ['matrix', '--format=html'],
])('%s %s %s prints none of it', async (command, ...options) => {
  const output = await outputOf(command, HOSTILE, ...options);
  expect(output).toContain(']0;pwn');
  expect(UNSAFE.exec(output)?.[0]).toBeUndefined();
});

test('serve prints none of it, nor of what viewers send', async () => {
  const streams = recorders();
  const { Resources } = JSON.parse(readFileSync(HOSTILE, 'utf8'));
  const path = join(temporaryFolder(), 'hostile.json');
  writeFileSync(path, readFileSync(HOSTILE));
  const served = await serve(serveArguments([path, '--port=0']), streams);
  try {
    const port = Number(new URL(served.url).port);
    const paths = ['/\x9b31m', '/%1b]0;pwn%07', '/::error::x', '/##vso[task.setvariable]', '/\xe2\x80\xaex'];
    for (const attack of paths) await get(port, attack);
    await sendRaw(port, 'GET / HTTP/1.1\r\nhost: ::error::\x9b31m##[error]\r\nconnection: close\r\n\r\n');
    await sendRaw(port, '\x1b[31m::error::\r\n\r\n');
    writeFileSync(path, `{"\u001b[31m\n::error::${Object.keys(Resources)[0]}`);
    await streams.stderr.has('reload failed');
  } finally {
    await served.close();
  }
  expect(streams.stderr.text).toContain(']0;pwn');
  expect(streams.stdout.text).toMatch(/^GET \/\\u0023#vso\[/m);
  expect(UNSAFE.exec(streams.stdout.text + streams.stderr.text)?.[0]).toBeUndefined();
});

test('JSON keeps the names as they are', async () => {
  const [resource] = Object.keys(JSON.parse(readFileSync(HOSTILE, 'utf8')).Resources);
  const { findings } = JSON.parse(await outputOf('check', HOSTILE, '--no-run', '--format=json'));
  expect(new Set(findings.map((found: any) => found.resource))).toEqual(new Set([resource]));
});

test.each(['text', 'json', 'sarif', 'gitlab'])('a manifest that names a file with half a character is checked, as %s', async format => {
  const folder = join(temporaryFolder(), 'cdk.out');
  mkdirSync(folder);
  const template = { type: 'aws:cloudformation:stack', properties: { templateFile: 'x\ud800.json' } };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ version: '36.0.0', artifacts: { S: template } }));
  writeFileSync(join(folder, 'x\ufffd.json'), JSON.stringify(body()));
  const output = await outputOf('check', folder, '--format', format);
  expect(UNSAFE.exec(output)?.[0]).toBeUndefined();
});

describe('paths', () => {
  const { cwd } = process;
  afterEach(() => { process.cwd = cwd; });

  test.each(['text', 'json'])('are shown from where the command runs, as %s', async format => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'site.json'), JSON.stringify(body(WARNED)));
    process.cwd = () => folder;
    const output = await outputOf('check', join(folder, 'site.json'), '--format', format);
    expect(output).toMatch(format === 'text' ? /^site\.json$/m : /"template": "site\.json"/);
    expect(output).not.toContain(folder);
  });
});
