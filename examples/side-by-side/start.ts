import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { Mode } from './origin';
import { DISTRIBUTIONS, openStage, Stage } from './stage';
import { UnusableInput } from '../../lib/model/errors';
import { logLine } from '../../lib/simulator/http/log-line';

const DEFAULT_PORT = '8080';
const WIDTH = Math.max(...DISTRIBUTIONS.map(({ name }) => name.length));
const LAST_PORT = 65_535 - DISTRIBUTIONS.length + 1;

async function start(args: string[]): Promise<void> {
  const { path, port } = read(args);
  const stopped = new Promise<void>(resolve => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  const stage = await openStage(path, { port, onTrace: (name, trace) => tell(`${name.padEnd(WIDTH)}  ${logLine(trace)}`) });
  tell(banner(stage));
  const lines = createInterface({ input: process.stdin });
  void follow(lines, stage);
  await stopped;
  lines.close();
  process.stdin.destroy();
  await stage.close();
}

function read(args: string[]): { path: string; port: number } {
  const usage = 'Usage: start.ts PATH [--port N]';
  let parsed;
  try {
    parsed = parseArgs({ args, allowPositionals: true, options: { port: { type: 'string', default: DEFAULT_PORT } } });
  } catch (error) {
    throw new UnusableInput(`${(error as Error).message.split('. ')[0]}. ${usage}`);
  }
  const { positionals: [path, ...more], values: { port } } = parsed;
  if (path === undefined || more.length) {
    throw new UnusableInput(`one PATH is needed: the cloud assembly (cdk.out) of this example. ${usage}`);
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > LAST_PORT) {
    throw new UnusableInput(
      `--port ${JSON.stringify(port)}: not a whole number from 0 to ${LAST_PORT}. The other edges take the next ports; 0 is for any free ` +
        'ones.',
    );
  }
  return { path, port: Number(port) };
}

function banner({ doors, controlUrl, origins }: Stage): string {
  const rows = [
    ...doors.map(({ name, url }) => [name, `${url}/`]),
    ['control page', controlUrl],
    ...Object.values(origins).map(({ name, url, pid }) => [name, `${url}/  process ${pid}`]),
  ];
  return [
    ...rows.map(([name, what]) => `${name!.padEnd(WIDTH)}  ${what}`),
    '',
    'Break an origin on the control page, or for real: type "primary 503", "primary hang" or "primary killed", and "primary healthy"',
    'to repair it; the same with "secondary". Stop with Ctrl-C.',
    '',
  ].join('\n');
}

/** One after the other. */
async function follow(lines: AsyncIterable<string>, stage: Stage): Promise<void> {
  for await (const line of lines) tell(await obey(line, stage).catch((error: Error) => error.message));
}

/** Carries out what was typed, such as `primary 503`, and says what happened. */
async function obey(line: string, { origins }: Stage): Promise<string> {
  const [, name, mode] = /^\s*(primary|secondary)\s+(healthy|hang|killed|[45]\d\d)\s*$/.exec(line) ?? [];
  if (!name || !mode) return 'Type "primary" or "secondary", and then "healthy", a status such as "503", "hang" or "killed".';
  const origin = origins[name as keyof typeof origins];
  await origin.become((/^\d/.test(mode) ? Number(mode) : mode) as Mode);
  return `${name}: ${mode}${origin.pid === undefined ? '' : `, process ${origin.pid}`}`;
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

start(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`start: ${error.message}\n`);
  process.exitCode = error instanceof UnusableInput ? 2 : 1;
});
