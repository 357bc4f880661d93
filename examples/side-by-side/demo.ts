import { setTimeout as sleep } from 'node:timers/promises';
import { openStage, Stage } from './stage';
import { expectationOf, secondaryCanServe, Step, STEPS } from './steps';
import { Cell, firstWords, Row, table } from './table';
import { ask, Seen } from './viewer';
import { UnusableInput } from '../../lib/model/errors';

interface Outcome extends Row {
  /** Whether the secondary could serve the request. */
  readonly counts: boolean;
}

async function demo(directory: string | undefined): Promise<number> {
  if (directory === undefined) throw new UnusableInput('one PATH is needed: the cloud assembly (cdk.out) of this example.');
  const stage = await openStage(directory);
  try {
    const outcomes: Outcome[] = [];
    for (const step of STEPS) outcomes.push(await play(step, stage));
    return report(outcomes, stage);
  } finally {
    await stage.close();
  }
}

async function play(step: Step, { origins, doors }: Stage): Promise<Outcome> {
  const { name, path, method = 'GET', primary = 'healthy', secondary = 'healthy', after = 0 } = step;
  await sleep(after * 1000);
  await Promise.all([origins.primary.become(primary), origins.secondary.become(secondary)]);
  const { words, met } = expectationOf(step);
  const cells = await Promise.all(doors.map(async ({ url }): Promise<Cell> => {
    const seen = await ask(url + path, method);
    return { seen, right: met(seen) };
  }));
  return { step: name, expected: words, cells, counts: secondaryCanServe(step) };
}

function report(outcomes: readonly Outcome[], { doors }: Stage): number {
  const color = process.stdout.isTTY && !process.env.NO_COLOR;
  const aware = doors.findIndex(({ name }) => name === 'FailoverDistribution');
  const verdicts = doors.map(({ name }, i) => verdict(name, outcomes.filter(({ counts }) => counts).map(({ cells }) => cells[i]!)));
  process.stdout.write(`${table(doors.map(({ name }) => name), outcomes, color)}\n${verdicts.reverse().join('\n')}\n${footnote(outcomes, doors)}`);

  const wrong = outcomes.filter(({ cells }) => !cells[aware]!.right).map(({ step }) => step);
  if (!wrong.length) return 0;
  process.stderr.write(`demo: FailoverDistribution did not do what is expected at: ${wrong.join('; ')}\n`);
  return 1;
}

/** How many of the requests that the secondary could serve were served, and what came in the place of the others. */
function verdict(name: string, servable: readonly Cell[]): string {
  const lost = servable.filter(({ right }) => !right).map(({ seen }) => seen);
  const said = `${name} served ${servable.length - lost.length} of the ${servable.length} requests that the secondary could serve`;
  if (!lost.length) return `${said}.`;
  const [{ status, words }] = lost as [Seen];
  const kept = Math.max(...lost.map(({ storedSeconds }) => storedSeconds));
  return `${said}; the other ${lost.length} got ${firstWords(words)} with status ${status}${kept ? `, which CloudFront keeps for up to ${kept} s` : ''}.`;
}

function footnote(outcomes: readonly Outcome[], [door]: Stage['doors']): string {
  const names = new Set(outcomes.flatMap(({ cells }) => cells.flatMap(({ seen }) => seen.assumptions)));
  if (!names.size) return '';
  const assumed = [...names].map(name => `${name} = ${door!.edge.assumptions[name]}`).join(', ');
  return `AWS does not document everything that this shows. Assumed: ${assumed}.\n`;
}

demo(process.argv[2]).then(
  code => { process.exitCode = code; },
  error => {
    process.stderr.write(`demo: ${(error as Error).message}\n`);
    process.exitCode = error instanceof UnusableInput ? 2 : 1;
  },
);
