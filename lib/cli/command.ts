import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Terminal } from '../report/terminal-text';

/** The output streams of the command. */
export interface Streams {
  readonly stdout: Terminal & { write(text: string): unknown };
  readonly stderr: Terminal & { write(text: string): unknown };
  /** Missing where nobody can be asked. */
  readonly stdin?: NodeJS.ReadableStream & { readonly isTTY?: boolean };
}

/** One subcommand, loaded on demand so that the command starts fast. */
export interface Command {
  readonly usage: string;
  readonly summary: string;
  load(): LoadedCommand;
}

export interface LoadedCommand {
  /** What `--help` prints. */
  readonly help: string;
  /** @returns the exit code */
  run(args: string[], streams: Streams): Promise<number> | number;
}

/** What PATH may be, in the help of every command. */
export const PATH_HELP = `PATH is a cloud assembly (cdk.out), a CloudFormation template (JSON or YAML), or one of these:
  .aws-sam/build    the folder that "sam build" writes, or a SAM template
  .serverless       the folder that "serverless package" writes
  plan.json         the output of "terraform show -json plan" (Terraform or OpenTofu)
  site.json         the output of "aws cloudfront get-distribution-config"
`;

/** A line of a help. */
export function optionLine(width: number, option: string, text: string): string {
  return `  ${option.padEnd(width)}${text}`;
}

/** The options of `READ_OPTIONS`, in the help of every command. */
export function readHelp(width: number): string {
  return optionLine(width, '--allow-folder DIR', 'a folder outside of PATH that may be read, such as that of code; repeatable');
}

/** The options of `BUDGET_OPTIONS`. */
export function budgetHelp(width: number): string {
  return [
    optionLine(width, '--max-seconds N', 'what a run may take, 60 by default; functions that take longer are undetermined'),
    optionLine(width, '--max-memory MB', 'what it may take of memory, 1024 by default'),
  ].join('\n');
}

/** The version of this library. */
export function version(): string {
  // Compiled code is in build/lib/cli; a clone runs lib/cli.
  const file = ['../../..', '../..'].map(up => join(__dirname, up, 'package.json')).find(existsSync);
  return (JSON.parse(readFileSync(file!, 'utf8')) as { version: string }).version;
}
