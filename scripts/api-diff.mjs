// Compares the public API with that of another commit, the last release unless one is named: npm run api:diff -- main
// Fails on what breaks users. Needs the compiled library.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
const base = process.argv[2] ?? git('tag', '--list', 'v*', '--sort=-v:refname').split('\n')[0];
if (!base) {
  console.log('There is no release yet, so there is no API to keep. To compare with a commit: npm run api:diff -- main');
  process.exit(0);
}
if (!existsSync('.jsii')) throw new Error('The library is not compiled. Run "npx projen pre-compile && npx projen compile"');

const work = mkdtempSync(join(tmpdir(), 'api-'));
const source = join(work, 'source');
try {
  git('worktree', 'add', '--detach', source, base);
  symlinkSync(resolve('node_modules'), join(source, 'node_modules'));
  const run = (command, ...args) => execFileSync(command, args, { cwd: source, stdio: ['ignore', 2, 2] });
  run('npx', 'projen', 'pre-compile');
  run('npx', 'jsii', '--silence-warnings=reserved-word');
  const ignored = existsSync('.compatignore') ? ['--ignore-file', '.compatignore'] : [];
  const { status } = spawnSync('npx', ['jsii-diff', source, '.', '--keys', '--default-stability', 'stable', '--error-on', 'all', ...ignored], { stdio: 'inherit' });
  console.log(status === 0 ? `Nothing that ${base} has is broken.` : `The lines above are what breaks users of ${base}. What is meant goes into CHANGELOG.md, and its key into .compatignore.`);
  process.exitCode = status ?? 1;
} finally {
  spawnSync('git', ['worktree', 'remove', '--force', source]);
  rmSync(work, { recursive: true, force: true });
}
