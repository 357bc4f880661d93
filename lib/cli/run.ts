import { Command, PATH_HELP, Streams, version } from './command';
import { isUnusableInput } from '../model/errors';
import { printable } from '../model/printable';

const COMMANDS: Readonly<Record<string, Command>> = {
  check: {
    usage: 'check PATH...',
    summary: 'find what prevents failover',
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    load: () => (require('./check') as typeof import('./check')).checkCommand,
  },
  describe: {
    usage: 'describe PATH',
    summary: 'list the distributions: groups, behaviors, functions, warnings',
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    load: () => (require('./describe') as typeof import('./describe')).describeCommand,
  },
  matrix: {
    usage: 'matrix PATH',
    summary: 'show what viewers get for each way in which the origins may respond or fail',
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    load: () => (require('./matrix') as typeof import('./matrix')).matrixCommand,
  },
  prove: {
    usage: 'prove URL',
    summary: 'ask a live distribution what AWS does not document',
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    load: () => (require('./prove') as typeof import('./prove')).proveCommand,
  },
  serve: {
    usage: 'serve PATH',
    summary: 'serve a distribution on this machine, failing over as CloudFront would',
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    load: () => (require('./serve') as typeof import('./serve')).serveCommand,
  },
};

/**
 * Runs the command and returns its exit code: 0, or 2 for unusable input, reported in one line on stderr. Data goes to stdout.
 */
export async function run(args: readonly string[], streams: Streams): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h') {
    streams.stdout.write(help());
    return 0;
  }
  if (name === '--version') {
    streams.stdout.write(`${version()}\n`);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    const allowed = Object.keys(COMMANDS).join(', ');
    return rejectInput(streams, `unknown command ${JSON.stringify(name)}. Allowed: ${allowed}. Try cdk-failover --help.`);
  }
  try {
    const loaded = command.load();
    if (!asksForHelp(rest)) return await loaded.run(rest, streams);
    streams.stdout.write(loaded.help);
    return 0;
  } catch (error) {
    if (isUnusableInput(error)) return rejectInput(streams, error.message);
    throw error;
  }
}

/** Not behind `--`, where everything is a path. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? undefined : end).some(arg => arg === '--help' || arg === '-h');
}

function rejectInput({ stderr }: Streams, message: string): number {
  stderr.write(`cdk-failover: ${printable(message)}\n`);
  return 2;
}

function help(): string {
  const commands = Object.values(COMMANDS).map(({ usage, summary }) => `  ${usage.padEnd(16)}${summary}\n`).join('');
  return `Usage: cdk-failover COMMAND

${commands}
  --help          show this text, or that of a command: cdk-failover check --help
  --version       show the version

${PATH_HELP}`;
}
