import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGES = join(__dirname, 'packages');
const CACHE = join(__dirname, '..', '..', 'node_modules', '.cache', 'conformance');

/**
 * Installs what package-lock.json in `packages` lists, unless it is there, and returns the folder with its node_modules. It is apart from
 * the project's own packages: npm 6, on which one of them depends, would hide the npm of the machine. The overrides leave npm 6 and
 * node-gyp out, which nothing here uses.
 */
export function conformancePackages(): string {
  const lock = readFileSync(join(PACKAGES, 'package-lock.json'), 'utf8');
  const mark = join(CACHE, 'installed.json');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return CACHE;
  mkdirSync(CACHE, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(PACKAGES, file), join(CACHE, file));
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: CACHE, stdio: 'ignore' });
  writeFileSync(mark, lock);
  return CACHE;
}
