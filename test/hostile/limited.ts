import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a run of the command took. */
export interface Taken {
  /** Null if it was killed. */
  readonly exitCode: number | null;
  readonly seconds: number;
  /** The most that it had in memory, with the process that runs functions, in MB. */
  readonly megabytes: number;
  readonly stdout: string;
  readonly stderr: string;
}

const ROOT = join(__dirname, '../..');
const OFTEN = 20;

/** Runs the command, watches its memory, and kills it when it takes more than it may. Needs Linux for the memory. */
export function limited(args: readonly string[], most: { readonly seconds: number; readonly megabytes: number }): Promise<Taken> {
  const started = performance.now();
  const command = ['--import', 'tsx', join(ROOT, 'lib/cli/main.ts'), ...args];
  const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', chunk => { text.stdout += chunk; });
  child.stderr.setEncoding('utf8').on('data', chunk => { text.stderr += chunk; });
  const seconds = () => (performance.now() - started) / 1000;
  let megabytes = 0;
  const timer = setInterval(() => {
    megabytes = Math.max(megabytes, memoryOf(child.pid!));
    if (seconds() <= most.seconds && megabytes <= most.megabytes) return;
    for (const pid of [...childrenOf(child.pid!), child.pid!]) process.kill(pid, 'SIGKILL');
  }, OFTEN);
  return new Promise(resolve => child.on('close', exitCode => {
    clearInterval(timer);
    resolve({ exitCode, seconds: seconds(), megabytes, ...text });
  }));
}

function memoryOf(pid: number): number {
  return [pid, ...childrenOf(pid)].reduce((sum, one) => sum + residentOf(one), 0);
}

function residentOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(proc(`${pid}/status`))?.[1] ?? 0) / 1024;
}

function childrenOf(pid: number): number[] {
  return (proc(`${pid}/task/${pid}/children`).match(/\d+/g) ?? []).map(Number);
}

/** Empty for a process that is gone. */
function proc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return '';
  }
}
