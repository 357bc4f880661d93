import { resolve } from 'node:path';
import { parseArgs, ParseArgsConfig } from 'node:util';
import { optionLine } from './command';
import { Budget } from '../model/budget';
import { UnusableInput } from '../model/errors';
import { nearestName } from '../model/nearest-name';
import { printable } from '../model/printable';
import { INPUTS } from '../model/template-file';
import { observedIn } from '../prove/assume-from';
import { ASSUMPTION_VALUES, Assumptions } from '../simulator/journey/assumptions';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values'];

/** Of every command that reads a path. */
export const READ_OPTIONS = { 'allow-folder': { type: 'string', multiple: true, default: [] as string[] } } as const;

/** Of every command that plays cases. */
export const BUDGET_OPTIONS = {
  'max-seconds': { type: 'string', default: '60' },
  'max-memory': { type: 'string', default: '1024' },
} as const;

/**
 * What a run may take.
 * @throws UnusableInput
 */
export function budgetOf(values: { readonly 'max-seconds': string; readonly 'max-memory': string }): Budget {
  const [seconds, megabytes] = (['max-seconds', 'max-memory'] as const).map(name => wholeNumber(`--${name}`, values[name], 1, 999_999));
  return new Budget(seconds!, megabytes!);
}

/**
 * The arguments of a command that takes one path, and options.
 * @throws UnusableInput
 */
export function pathAndOptions<O extends Options>(
  command: string, args: string[], options: O,
): { readonly path: string; readonly values: Values<O> } {
  const { positionals, values } = parsedArguments(command, args, options);
  if (positionals.length !== 1) {
    throw new UnusableInput(`pass one PATH: ${INPUTS}. ${helpOf(command)}`);
  }
  return { path: positionals[0]!, values };
}

/**
 * The arguments of a command that takes one path or more, and options. A path that is given twice counts once.
 * @throws UnusableInput
 */
export function pathsAndOptions<O extends Options>(
  command: string, args: string[], options: O,
): { readonly paths: readonly string[]; readonly values: Values<O> } {
  const { positionals, values } = parsedArguments(command, args, options);
  if (positionals.length === 0) {
    throw new UnusableInput(`pass at least one PATH: ${INPUTS}. ${helpOf(command)}`);
  }
  return { paths: [...new Map(positionals.map(path => [resolve(path), path])).values()], values };
}

/**
 * One of a fixed set of words.
 * @throws UnusableInput
 */
export function choice<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find(word => word === value);
  if (found === undefined) {
    throw new UnusableInput(`${option} ${JSON.stringify(value)}: not a valid value. Choose one of ${allowed.join(', ')}.`);
  }
  return found;
}

/**
 * The values of a repeatable option NAME=VALUE.
 * @throws UnusableInput
 */
export function pairs(option: string, values: readonly string[], example: string): ReadonlyMap<string, string> {
  return new Map(values.map(value => {
    const [, name, rest] = /^([^=]+)=(.+)$/s.exec(value) ?? [];
    if (name === undefined || rest === undefined) {
      throw new UnusableInput(`${option} ${JSON.stringify(value)}: not NAME=VALUE. Write it like ${option} ${example}.`);
    }
    return [name, rest];
  }));
}

/**
 * A port to listen on; 0 for any free one.
 * @throws UnusableInput
 */
export function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw new UnusableInput(
    `--port ${JSON.stringify(text)}: not a whole number from 0 to 65535. Choose one of those; 0 takes any free port.`,
  );
}

/**
 * The arguments of a command, in any order.
 * @throws UnusableInput
 */
export function parsedArguments<O extends Options>(
  command: string, args: string[], options: O,
): { readonly positionals: string[]; readonly values: Values<O> } {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new UnusableInput(`${whatIsWrong(error as Error, Object.keys(options))}. ${helpOf(command)}`);
  }
}

/** What Node.js says, with what was probably meant, and without what is for programmers. */
function whatIsWrong({ message }: Error, names: readonly string[]): string {
  const [what = message] = message.split(/\. To specify a positional argument|\.?\n/);
  const [, ambiguous] = /^Option '(--[\w-]+)' argument is ambiguous/.exec(what) ?? [];
  if (ambiguous !== undefined) return `${ambiguous} is followed by something that looks like an option. Write it like ${ambiguous}=VALUE`;
  const unknown = /^Unknown option '--([\w-]+)'$/.exec(what)?.[1];
  const meant = unknown && nearestName(unknown, names);
  return meant ? `${what}, perhaps --${meant}` : what;
}

/**
 * A whole number.
 * @throws UnusableInput
 */
export function wholeNumber(option: string, text: string, from: number, to: number): number {
  if (/^(0|[1-9]\d{0,8})$/.test(text) && Number(text) >= from && Number(text) <= to) return Number(text);
  throw new UnusableInput(`${option} ${JSON.stringify(text)}: not a whole number from ${from} to ${to}. Choose one of those.`);
}

function helpOf(command: string): string {
  return `Try cdk-failover ${command} --help.`;
}

/** What to assume, and what to say about it. */
export interface Assumed {
  readonly assumptions: Partial<Assumptions>;
  /** A line for stderr; undefined if there is nothing to say. */
  readonly note?: string;
}

/** The options of every command that assumes something. */
export const ASSUME_OPTIONS = {
  'assume': { type: 'string', multiple: true, default: [] as string[] },
  'assume-from': { type: 'string' },
} as const;

/** The options of `ASSUME_OPTIONS`, with what may be assumed. */
export function assumeHelp(width: number): string {
  const values = Object.entries(ASSUMPTION_VALUES).map(([name, all]) => optionLine(width, '', `  ${name}=${all.join('|')}`));
  return [
    optionLine(width, '--assume NAME=VALUE', 'what to assume where AWS documents nothing; repeatable. The first value is the default:'),
    ...values,
    optionLine(width, '--assume-from FILE', 'assume what "cdk-failover prove URL --json FILE" observed'),
  ].join('\n');
}

/**
 * The assumptions of a report of `prove`, and those of the repeatable option `--assume NAME=VALUE`, which count more. The edge rejects
 * the ones it does not know.
 * @throws UnusableInput
 */
export function assumedBy(values: { readonly 'assume': readonly string[]; readonly 'assume-from'?: string }): Assumed {
  const given = [...pairs('--assume', values.assume, 'connectFailureIs=503')].map(([name, text]) => [name, valueOf(name, text)] as const);
  const own: Partial<Assumptions> = Object.fromEntries(given);
  const from = values['assume-from'];
  if (from === undefined) return { assumptions: own };
  const { assumptions, unsettled } = observedIn(from);
  const open = unsettled.filter(name => !(name in own));
  return {
    assumptions: { ...assumptions, ...own },
    ...open.length && { note: `cdk-failover: ${printable(from)} does not settle ${open.join(', ')}: the default counts.\n` },
  };
}

function valueOf(name: string, text: string): unknown {
  const values: readonly unknown[] = Object.hasOwn(ASSUMPTION_VALUES, name) ? ASSUMPTION_VALUES[name as keyof Assumptions] : [];
  return values.find(value => String(value) === text) ?? text;
}
