import { assumptionsOf, choice, pathAndOptions } from './arguments';
import { Streams } from './command';
import { writeWhole } from './whole-file';
import { Assembly } from '../model/assembly';
import { matrixAsHtml } from '../report/matrix/html';
import { Matrix, matrixAsJson, matrixOf } from '../report/matrix/matrix';
import { matrixAsText } from '../report/matrix/text';
import { Terminal, textStyle } from '../report/terminal-text';
import { Assumptions } from '../simulator/journey/assumptions';
import { chooseDistributions } from '../simulator/journey/edge';

/**
 * Writes what viewers get for each outcome of the origins. Nothing is written before everything is worked out.
 * @throws UnusableInput
 */
export async function matrixCommand(args: string[], { stdout, stderr }: Streams): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    stdout.write(MATRIX_HELP);
    return 0;
  }
  const { path, format, out, assumptions, ...chosen } = matrixArguments(args);
  const matrix = await matrixOf(chooseDistributions(Assembly.read(path).distributions(), chosen), assumptions, progressOn(stderr));
  if (out === undefined) stdout.write(formatted(matrix, format, stdout));
  else writeWhole(out, formatted(matrix, format));
  return 0;
}

/** Functions run in real time, so one that hangs makes this slow: then it says that it goes on. */
function progressOn(stderr: Streams['stderr'], everyMs = 5000): () => void {
  let cases = 0;
  let told = Date.now();
  return () => {
    cases += 1;
    if (Date.now() - told < everyMs) return;
    told = Date.now();
    stderr.write(`cdk-failover: ${cases} cases worked out, a function takes its time\n`);
  };
}

function formatted(matrix: Matrix, format: 'text' | 'json' | 'html', terminal: Terminal = {}): string {
  switch (format) {
    case 'json': return matrixAsJson(matrix);
    case 'html': return matrixAsHtml(matrix);
    case 'text': return matrixAsText(matrix, textStyle(terminal));
  }
}

/** What `matrix` was asked to do. */
export interface MatrixArguments {
  /** A cloud assembly or a template. */
  readonly path: string;
  readonly stack?: string;
  readonly distribution?: string;
  readonly format: typeof FORMATS[number];
  /** The file to write; stdout without one. */
  readonly out?: string;
  readonly assumptions: Partial<Assumptions>;
}

const FORMATS = ['text', 'json', 'html'] as const;

/** How `matrix` is called, for its own help. */
export const MATRIX_HELP = `Usage: cdk-failover matrix PATH [options]

Tells what viewers get of each distribution of a cloud assembly (cdk.out) or a template, for each way in which its origins may
answer or fail: status, who answered, how often functions ran, how long it is kept, how long viewers wait. On this machine, in
simulated time; the functions of the template are run.

  --format FORMAT       text (default), json, or html (one page that needs no network)
  --out FILE            write to a file instead of stdout
  --stack NAME          only the distributions of a stack
  --distribution ID     only the distribution with this logical id or construct path
  --assume NAME=VALUE   a reading of what AWS does not document; repeatable, see docs/simulator.md
  --help                this text

Exit code: 0, or 2 for a PATH that cannot be read or a FILE that cannot be written.
`;

/** @throws UnusableInput */
export function matrixArguments(args: string[]): MatrixArguments {
  const { path, values } = pathAndOptions(args, {
    format: { type: 'string', default: 'text' },
    out: { type: 'string' },
    stack: { type: 'string' },
    distribution: { type: 'string' },
    assume: { type: 'string', multiple: true, default: [] },
  });
  const { format, assume, ...rest } = values;
  return { ...rest, path, format: choice('--format', format, FORMATS), assumptions: assumptionsOf(assume) };
}
