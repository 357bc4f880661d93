import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { body, file, WARNED } from './check-run';
import { recorders, removeFolders, temporaryFolder, writeAssembly } from './serve-fixtures';
import { serve } from '../../lib/cli/serve';
import { serveArguments } from '../../lib/cli/serve-arguments';
import { get } from '../simulator/http/sockets';

afterEach(removeFolders);

const ROOT = join(__dirname, '../..');

/** Runs the command in a shell, and kills it if it waits. */
function command(...args: string[]) {
  const line = `exec "${process.execPath}" --import tsx "${join(ROOT, 'lib/cli/main.ts')}" ${args.join(' ')}`;
  return spawnSync('bash', ['-c', line], { encoding: 'utf8', timeout: 20_000, killSignal: 'SIGKILL', cwd: ROOT });
}

const HASH = 'a'.repeat(64);
const template = body({ ...WARNED, function: { Code: { S3Bucket: 'b', S3Key: `${HASH}.zip` } } });

/** An assembly with code in a folder. */
function assembly(): string {
  const folder = join(temporaryFolder(), 'cdk.out');
  mkdirSync(join(folder, 'code'), { recursive: true });
  writeFileSync(join(folder, 'code/index.js'), 'exports.handler = async event => event.Records[0].cf.response;');
  writeFileSync(join(folder, 'S.json'), JSON.stringify(template));
  writeFileSync(join(folder, 'S.assets.json'), JSON.stringify({ files: { [HASH]: { source: { path: 'code' } } } }));
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({
    artifacts: {
      'S.assets': { type: 'cdk:asset-manifest', properties: { file: 'S.assets.json' } },
      'S': { type: 'aws:cloudformation:stack', properties: { templateFile: 'S.json' } },
    },
  }));
  return folder;
}

const PIPE = (path: string) => void execFileSync('mkfifo', [path]);
const DEVICE = (path: string) => symlinkSync('/dev/zero', path);

test.each([
  ...['manifest.json', 'S.json', 'S.assets.json'].flatMap(name => [[name, PIPE, 2], [name, DEVICE, 2]] as const),
  ['code/index.js', PIPE, 0], ['code/index.js', DEVICE, 0], ['code', PIPE, 0],
] as const)('check does not wait for what is not a file: %s, case %#', (name, put, status) => {
  const folder = assembly();
  rmSync(join(folder, name), { recursive: true });
  put(join(folder, name));
  const done = command('check', folder);
  expect({ status: done.status, stderr: done.stderr.split('\n').length }).toEqual({ status, stderr: status === 0 ? 1 : 2 });
  expect(done.stdout + done.stderr).toMatch(/^cdk-failover: .*: (not a file|outside of)|^ {2}handler-masks-failover: /m); // undetermined
});

test('a template comes over a pipe that was named, and one without an end is refused', () => {
  expect(command('check', `<(cat ${file(JSON.stringify(body(WARNED)))})`)).toMatchObject({ status: 0, stderr: '' });
  const stderr = expect.stringMatching(/too big, \d+ MB\. Up to 100 MB/);
  expect(command('check', '<(yes)')).toMatchObject({ status: 2, stdout: '', stderr });
});

test('serve goes on with what it has when a pipe takes the place of the manifest', async () => {
  const folder = writeAssembly(join(temporaryFolder(), 'cdk.out'));
  const streams = recorders();
  const served = await serve(serveArguments([folder, '--port=0']), streams);
  try {
    rmSync(join(folder, 'manifest.json'));
    PIPE(join(folder, 'manifest.json'));
    await streams.stderr.has('reload failed; still serving the previous version');
    expect(streams.stderr.text).toMatch(/manifest\.json: not a file/);
    expect(await get(Number(new URL(served.url).port), '/')).toMatch(/^HTTP\/1\.1 200/);
  } finally {
    await served.close();
  }
});
