import * as fc from 'fast-check';
import { DOORS } from './doors';

/** The program that fuzzes a door with fast-check for a while: `node structured.js SECONDS`. The last line is the number of inputs. */
async function main(): Promise<void> {
  const door = DOORS[process.env.FUZZ_DOOR!]!();
  let inputs = 0;
  const property = fc.asyncProperty(door.arbitrary, async input => {
    inputs++;
    await door.fuzz(Buffer.from(input as string));
  });
  const interruptAfterTimeLimit = Number(process.argv[2]) * 1000;
  const details = await fc.check(property, { numRuns: 1e9, interruptAfterTimeLimit, endOnFailure: true });
  if (details.counterexample) {
    const { stack } = details.errorInstance as Error;
    process.stderr.write(`Finding: ${JSON.stringify(String(details.counterexample[0]))}\n${stack}\n`);
  }
  process.stdout.write(`${inputs}\n`, () => process.exit(details.counterexample ? 1 : 0));
}

void main();
