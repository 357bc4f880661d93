import { ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exampleApp, runApp, SynthResult } from './support/example-apps';
import { STEPS } from '../examples/side-by-side/steps';

const HERE = join(__dirname, '..', 'examples', 'side-by-side');

jest.setTimeout(60_000);

let synthesized: SynthResult;
let started: Program[] = [];

beforeAll(async () => {
  synthesized = await runApp(exampleApp('side-by-side'));
  expect(synthesized).toMatchObject({ exitCode: 0 });
});

afterEach(() => {
  started.forEach(({ child }) => child.kill('SIGKILL'));
  started = [];
});

afterAll(() => synthesized.remove());

describe('demo', () => {
  let result: Result;
  let rows: Row[];

  const rowOf = (name: string) => rows.find(({ step }) => step === name)!;

  beforeAll(async () => {
    result = await run('demo.ts', synthesized.directory).ended();
    rows = rowsOf(result.stdout);
  });

  test('exits 0, with nothing on stderr', () => {
    expect(result).toMatchObject({ code: 0, stderr: '' });
  });

  test('has the steps that the example is about, each with what is expected of it', () => {
    expect(rows.map(({ step }) => step)).toEqual(STEPS.map(({ name }) => name));
    expect(rows.map(({ step }) => step)).toEqual(expect.arrayContaining([
      'healthy', 'primary 503', 'primary process killed', 'primary hangs', '404', 'POST', 'both down', 'recovery',
    ]));
    expect(rows.map(({ expected }) => expected)).not.toContain('');
  });

  test('shows the mask of AWS\'s sample in the place of the secondary, and that it stays', () => {
    expect(rowOf('primary 503')).toMatchObject({
      expected: 'secondary',
      sample: expect.stringMatching(/^NO {2}200 primary .* kept 86400 s "Sorry, something is/),
      toOk: expect.stringMatching(/^ok {2}200 secondary .* kept 60 s "Hello from the secondary"$/),
      byDefault: expect.stringMatching(/^ok {2}200 secondary .* kept 60 s "Hello from the secondary"$/),
    });
    expect(rowOf('same page as primary 503').sample).toMatch(/^NO {2}200 cache .* from the cache "Sorry, something/);
    expect(rowOf('404').sample).toMatch(/^NO {2}200 primary/);
  });

  test('shows that both of the library do what is expected, but that a rewrite to 200 costs the expired copies', () => {
    expect(rows.filter(({ byDefault }) => !byDefault.startsWith('ok  '))).toEqual([]);
    expect(rows.filter(({ toOk }) => !toOk.startsWith('ok  ')).map(({ step }) => step)).toEqual(['same page as healthy']);
    expect(rowOf('same page as healthy')).toMatchObject({
      toOk: expect.stringMatching(/^NO {2}200 secondary .* "Back soon/),
      byDefault: expect.stringMatching(/^ok {2}200 cache .* "Hello from the primary"$/),
    });
    expect(rowOf('primary hangs').byDefault).toMatch(/^ok {2}200 secondary {2}[2-9]\.\d s/);
  });

  test('shows that the rule of AWS\'s sample can be had with failover, and what the default keeps', () => {
    expect(rowOf('404')).toMatchObject({
      toOk: expect.stringMatching(/^ok {2}200 primary .* "Back soon/),
      byDefault: expect.stringMatching(/^ok {2}404 primary/),
    });
    expect(rowOf('both down')).toMatchObject({
      toOk: expect.stringMatching(/^ok {2}200 secondary .* "Back soon/),
      byDefault: expect.stringMatching(/^ok {2}503 secondary .* "Back soon/),
    });
  });

  test('counts what was served, and says why a status is worth keeping', () => {
    expect(result.stdout).toContain(
      [
        '',
        'FailoverDistribution served 9 of the 9 requests that the secondary could serve.',
        'FailoverDistribution, toOk served 9 of the 9 requests that the secondary could serve.',
        'AWS\'s sample served 4 of the 9 requests that the secondary could serve; the other 5 got "Sorry, something is not right..." ' +
          'with status 200',
      ].join('\n'),
    );
    expect(result.stdout).toMatch(
      /\nWhile both were down, the status was 200 \(AWS's sample\), 200 \(FailoverDistribution, toOk\), 503 \(FailoverDistribution\): only an error alerts/,
    );
  });

  test('prints no escape sequences when nobody looks', () => {
    expect(result.stdout).not.toContain('\u001b');
  });

  test('prints what the README shows', () => {
    const timeless = (text: string) => text.replace(/\b\d+\.\d s/g, '0.0 s');
    expect(timeless(readFileSync(join(HERE, 'README.md'), 'utf8'))).toContain(timeless(result.stdout));
  });

  test('fails when a request that the secondary could serve is not served by it', async () => {
    const directory = withSampleHandlerOnAll(synthesized.directory);
    try {
      const sabotaged = await run('demo.ts', directory).ended();
      expect(sabotaged.code).toBe(1);
      expect(sabotaged.stderr.split('\n')).toEqual([
        expect.stringMatching(/^demo: FailoverDistribution, toOk did not do what is expected at: primary 503; primary 503, HEAD; /),
        expect.stringMatching(/^demo: FailoverDistribution did not do what is expected at: primary 503; primary 503, HEAD; /),
        '',
      ]);
      expect(sabotaged.stdout).toContain('\nFailoverDistribution served 4 of the 9 requests');
      expect(rowsOf(sabotaged.stdout)[1]!.byDefault).toMatch(/^NO {2}200 primary/);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  test.each([
    ['no assembly', [], /^demo: one PATH is needed.*\n$/],
    ['an assembly that is not there', ['/nowhere'], /^demo: \/nowhere: no such file or folder.*\n$/],
  ])('refuses %s in one line', async (_, args, message) => {
    expect(await run('demo.ts', ...args).ended()).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
  });
});

describe('start', () => {
  test('prints where to look, serves, and stops on demand', async () => {
    const program = run('start.ts', synthesized.directory, '--port', '0');
    const { sample, toOk, byDefault, control, origins } = await addresses(program);

    program.type('primary 503');
    await program.prints('primary: 503, process');
    expect(await bodyOf(`${sample}page`)).toMatch(/^Sorry, something is not right/);
    expect(await bodyOf(`${byDefault}page`)).toBe('Hello from the secondary\n');
    expect(await bodyOf(`${toOk}page`)).toBe('Hello from the secondary\n');
    await program.prints('AWS\'s sample                GET /page 200 primary 503=>200 miss');
    await program.prints('FailoverDistribution        GET /page 200 primary 503 -> secondary 200 miss');
    await program.prints('FailoverDistribution, toOk  GET /page 200 primary 503 -> secondary 200 miss');

    program.type('primary killed');
    await program.prints('primary: killed');
    expect(await bodyOf(`${byDefault}other`)).toBe('Hello from the secondary\n');
    program.type('primary healthy');
    await program.prints('primary: healthy, process');
    expect(await bodyOf(`${byDefault}again`)).toBe('Hello from the primary\n');
    program.type('primary what');
    await program.prints('Type "primary" or "secondary"');

    expect(await bodyOf(control)).toContain('<!doctype html>');

    program.child.kill('SIGTERM');
    expect(await program.ended()).toMatchObject({ code: 0, stderr: '' });
    await gone(origins);
  });

  test('stops on Ctrl-C, too', async () => {
    const program = run('start.ts', synthesized.directory, '--port', '0');
    await addresses(program);
    program.child.kill('SIGINT');
    expect(await program.ended()).toMatchObject({ code: 0, stderr: '' });
  });

  test('leaves no origin behind when it is killed', async () => {
    const program = run('start.ts', synthesized.directory, '--port', '0');
    const { origins } = await addresses(program);
    program.child.kill('SIGKILL');
    await program.ended();
    await gone(origins);
  });

  test('says in one line that a port is taken, also that of another edge', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const result = await run('start.ts', synthesized.directory, '--port', String(port - 1)).ended();
    taken.close();
    expect(result).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(/^start: port \d+: in use on 127\.0\.0\.1\..*\n$/) });
  });

  test.each([
    [[], /^start: one PATH is needed.*\n$/],
    [['cdk.out', '--port', '65534'], /^start: --port "65534": .*\n$/],
    [['cdk.out', '--prot', '1'], /^start: Unknown option '--prot'.*\n$/],
  ])('refuses the arguments %j in one line', async (args, message) => {
    expect(await run('start.ts', ...args).ended()).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
  });
});

interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Program {
  readonly child: ChildProcessWithoutNullStreams;
  type(line: string): void;
  prints(text: string): Promise<string>;
  ended(): Promise<Result>;
}

function run(file: string, ...args: string[]): Program {
  const env = { ...process.env, NODE_OPTIONS: undefined };
  const child = spawn(process.execPath, ['--import', 'tsx', join(HERE, file), ...args], { cwd: join(__dirname, '..'), env });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', chunk => { stdout += chunk; });
  child.stderr.on('data', chunk => { stderr += chunk; });
  const end = once(child, 'close').then(([code]) => ({ code, stdout, stderr }));
  const program = { child, ended: () => end, type: (line: string) => { child.stdin.write(`${line}\n`); }, prints };
  started.push(program);
  return program;

  async function prints(expected: string): Promise<string> {
    while (!stdout.includes(expected)) {
      if (child.exitCode !== null) throw new Error(`it ended before it printed ${JSON.stringify(expected)}:\n${stdout}${stderr}`);
      await sleep(20);
    }
    return stdout;
  }
}

async function addresses(program: Program) {
  const printed = await program.prints('Stop with Ctrl-C.');
  const urlOf = (name: string) => new RegExp(`^${name} +(http://127\\.0\\.0\\.1:\\d+/\\S*)`, 'm').exec(printed)![1]!;
  return {
    sample: urlOf('AWS\'s sample'),
    toOk: urlOf('FailoverDistribution, toOk'),
    byDefault: urlOf('FailoverDistribution'),
    control: urlOf('control page'),
    origins: ['primary', 'secondary'].map(urlOf),
  };
}

async function bodyOf(url: string): Promise<string> {
  return (await fetch(url, { headers: { connection: 'close' } })).text();
}

/** Resolves when nothing listens anymore. */
async function gone(urls: string[]): Promise<void> {
  for (const url of urls) {
    while (await bodyOf(url).then(() => true, () => false)) await sleep(20);
  }
}

interface Row {
  readonly step: string;
  readonly expected: string;
  readonly sample: string;
  readonly toOk: string;
  readonly byDefault: string;
}

/** The table; the three lines of a cell joined. */
function rowsOf(stdout: string): Row[] {
  const [, rule, ...lines] = stdout.slice(0, stdout.indexOf('\n\n')).split('\n');
  const columns = [...rule!.matchAll(/-+/g)].map(({ index, 0: { length } }) => [index, index + length] as const);
  const cellsOf = (line: string) => columns.map(([start, end]) => line.slice(start, end).trim());
  return lines.flatMap((line, i) => {
    if (i % 3) return [];
    const [first, second, third] = [line, lines[i + 1]!, lines[i + 2]!].map(cellsOf);
    const [, sample, toOk, byDefault] = first!.map((text, column) => [text, second![column], third![column]].join(' '));
    return [{ step: first![0]!, expected: second![0]!.replace(/^expected /, ''), sample: sample!, toOk: toOk!, byDefault: byDefault! }];
  });
}

/** A copy of the assembly in which every distribution has the sample's handler. */
function withSampleHandlerOnAll(directory: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'sabotaged-'));
  cpSync(directory, copy, { recursive: true });
  const file = join(copy, 'SideBySide.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8'));
  const behaviorOf = (name: RegExp) =>
    (Object.entries(template.Resources) as Array<[string, any]>).find(
      ([id, { Type }]) => Type === 'AWS::CloudFront::Distribution' && name.test(id),
    )![1].Properties.DistributionConfig.DefaultCacheBehavior;
  const masking = behaviorOf(/^Masking/).LambdaFunctionAssociations;
  for (const name of [/^Aware/, /^KeepStatus/]) behaviorOf(name).LambdaFunctionAssociations = masking;
  writeFileSync(file, JSON.stringify(template));
  return copy;
}
