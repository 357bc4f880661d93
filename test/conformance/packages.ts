import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CACHE = join(__dirname, '..', '..', 'node_modules', '.cache', 'conformance');

/**
 * Installs the packages of package-lock.json here, unless they are there, and gives the folder that has them in node_modules. It is apart from
 * the project's packages: npm 6, which one of them depends on, would hide the npm of the machine. Nothing of theirs is run.
 */
export function conformancePackages(): string {
  const lock = readFileSync(join(__dirname, 'package-lock.json'), 'utf8');
  const mark = join(CACHE, 'installed.json');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return CACHE;
  mkdirSync(CACHE, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(__dirname, file), join(CACHE, file));
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: CACHE, stdio: 'inherit' });
  writeFileSync(mark, lock);
  return CACHE;
}
