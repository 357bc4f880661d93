import {
  Assumed, ASSUME_OPTIONS, assumedBy, assumeHelp, budgetOf, BUDGET_OPTIONS, choice, pathAndOptions, READ_OPTIONS,
} from './arguments';
import { budgetHelp, LoadedCommand, PATH_HELP, readHelp, Streams } from './command';
import { writeWhole } from './whole-file';
import { Assembly } from '../model/assembly';
import { Budget } from '../model/budget';
import { matrixAsHtml } from '../report/matrix/html';
import { Matrix, matrixAsJson } from '../report/matrix/matrix';
import { matrixAsText } from '../report/matrix/text';
import { matrixOfVariants } from '../report/matrix/variants';
import { Terminal, textStyle } from '../report/terminal-text';
import { chooseDistributions } from '../simulator/journey/edge';

/**
 * Writes what viewers get for each state of the origins. Nothing is written before every case has been played.
 * @throws UnusableInput
 */
async function run(args: string[], { stdout, stderr }: Streams): Promise<number> {
  const { path, allowed, budget, format, out, assumptions, note, ...chosen } = matrixArguments(args);
  if (note !== undefined) stderr.write(note);
  const distributions = budget.within(() => chooseDistributions(Assembly.read(path, allowed, budget).distributions(), chosen));
  const matrix = await matrixOfVariants(distributions, assumptions, budget);
  const text = budget.within(() => formatted(matrix, format, out === undefined ? stdout : {}));
  if (out === undefined) stdout.write(text);
  else writeWhole(out, text);
  return 0;
}

function formatted(matrix: Matrix, format: 'text' | 'json' | 'html', terminal: Terminal): string {
  switch (format) {
    case 'json': return matrixAsJson(matrix);
    case 'html': return matrixAsHtml(matrix);
    case 'text': return matrixAsText(matrix, textStyle(terminal));
  }
}

/** The arguments of `matrix`. */
export interface MatrixArguments extends Assumed {
  readonly path: string;
  /** Folders outside of it that may be read. */
  readonly allowed: readonly string[];
  readonly budget: Budget;
  readonly stack?: string;
  readonly distribution?: string;
  readonly format: typeof FORMATS[number];
  /** The file to write; stdout without one. */
  readonly out?: string;
}

const FORMATS = ['text', 'json', 'html'] as const;

const MATRIX_HELP = `Usage: cdk-failover matrix PATH [options]

Shows what viewers get from each distribution, for each way in which its origins may respond or fail: the status, who responded, how
often functions ran, how long the response is cached, how long viewers wait. Everything runs on this machine, in simulated time,
including the template's functions.

${PATH_HELP}
  --format FORMAT       text (default), json, or html (a self-contained page)
  --out FILE            write to a file instead of stdout
  --stack NAME          only the distributions of this stack
  --distribution ID     only the distribution with this logical id or construct path
${assumeHelp(22)}
${readHelp(22)}
${budgetHelp(22)}
  --help                show this text

Exit code: 0, or 2 when PATH cannot be read, takes more than a run may take, or FILE cannot be written.
`;

export const matrixCommand: LoadedCommand = { help: MATRIX_HELP, run };

/** @throws UnusableInput */
export function matrixArguments(args: string[]): MatrixArguments {
  const { path, values } = pathAndOptions('matrix', args, {
    ...READ_OPTIONS,
    ...BUDGET_OPTIONS,
    format: { type: 'string', default: 'text' },
    out: { type: 'string' },
    stack: { type: 'string' },
    distribution: { type: 'string' },
    ...ASSUME_OPTIONS,
  });
  const { format, out, stack, distribution, 'allow-folder': allowed } = values;
  const budget = budgetOf(values);
  return { path, allowed, budget, stack, distribution, out, format: choice('--format', format, FORMATS), ...assumedBy(values) };
}
