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
  const verdicts = doors.map(({ name }, i) => verdict(name, outcomes.filter(({ counts }) => counts).map(({ cells }) => cells[i]!)));
  const notes = [...verdicts.reverse(), statuses(outcomes, doors), ...footnote(outcomes, doors)];
  process.stdout.write(`${table(doors.map(({ name }) => name), outcomes, color)}\n${notes.join('\n')}\n`);

  const failures = doors.map(({ name }, i) => failure(name, outcomes, i)).filter(text => text !== undefined);
  for (const text of failures) process.stderr.write(`demo: ${text}\n`);
  return failures.length ? 1 : 0;
}

/** What a distribution of the library got wrong. A rewrite to 200 replaces an expired copy, which is why it is not the default. */
function failure(name: string, outcomes: readonly Outcome[], i: number): string | undefined {
  if (!name.startsWith('FailoverDistribution')) return undefined;
  const wrong = outcomes.filter(({ cells, step }) => !cells[i]!.right && !(name.endsWith('toOk') && step === 'same page as healthy'));
  return wrong.length ? `${name} did not do what is expected at: ${wrong.map(({ step }) => step).join('; ')}` : undefined;
}

/** What is left to see of an outage. */
function statuses(outcomes: readonly Outcome[], doors: Stage['doors']): string {
  const { cells } = outcomes.find(({ step }) => step === 'both down')!;
  return `While both were down, the status was ${doors.map(({ name }, i) => `${cells[i]!.seen.status} (${name})`).join(', ')}: ` +
    'only an error alerts monitors and search engines, and lets CloudFront serve an expired copy.';
}

/** How many of the requests that the secondary could serve were served, and what the others got. */
function verdict(name: string, servable: readonly Cell[]): string {
  const lost = servable.filter(({ right }) => !right).map(({ seen }) => seen);
  const said = `${name} served ${servable.length - lost.length} of the ${servable.length} requests that the secondary could serve`;
  if (!lost.length) return `${said}.`;
  const [{ status, words }] = lost as [Seen];
  const kept = Math.max(...lost.map(({ storedSeconds }) => storedSeconds));
  return `${said}; the other ${lost.length} got ${firstWords(words, 32)} with status ` +
    `${status}${kept ? `, which CloudFront keeps for up to ${kept} s` : ''}.`;
}

function footnote(outcomes: readonly Outcome[], [door]: Stage['doors']): string[] {
  const names = new Set(outcomes.flatMap(({ cells }) => cells.flatMap(({ seen }) => seen.assumptions)));
  if (!names.size) return [];
  const assumed = [...names].map(name => `${name} = ${door!.edge.assumptions[name]}`).join(', ');
  return [`AWS does not document everything that this shows. Assumed: ${assumed}.`];
}

demo(process.argv[2]).then(
  code => { process.exitCode = code; },
  error => {
    process.stderr.write(`demo: ${(error as Error).message}\n`);
    process.exitCode = error instanceof UnusableInput ? 2 : 1;
  },
);
