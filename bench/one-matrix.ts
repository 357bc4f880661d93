/**
 * Milliseconds that the matrix of one distribution of an assembly takes in a process that has just started, workers included, and its
 * number of cells, as JSON.
 */
import { Assembly } from '../lib/model/assembly';
import { matrixOf } from '../lib/report/matrix/matrix';

async function main(assembly: string, logicalId: string): Promise<void> {
  const distributions = Assembly.read(assembly).distributions().filter(distribution => distribution.logicalId.startsWith(logicalId));
  const started = performance.now();
  const { distributions: [{ behaviors }] } = await matrixOf(distributions);
  const milliseconds = performance.now() - started;
  console.log(JSON.stringify({ milliseconds, cells: behaviors.flatMap(({ cells }) => cells).length }));
}

void main(process.argv[2]!, process.argv[3]!);
