/** Gives the command every hostile input, and writes down what it took: docs/results/hostile.json. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUDGET_OPTIONS } from '../lib/cli/arguments';
import { writeResult } from '../scripts/result';
import { namesAmong, refuse } from '../scripts/script-arguments';
import { HOSTILE_INPUTS } from '../test/hostile/inputs';
import { limited, Taken } from '../test/hostile/limited';

const KILLED = { seconds: 120, megabytes: 2048 };
const BUDGET = { seconds: Number(BUDGET_OPTIONS['max-seconds'].default), megabytes: Number(BUDGET_OPTIONS['max-memory'].default) };
/** A budget is checked between two pieces of work, and the memory of the process before them is not part of it. */
const MARGIN = 1.1;

async function main(): Promise<void> {
  const names = process.argv.slice(2).filter(arg => arg !== '--write');
  const chosen = namesAmong('input', names, HOSTILE_INPUTS.map(({ name }) => name));
  const isWritten = process.argv.includes('--write');
  if (isWritten && names.length) refuse('--write is for all inputs. Leave the names out.');
  let missed = 0;
  const rows = [];
  for (const input of HOSTILE_INPUTS.filter(({ name }) => chosen.includes(name))) {
    const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
    try {
      const path = input.write(folder);
      const taken = [await limited(['check', path], KILLED), await limited(['matrix', path], KILLED)];
      const value = taken.map(words).join('; matrix: ');
      console.log(`${input.name}: ${value}`);
      missed += taken.filter(isOver).length;
      rows.push({ name: `${input.name}: ${input.what}`, value, goal: '60 s, 1 GiB', note: input.before && `before: ${input.before}` });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  if (isWritten) {
    writeResult({
      name: 'hostile',
      command: 'npm run hostile -- --write',
      summary: [
        `${HOSTILE_INPUTS.length} inputs were given to check and matrix. `
        + `${missed === 0 ? 'Every run ended within its budget or at most a tenth above it' : `${missed} runs went over their budget`}: `
        + 'with exit code 0 or 1 and what could be checked, or with exit code 2 and one line.',
      ],
      rows,
    });
  }
  process.exitCode = missed ? 1 : 0;
}

function isOver({ exitCode, seconds, megabytes }: Taken): boolean {
  return exitCode === null || seconds > BUDGET.seconds * MARGIN || megabytes > BUDGET.megabytes * MARGIN;
}

function words({ exitCode, seconds, megabytes }: Taken): string {
  const how = exitCode === null ? 'killed' : `exit code ${exitCode}`;
  return `${how}, ${seconds.toFixed(1)} s, ${Math.round(megabytes)} MB`;
}

void main();
