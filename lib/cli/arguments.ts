import { parseArgs } from 'node:util';
import { UnusableInput } from '../model/unusable-input';

/** The one argument of a command that takes a path and no options. */
export function onlyPath(args: string[]): string {
  try {
    const { positionals } = parseArgs({ args, allowPositionals: true, options: {} });
    if (positionals.length === 1) return positionals[0]!;
  } catch (error) {
    throw new UnusableInput((error as Error).message.split('\n')[0]!);
  }
  throw new UnusableInput('one PATH is needed: a cloud assembly (cdk.out) or a template.');
}
