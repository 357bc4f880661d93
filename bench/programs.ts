import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BuildOptions, buildSync } from 'esbuild';

export const ROOT = join(__dirname, '..');

/** Below build/, so that programs find the packages, and build/handler-runner.js where the package has it. */
export async function inFolder<T>(work: (folder: string) => T | Promise<T>): Promise<T> {
  const build = join(ROOT, 'build');
  mkdirSync(build, { recursive: true });
  const folder = mkdtempSync(join(build, 'bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Programs of this folder as the package ships code: what runs TypeScript directly wraps every function, which costs. */
export function bundle(folder: string, names: readonly string[], options: BuildOptions = {}): void {
  buildSync({
    entryPoints: names.map(name => join(__dirname, `${name}.ts`)),
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    ...options,
  });
}

/** With aws-cdk-lib outside of the bundle. */
export const WITH_CDK: BuildOptions = {
  external: ['aws-cdk-lib', 'constructs'],
  alias: { 'cdk-failover-distribution': join(ROOT, 'lib/index.ts') },
};

/** What a program wrote, as JSON. */
export function outputOf<T>(node: string, args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}): T {
  const text = execFileSync(node, args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  return JSON.parse(text.trim().split('\n').at(-1)!) as T;
}

/** The path of a release of Node.js, which npx brings if need be; undefined without a registry. */
export function nodeOf(major: number): string | undefined {
  if (process.version.startsWith(`v${major}.`)) return process.execPath;
  const { status, stdout } = spawnSync('npx', ['-y', '-p', `node@${major}`, '-c', 'node -p process.execPath'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim().split('\n').at(-1) : undefined;
}
