import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { LoadedCommand, Streams, version } from './command';
import { PROVE_HELP, ProveArguments, proveArguments } from './prove-arguments';
import { writeWhole } from './whole-file';
import { UnusableInput } from '../model/errors';
import { printable, printableJson } from '../model/printable';
import { conclude } from '../prove/conclude';
import { estimate } from '../prove/estimate';
import { whyNotTheExample } from '../prove/example';
import { HttpViewer } from '../prove/http-viewer';
import { isAsModelled, ProveReport } from '../prove/report';
import { reportOf } from '../prove/report-of';
import { askAll, Progress, seenIn } from '../prove/session';
import { progressIn, stateOf } from '../prove/state';
import { proveAsJUnit } from '../report/prove/junit';
import { proveAsMarkdown } from '../report/prove/markdown';
import { proveAsText } from '../report/prove/text';
import { textStyle } from '../report/terminal-text';

/**
 * Asks a live distribution. The state file is written whole after each situation, so that it can be interrupted at any time.
 * @throws UnusableInput
 */
async function run(args: string[], streams: Streams): Promise<number> {
  const options = proveArguments(args);
  const viewer = new HttpViewer(options.url, `cdk-failover-prove/${version()} (+${HOMEPAGE})`);
  try {
    const progress = progressOf(options, viewer.url);
    const words = estimateWords(options, progress);
    if (options.estimate) {
      streams.stdout.write(`${words}\n`);
      return 0;
    }
    streams.stderr.write(`${words}\n`);
    await confirm(options, streams);
    await refuseStrangers(viewer);
    save(options, viewer.url, progress);
    const bar = progressBar(streams, progress);
    const stopped = await askAll(progress, viewer, options, (probe, { seen }) => {
      save(options, viewer.url, progress);
      bar.asked(`${probe.id}: ${seen ?? 'not finished'}`);
    });
    bar.end();
    return finish(options, streams, reportOf(progress, conclude(seenIn(progress)), {
      version: version(), url: viewer.url, finished: new Date().toISOString(), stopped,
    }));
  } finally {
    viewer.close();
  }
}

export const proveCommand: LoadedCommand = { help: PROVE_HELP, run };

const HOMEPAGE = 'https://github.com/cdk-failover-distribution/cdk-failover-distribution/blob/main/docs/prove.md';

function progressOf({ state }: ProveArguments, url: string): Progress {
  if (existsSync(state)) return progressIn(readState(state), state, url);
  return { started: new Date().toISOString(), run: randomUUID().slice(0, 8), requests: 0, asked: {} };
}

function readState(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UnusableInput(`${path}: cannot be read (${code}). Name another with --state FILE.`);
  }
}

function save({ state }: ProveArguments, url: string, progress: Progress): void {
  writeWhole(state, stateOf(url, progress));
}

function estimateWords({ concurrency }: ProveArguments, { asked, requests: sent }: Progress): string {
  const { probes, requests, mostRequests, seconds, mostDollars } = estimate(concurrency, id => asked[id]?.seen !== undefined);
  const cents = Math.max(1, Math.ceil(mostDollars * 100));
  const before = sent ? `${sent} requests were sent before. ` : '';
  return `${before}${probes} situations to ask: about ${requests} requests in ${Math.ceil(seconds / 60)} min, at most ${mostRequests} `
    + `requests. They cost your AWS account less than $${(cents / 100).toFixed(2)}.`;
}

/** @throws UnusableInput when nobody confirms */
async function confirm({ yes }: ProveArguments, { stdin, stderr }: Streams): Promise<void> {
  if (yes) return;
  if (!stdin?.isTTY) throw new UnusableInput('there is no terminal to confirm this at. Pass --yes to begin.');
  const lines = createInterface({ input: stdin, output: stderr as NodeJS.WritableStream });
  const answer = await lines.question('Begin? [y/N] ');
  lines.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new UnusableInput('not confirmed, so nothing was sent.');
}

/** @throws UnusableInput unless the distribution is the one of examples/prove */
async function refuseStrangers(viewer: HttpViewer): Promise<void> {
  const why = await whyNotTheExample(viewer);
  if (why !== undefined) {
    throw new UnusableInput(`${viewer.url}: ${printable(why)}. Deploy examples/prove, and pass its output Url.`);
  }
}

/** One line that changes on a terminal, one for each situation elsewhere. */
function progressBar({ stderr }: Streams, { asked }: Progress) {
  const total = estimate(1).probes;
  let width = 0;
  return {
    asked: (last: string) => {
      const done = Object.values(asked).filter(({ seen }) => seen !== undefined).length;
      if (!stderr.isTTY) return void stderr.write(`${done} of ${total}  ${printable(last)}\n`);
      const filled = Math.round(done / total * 20);
      const line = `[${'#'.repeat(filled)}${'.'.repeat(20 - filled)}] ${done} of ${total}  ${printable(last)}`.slice(0, 100);
      stderr.write(`\r${line.padEnd(width)}`);
      width = line.length;
    },
    end: () => { if (width) stderr.write('\n'); },
  };
}

function finish({ json, markdown, junit, state }: ProveArguments, { stdout, stderr }: Streams, report: ProveReport): number {
  if (json !== undefined) writeWhole(json, printableJson(report));
  if (markdown !== undefined) writeWhole(markdown, proveAsMarkdown(report));
  if (junit !== undefined) writeWhole(junit, proveAsJUnit(report));
  stdout.write(proveAsText(report, textStyle(stdout)));
  stderr.write(`cdk-failover: ${printable(state)} has everything that was seen. Delete it to start over.\n`);
  return isAsModelled(report) && report.stopped === undefined ? 0 : 1;
}
