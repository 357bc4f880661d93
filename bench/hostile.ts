/** Gives the command every hostile input, and writes down what it took: docs/results/hostile.json. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeResult } from '../scripts/result';
import { HOSTILE_INPUTS } from '../test/hostile/inputs';
import { limited, Taken } from '../test/hostile/limited';

const KILLED = { seconds: 120, megabytes: 2048 };

async function main(): Promise<void> {
  const rows = [];
  for (const input of HOSTILE_INPUTS) {
    const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
    try {
      const path = input.write(folder);
      const taken = [await limited(['check', path], KILLED), await limited(['matrix', path], KILLED)];
      const value = taken.map(words).join('; matrix: ');
      console.log(`${input.name}: ${value}`);
      rows.push({ name: `${input.name}: ${input.what}`, value, goal: '60 s, 1 GiB', note: input.before && `before: ${input.before}` });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  const killed = rows.filter(({ value }) => value.includes('killed')).length;
  if (process.argv.includes('--write')) {
    writeResult({
      name: 'hostile',
      command: 'npm run hostile -- --write',
      summary: [
        `${HOSTILE_INPUTS.length} inputs were given to check and matrix. `
        + `${killed === 0 ? 'Every run ended within its budget' : `${killed} runs did not end within their budget`}: `
        + 'with exit code 0 or 1 and what could be checked, or with exit code 2 and one line.',
      ],
      rows,
    });
  }
  process.exitCode = killed ? 1 : 0;
}

function words({ exitCode, seconds, megabytes }: Taken): string {
  const how = exitCode === null ? 'killed' : `exit code ${exitCode}`;
  return `${how}, ${seconds.toFixed(1)} s, ${Math.round(megabytes)} MB`;
}

void main();
