import { MATRIX_HELP, matrixArguments } from './matrix-arguments';
import { Streams } from './run';
import { textStyle } from './text-style';
import { writeWhole } from './whole-file';
import { Assembly } from '../model/assembly';
import { Matrix, matrixOf } from '../report/matrix';
import { matrixAsHtml } from '../report/matrix/html';
import { matrixAsJson } from '../report/matrix/json';
import { matrixAsText } from '../report/matrix/text';
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
  const { path, format, out, assumptions, ...choice } = matrixArguments(args);
  const matrix = await matrixOf(chooseDistributions(Assembly.read(path).distributions(), choice), assumptions, progressOn(stderr));
  if (out === undefined) stdout.write(written(matrix, format, stdout));
  else writeWhole(out, written(matrix, format));
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

function written(matrix: Matrix, format: 'text' | 'json' | 'html', stdout: Partial<Streams['stdout']> = {}): string {
  switch (format) {
    case 'json': return matrixAsJson(matrix);
    case 'html': return matrixAsHtml(matrix);
    case 'text': return matrixAsText(matrix, textStyle(stdout));
  }
}
