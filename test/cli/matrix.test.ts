import fs, { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recorders, removeFolders, templateOf, temporaryFolder, writeAssembly, writeReport, writeTemplate } from './serve-fixtures';
import { matrixArguments } from '../../lib/cli/matrix';
import { run } from '../../lib/cli/run';

const { NO_COLOR, TERM } = process.env;

afterEach(() => {
  removeFolders();
  process.env.TERM = TERM;
  if (NO_COLOR === undefined) delete process.env.NO_COLOR;
  else process.env.NO_COLOR = NO_COLOR;
});

async function matrix(...args: string[]) {
  const streams = recorders();
  const code = await run(['matrix', ...args], streams);
  return { code, out: streams.stdout.text, err: streams.stderr.text };
}

const TWO = templateOf({ Site: { codes: [502, 503, 504] }, Other: { codes: [500] } });

describe('the command matrix', () => {
  test('writes a table of every distribution to stdout, and nothing to stderr', async () => {
    const { code, out, err } = await matrix(writeTemplate(TWO));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.match(/^site\.json .*$/gm)).toEqual(['site.json Site', 'site.json Other']);
    expect(out).toContain('⇄ 200 from the secondary');
  });

  test('reads a cloud assembly', async () => {
    expect((await matrix(writeAssembly(temporaryFolder()))).out).toMatch(/^Stack Site\n/);
  });

  test.each([
    [['--distribution', 'Other'], ['site.json Other']],
    [['--stack', 'site.json'], ['site.json Site', 'site.json Other']],
    [['--stack', 'site.json', '--distribution', 'Site'], ['site.json Site']],
  ])('takes %j', async (args, names) => {
    expect((await matrix(writeTemplate(TWO), ...args)).out.match(/^site\.json .*$/gm)).toEqual(names);
  });

  test('writes JSON', async () => {
    const { distributions } = JSON.parse((await matrix(writeTemplate(), '--format', 'json')).out);
    expect(distributions.map(({ logicalId }: any) => logicalId)).toEqual(['Site']);
  });

  test('writes a page', async () => {
    expect((await matrix(writeTemplate(), '--format=html')).out).toMatch(/^<!doctype html>\n[^]*<\/html>\n$/);
  });

  test('takes assumptions', async () => {
    const { out } = await matrix(
      writeTemplate(),
      '--assume',
      'connectFailureIs=503',
      '--assume',
      'generatedErrorsAreCached=false',
      '--format',
      'json',
    );
    expect(JSON.parse(out).assumptions).toMatchObject({
      connectFailureIs: 503,
      generatedErrorsAreCached: false,
      failoverSees: 'function-result',
    });
  });

  test('takes the assumptions that prove observed, and says which it did not settle', async () => {
    const report = writeReport('connectFailureIs', 503);
    const { code, out, err } = await matrix(writeTemplate(), '--assume-from', report, '--format', 'json');
    expect(code).toBe(0);
    expect(err).toMatch(/^cdk-failover: .*report\.json does not settle failoverSees, .*: the default counts\.\n$/);
    expect(err).not.toContain('connectFailureIs');
    expect(JSON.parse(out).assumptions).toMatchObject({ connectFailureIs: 503, failoverSees: 'function-result' });
  });

  test('prints colors on a terminal, but not when they are not wanted', async () => {
    const path = writeTemplate();
    const onTerminal = async () => {
      const streams = recorders();
      await run(['matrix', path], { ...streams, stdout: Object.assign(streams.stdout, { isTTY: true, columns: 80 }) });
      return streams.stdout.text;
    };
    delete process.env.NO_COLOR;
    process.env.TERM = 'xterm';
    expect(await onTerminal()).toContain('\u001b[');
    process.env.TERM = 'dumb';
    expect(await onTerminal()).not.toContain('\u001b[');
    process.env.TERM = 'xterm';
    process.env.NO_COLOR = '1';
    expect(await onTerminal()).not.toContain('\u001b[');
    expect((await matrix(path)).out).not.toContain('\u001b[');
  });

  test('shows how it is called', async () => {
    expect((await matrix('--help')).out).toMatch(/^Usage: cdk-failover matrix PATH \[options\]\n/);
  });
});

describe('--out', () => {
  test('writes the file and nothing else', async () => {
    const folder = temporaryFolder();
    const path = writeTemplate();
    expect(await matrix(path, '--out', join(folder, 'matrix.txt'))).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync(join(folder, 'matrix.txt'), 'utf8')).toBe((await matrix(path)).out);
    expect(readdirSync(folder)).toEqual(['matrix.txt']);
  });

  test('replaces a file as a whole, with its permissions, also behind a link', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'real.json'), 'old');
    chmodSync(join(folder, 'real.json'), 0o600);
    symlinkSync('real.json', join(folder, 'link.json'));
    expect(await matrix(writeTemplate(), '--format', 'json', '--out', join(folder, 'link.json'))).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(join(folder, 'real.json'), 'utf8'))).toHaveProperty('distributions');
    expect(statSync(join(folder, 'real.json')).mode.toString(8)).toMatch(/600$/);
    expect(readdirSync(folder).sort()).toEqual(['link.json', 'real.json']);
  });

  test('leaves what was there when there is nothing to write', async () => {
    const file = join(temporaryFolder(), 'matrix.json');
    writeFileSync(file, 'old');
    expect(await matrix(writeTemplate('{}'), '--out', file)).toMatchObject({ code: 2 });
    expect(readFileSync(file, 'utf8')).toBe('old');
  });

  test('leaves no part of a file behind when the disk is full', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'matrix.txt');
    writeFileSync(file, 'old');
    const full = jest.spyOn(fs, 'renameSync').mockImplementation(() => { throw Object.assign(new Error('full'), { code: 'ENOSPC' }); });
    const { code, err } = await matrix(writeTemplate(), '--out', file).finally(() => full.mockRestore());
    expect(code).toBe(2);
    expect(err).toBe(`cdk-failover: ${file}: cannot be written (the disk is full). Name a file in an existing, writable folder.\n`);
    expect(readdirSync(folder)).toEqual(['matrix.txt']);
    expect(readFileSync(file, 'utf8')).toBe('old');
  });

  test('writes to a device and does not take its place', async () => {
    expect(await matrix(writeTemplate(), '--out', '/dev/null')).toEqual({ code: 0, out: '', err: '' });
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  test.each([
    ['a folder that is not there', (folder: string) => join(folder, 'no', 'matrix.txt'), 'the folder does not exist'],
    ['a file in the place of a folder', (folder: string) => join(writtenIn(folder), 'matrix.txt'), 'the folder does not exist'],
    ['a folder', (folder: string) => folder, 'it is a folder'],
    ['a name that is too long', (folder: string) => join(folder, 'x'.repeat(300)), 'ENAMETOOLONG'],
  ])('refuses %s in one line', async (_, outIn, reason) => {
    const folder = temporaryFolder();
    const { code, out, err } = await matrix(writeTemplate(), '--out', outIn(folder));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(new RegExp(`^cdk-failover: .*: cannot be written \\(${reason}\\)\\. Name a file .*\\n$`));
  });
});

function writtenIn(folder: string): string {
  writeFileSync(join(folder, 'file'), '');
  return join(folder, 'file');
}

describe('what cannot be worked with is reported in one line', () => {
  test.each<[string, string[], RegExp]>([
    ['no path', [], /pass one PATH/],
    ['two paths', ['a', 'b'], /pass one PATH/],
    ['a path that is not there', ['/nowhere'], /\/nowhere: no such file or folder/],
    ['an unknown option', ['a', '--formt', 'json'], /Unknown option '--formt', perhaps --format\. Try/],
    ['an unknown format', ['a', '--format', 'pdf'], /--format "pdf": not a valid value\. Choose one of text, json, html\./],
    ['an assumption that is no pair', ['a', '--assume', 'x'], /--assume "x": not NAME=VALUE/],
  ])('%s', async (_, args, message) => {
    const { code, out, err } = await matrix(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^cdk-failover: [^\n]*\n$/);
    expect(err).toMatch(message);
  });

  test.each<[string, string[], RegExp]>([
    [
      'an unknown distribution',
      ['--distribution', 'Nope'],
      /there is no such distribution\. Got: distribution Nope\. Allowed: stack site\.json with distribution Site\./,
    ],
    ['an unknown stack', ['--stack', 'Nope', '--distribution', 'X'], /no such distribution\. Got: stack Nope with distribution X\./],
    ['an unknown assumption', ['--assume', 'nonsense=1'], /there is no assumption "nonsense"\. Allowed: /],
    [
      'an unknown value of one',
      ['--assume', 'connectFailureIs=500'],
      /the assumption connectFailureIs cannot be "500"\. Allowed: 502, 503\./,
    ],
  ])('%s', async (_, args, message) => {
    const { code, err } = await matrix(writeTemplate(), ...args);
    expect(code).toBe(2);
    expect(err).toMatch(/^cdk-failover: [^\n]*\n$/);
    expect(err).toMatch(message);
  });

  test('a template without a distribution', async () => {
    expect(await matrix(writeTemplate('{"Resources":{}}'))).toEqual({
      code: 2,
      out: '',
      err: 'cdk-failover: there is no CloudFront distribution in it. Pass an assembly or a template that has one.\n',
    });
  });
});

test('arguments are plain data', () => {
  expect(matrixArguments(['cdk.out', '--out', 'm.html', '--format', 'html', '--stack', 'S', '--distribution', 'D'])).toEqual({
    budget: expect.objectContaining({ seconds: 60, megabytes: 1024 }),
    path: 'cdk.out',
    allowed: [],
    out: 'm.html',
    format: 'html',
    stack: 'S',
    distribution: 'D',
    assumptions: {},
  });
});
