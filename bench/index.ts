import { edgeFunction } from './edge-function';
import { isOk, table } from './measure';

async function main(): Promise<void> {
  const rows = await edgeFunction();
  console.log(table(rows));
  if (process.argv.includes('--check') && !rows.every(isOk)) process.exitCode = 1;
}

void main();
