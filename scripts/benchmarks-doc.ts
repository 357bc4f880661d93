import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digits, isOk, Row } from '../bench/measure';
import { MeasuredRow, read, Results } from '../bench/results';

const DOCS = join(__dirname, '..', 'docs');

/** Writes the page and the picture. */
export function writeBenchmarks(results: Results): void {
  writeFileSync(join(DOCS, 'benchmarks.md'), benchmarksPage(results));
  writeFileSync(join(DOCS, 'benchmarks.svg'), benchmarksPicture(results));
}

/** By the command that measures them: what the numbers are about, and how they were taken. */
const TEXTS: Readonly<Record<string, { readonly title: string; readonly text: string }>> = {
  'function': {
    title: 'The function at the edge',
    text: `The code that the construct deploys, beside AWS's status-200 sample and a handler that returns the response, in one process: 600
rounds of 64 events each, every candidate in every round. Each event is parsed from JSON first, as in Lambda, which is not counted. The
sample does less: it makes one page for every error, and that is what cancels failover. A malformed event, which CloudFront
does not send, costs the function an exception that it catches.`,
  },
  'runtime-client': {
    title: "The function in AWS's runtime interface client",
    text: `The same functions in a process that runs \`aws-lambda-ric\`, from the event to the response over the loopback. What a function
does disappears in what Lambda does around it. The client's native part is replaced with an HTTP client in JavaScript, as in the tests.`,
  },
  'synth': {
    title: 'Synthesis',
    text: `An app with so many distributions in one stack, each with a private bucket as its standby: the whole process from its start
to its end, processor time, of child processes too. *By hand* makes the same template, byte for byte, with CDK's own constructs and
checks nothing. With \`NodejsFunction\` the function is bundled from source; CDK bundles equal functions of an app once.`,
  },
  'check': {
    title: 'The check',
    text: `The compiled command over a cloud assembly, from the start of the process to its end. CDK's template validator and the rules of
cdk-preflight check other things (see [comparison.md](comparison.md)), in a process that does nothing else.`,
  },
  'matrix': { title: 'The matrix', text: 'Every case of one behavior, in a process that has just started.' },
  'testing': {
    title: 'The test kit',
    text: 'The ready-made suite over one stack, synthesis included, in a process that has just started.',
  },
  'in-process': { title: 'The local edge in process', text: 'Scripted origins, no network, one core.' },
  'http': {
    title: 'The local edge over HTTP',
    text: `16 connections under the same load, one server at a time. The load comes from the same machine. The bare proxy is ten lines of
undici without cache, functions and failover. nginx has the same failover: \`proxy_next_upstream\` on errors, timeouts and the same status
codes, with \`max_fails=0\`, so that it asks the primary at every request as CloudFront does. What differs: nginx is a compiled server that
stores nothing here, runs no function, and writes no trace; the local edge looks into its cache, runs the Lambda@Edge function on both
responses, stores the result, and records how it came about.`,
  },
  'memory': { title: 'Memory of the local edge', text: 'What a million distinct URLs leave behind, after garbage collection.' },
};

/** Goals that are missed, and why: the profile, what was tried. Shown where the last run misses them. */
const MISSED: ReadonlyArray<readonly [name: RegExp, text: string]> = [
  [/^check: 1 distribution, --no-run/, `Starting Node.js takes more than half of it (\`node -e 0\` above). Both
sides are whole processes, and the goal is a twentieth of the other.`],
  [/^synth: (1|50) distribution/, `About a third of what is left is resolving: the checks read a distribution, its function with the
version and the role, and its bucket with the policy, as the template is going to write them, before CDK does the same to write it.
Another third is reading that. Evaluating the rules is a tenth, and the rest is the constructor, which checks its options. One
distribution also pays for loading the package, a twentieth of the process, and for code that runs for the first time.

What helped: the distribution is resolved once instead of twice. CDK hashes a function whenever the id of its version resolves, seven times
in the app by hand; here once: nothing changes after the checks begin, and before that CDK only collects references. Resources are looked
up by type. CDK's facts about Regions are not loaded for a Region with a common name, which took longer than everything else that the
construct does for one distribution, nor are the parts of CDK that only alarms, the breaker, a deployed page and \`cleanUp\` need.

What was tried and not kept: a resolver of our own for the checks, which works out each text with tokens once, takes half of CDK's time
for the same result (50 distributions from 1.35 to about 1.24, measured under load). It is a hundred lines that would have to follow CDK's
own resolver from release to release, so that a finding never rests on a value that the template does not have. Handing the resolved
resources back to CDK for the template brings 50 distributions to about 1.17, but replaces an internal method on resources of users, and
what another construct changes after the checks would be lost from the template. A library that checks must not do that. Checking the
templates after synthesis, as the plugin \`FailoverRules\` does, is faster, but annotations can no longer be added then: warnings would
not show in \`cdk synth\`, nor stop \`cdk synth --strict\`. Reading properties without resolving misses overrides and aspects, which are
what the checks are for.`],
  [/^matrix: .*sample/, `A function that is not this library's runs in an engine of its own in a process of its own, and starting the
two takes longer than the cases: Node.js, 0.6 MB of code, an engine in WebAssembly, and its substitutes for Node.js. The optimizing
compiler for WebAssembly is off, which made the process a quarter faster. A worker thread starts faster, but does not keep the function
away from this process.`],
];

export function benchmarksPage({ date, command, machine, versions, rows }: Results): string {
  const parts = [...new Set(rows.map(row => row.command))];
  return `<!-- Written by ${command} from results/benchmarks.json. Do not edit. -->
# Benchmarks

| | |
|---|---|
| date | ${date.slice(0, 10)} |
| machine | ${machine} |
| versions | ${Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', ')} |
| command | \`${command}\` |

Everything in a row is measured in one run, in random order, so that whatever slows the machine down slows both alike. The ratio is the
median of the ratios of all rounds, and beside it the middle 80 % of them. Absolute numbers are medians. ${loadText(rows)}

What does not depend on the machine has limits in the tests: the bytes of the function and of the package, the bytes that a call of the
function and a request to the local edge allocate, and how many functions a check calls (test/counts.e2e.test.ts). Instructions are not
counted: that needs counters of the processor, which virtual machines seldom have.

${parts.map(part => section(part, rows.filter(row => row.command === part))).join('\n')}`;
}

function loadText(rows: readonly MeasuredRow[]): string {
  const loads = rows.map(({ load }) => load);
  const range = `${Math.min(...loads)} to ${Math.max(...loads)}`;
  const busy = Math.max(...loads) > 3 ? ': the machine was busy with other work, so only the ratios mean something' : '';
  return `The load average before the parts of the run was ${range}${busy}.`;
}

function section(command: string, rows: readonly MeasuredRow[]): string {
  const { title, text } = TEXTS[command.split(' ').at(-1)!]!;
  const measured = rows.filter((row): row is MeasuredRow & Row => !('skipped' in row));
  const missed = measured.filter(row => !isOk(row));
  const reasons = MISSED.filter(([name]) => missed.some(row => name.test(row.name)));
  const notes = reasons.map(([, note]) => `\n**A goal that is missed.** ${note}\n`);
  return `## ${title}

${text}

\`${command}\`

| | this library | the other | ratio | middle 80 % | goal |
|---|---:|---:|---:|---:|---|
${rows.map(line).join('\n')}
${notes.join('')}`;
}

function line(row: MeasuredRow): string {
  if ('skipped' in row) return `| ${row.name} | | | | | not measured: ${row.skipped} |`;
  const { name, ours, other, unit, ratio, limit } = row;
  const spread = ratio.p10 === ratio.p90 ? 'exact' : `${short(ratio.p10)}–${short(ratio.p90)}`;
  const goal = limit === undefined ? '' : `at most ${short(limit)}${isOk(row) ? '' : ', **missed**'}`;
  return `| ${name} | ${digits(ours)} ${unit} | ${digits(other)} ${unit} | ${short(ratio.median)} | ${spread} | ${goal} |`;
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** Bars for the README: how much of the other's time this library takes. */
const SHOWN: ReadonlyArray<readonly [name: RegExp, label: string]> = [
  [/^function on Node.js 22: failover, .*sample$/, "edge function, failover / AWS's sample"],
  [/^synth: 1 distribution, ours \/ by hand$/, 'cdk synth of 1 distribution / by hand'],
  [/^synth: 50 distributions, ours \/ by hand with NodejsFunction$/, 'cdk synth of 50 / with NodejsFunction'],
  [/^check: 10 distributions, functions run .*validator$/, "check of 10 distributions / CDK's validator"],
  [/^edge over HTTP: miss \/ bare/, 'local edge over HTTP / bare undici proxy'],
];

/** Keeps a text apart from the line behind it. */
const HALO = 'stroke="#fff" stroke-width="4" paint-order="stroke"';

export function benchmarksPicture({ date, rows }: Results): string {
  const bars = SHOWN.flatMap(([name, label]) => {
    const found = rows.find((row): row is MeasuredRow & Row => name.test(row.name) && !('skipped' in row));
    return found ? [{ label, ratio: found.ratio }] : [];
  });
  const [left, width, height] = [330, 430, 34];
  const scale = width / Math.max(2, ...bars.map(({ ratio }) => ratio.median));
  const at = (ratio: number) => (left + Math.min(width + 20, scale * ratio)).toFixed(1);
  const drawn = bars.map(({ label, ratio }, i) => {
    const y = 40 + i * height;
    return `  <text x="${left - 10}" y="${y + 16}" text-anchor="end">${escaped(label)}</text>
  <rect x="${left}" y="${y + 3}" width="${(scale * ratio.median).toFixed(1)}" height="18" fill="${color(ratio.median)}"/>
  <path d="M${at(ratio.p10)} ${y + 12}H${at(ratio.p90)}" stroke="#24292f" stroke-width="1.5"/>
  <text x="${Number(at(Math.max(ratio.median, ratio.p90))) + 8}" y="${y + 16}" ${HALO}>${short(ratio.median)} ×</text>`;
  });
  const bottom = 40 + bars.length * height;
  const size = `width="860" height="${bottom + 34}" viewBox="0 0 860 ${bottom + 34}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="14" fill="#24292f">
  <title>Time that this library takes, as a multiple of what it is compared with</title>
  <rect width="860" height="${bottom + 34}" fill="#fff"/>
  <text x="${left}" y="22" font-weight="bold">time, as a multiple of the other’s (less is better)</text>
  <path d="M${at(1)} 34V${bottom}" stroke="#24292f" stroke-dasharray="3 3"/>
${drawn.join('\n')}
  <text x="${at(1)}" y="${bottom + 18}" text-anchor="middle" font-size="12">1 = the same</text>
  <text x="850" y="${bottom + 18}" text-anchor="end" font-size="12" fill="#6e7781">${date.slice(0, 10)}, npm run bench</text>
</svg>
`;
}

function color(ratio: number): string {
  return ratio <= 1 ? '#1a7f37' : '#6e7781';
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}

if (require.main === module) writeBenchmarks(read()!);
