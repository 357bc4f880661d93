import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeResult } from './result';

/** Writes docs/results/coverage.json, by room, from what `npm run test:coverage` measured. */
const ROOT = join(__dirname, '..');
const GOAL = 95;

interface Count {
  readonly total: number;
  readonly covered: number;
}

type Counts = Readonly<Record<'branches' | 'statements', Count>>;

function main(): void {
  const files: Record<string, Counts> = JSON.parse(readFileSync(join(ROOT, 'coverage/coverage-summary.json'), 'utf8'));
  const rooms = new Map<string, Counts[]>();
  for (const [path, counts] of Object.entries(files)) {
    const room = /^(lambda|lib\/(?:simulator\/)?[^/]+)\//.exec(path.slice(ROOT.length + 1))?.[1];
    if (room !== undefined) rooms.set(room, [...rooms.get(room) ?? [], counts]);
  }
  const rows = [...rooms].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, counts]) => ({
    name,
    value: percent(counts.map(({ branches }) => branches)),
    goal: `${name === 'lambda' ? 100 : GOAL} %`,
    note: `branches; statements ${percent(counts.map(({ statements }) => statements))}`,
  }));
  writeResult({
    name: 'coverage',
    command: 'npm run test:coverage',
    versions: {},
    summary: [`The fast tests reach ${percent([...rooms.values()].flat().map(({ branches }) => branches))} of all branches.`],
    rows,
  });
}

function percent(counts: readonly Count[]): string {
  const sum = (key: keyof Count) => counts.reduce((total, count) => total + count[key], 0);
  return `${(Math.floor(sum('covered') * 1000 / sum('total')) / 10).toFixed(1)} %`;
}

main();
