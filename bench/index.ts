import { check } from './check';
import { edgeFunction } from './edge-function';
import { localEdge } from './local-edge';
import { matrix } from './matrix';
import { isOk, table } from './measure';
import { synth } from './synth';
import { testing } from './testing';

async function main(): Promise<void> {
  const rows = [...await check(), ...await edgeFunction(), ...await synth(), ...await localEdge(), ...await matrix(), ...await testing()];
  console.log(table(rows));
  if (process.argv.includes('--check') && !rows.every(isOk)) process.exitCode = 1;
}

void main();
