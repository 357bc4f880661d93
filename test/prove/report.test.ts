import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveArguments } from '../../lib/cli/serve-arguments';
import { observedIn } from '../../lib/prove/assume-from';
import { conclude } from '../../lib/prove/conclude';
import { PROBES, QUESTIONS, UNSEEN } from '../../lib/prove/questions';
import { isAsModelled, ProveReport } from '../../lib/prove/report';
import { reportOf } from '../../lib/prove/report-of';
import { Progress, seenIn } from '../../lib/prove/session';
import { proveAsJUnit } from '../../lib/report/prove/junit';
import { proveAsMarkdown } from '../../lib/report/prove/markdown';
import { proveAsText } from '../../lib/report/prove/text';
import { DEFAULT_ASSUMPTIONS } from '../../lib/simulator/journey/assumptions';
import { simulate } from '../../lib/testing';
import { removeFolders, temporaryFolder, writeTemplate } from '../cli/serve-fixtures';

afterEach(removeFolders);

const ORIGINS = { closed: 'refused', silent: 'connect-timeout' } as const;

/** A run in which these probes saw something else than with the defaults; undefined for one that did not finish. */
function report(changes: Readonly<Record<string, string | undefined>> = {}, headers: Record<string, string> = {}): ProveReport {
  const asked = Object.fromEntries(PROBES.map((probe): [string, Progress['asked'][string]] => {
    const seen = probe.id in changes ? changes[probe.id] : probe.looks(DEFAULT_ASSUMPTIONS, ORIGINS)!;
    const evidence = {
      method: 'GET',
      target: '/plain/?k=run-1',
      at: '2026-11-26T00:00:01.000Z',
      ms: 12,
      status: 200,
      bytes: 3,
      complete: true,
      headers: { 'x-amz-cf-id': 'ID==', 'x-amz-cf-pop': 'FRA56-P4', 'x-cache': 'Miss from cloudfront', ...headers },
    };
    const one = seen === undefined ? { lost: 'socket hang up', exchanges: [] } : { seen, exchanges: [evidence] };
    return [probe.id, { asks: [one, one], seen }];
  }));
  const progress: Progress = { started: '2026-11-26T00:00:00.000Z', run: 'run', requests: 2 * PROBES.length, asked };
  return reportOf(progress, conclude(seenIn(progress)), {
    version: '0.0.0', url: 'https://d111111abcdef8.cloudfront.net', finished: '2026-11-26T00:05:00.000Z', stopped: undefined,
  });
}

function written(content: unknown): string {
  const path = join(temporaryFolder(), 'report.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('a run in which everything is as modelled', () => {
  test('says so', () => {
    expect(isAsModelled(report())).toBe(true);
    const text = proveAsText(report(), { width: 100, color: false });
    expect(text).toMatch(/failoverSees +function-result, the default/);
    expect(text).toContain(`${QUESTIONS.length} of ${QUESTIONS.length} questions turned out as on the local edge`);
  });

  test('names what is not asked, in every form', () => {
    const forms = [proveAsText(report(), { width: 1000, color: false }), proveAsMarkdown(report()), proveAsJUnit(report())];
    for (const form of forms) for (const { what } of UNSEEN) expect(form.replace(/&#39;/g, "'")).toContain(what.split(',')[0]);
  });

  test('names the failure that no origin showed', () => {
    const named = (changes: Record<string, string>) => report(changes).notAsked.slice(UNSEEN.length).map(({ what }) => what);
    expect(named({})).toEqual([]);
    expect(named({ 'closed-alone': 'cloudfront 504 after 3 s' })).toEqual(['a connection that is refused']);
    expect(named({ 'silent-alone': 'cloudfront 502 at once' })).toEqual(['a connection that times out']);
  });

  test('has its evidence in Markdown and JSON', () => {
    const markdown = proveAsMarkdown(report());
    expect(markdown.split('| masks | `GET /plain/?k=run-1` | 200 | 12 | `ID==` | `FRA56-P4` | `Miss from cloudfront` |')).toHaveLength(3);
    expect(report().edgeLocations).toEqual(['FRA56-P4']);
  });

  test('links every question that an assumption follows from', () => {
    const markdown = proveAsMarkdown(report());
    const links = [...markdown.matchAll(/\]\(#([\w-]+)\)/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(9);
    for (const id of links) expect(markdown).toContain(`\n### ${id}\n`);
  });

  test('is green in JUnit', () => {
    expect(proveAsJUnit(report())).toContain(`tests="${PROBES.length + UNSEEN.length}" failures="0" errors="0" skipped="${UNSEEN.length}"`);
  });
});

describe('a run with surprises', () => {
  const surprising = () => report({ 'made-group': 'cloudfront 502', 'masks': 'secondary 200', 'raises': undefined });

  test('says what is not as modelled, and what did not finish', () => {
    expect(isAsModelled(surprising())).toBe(false);
    const text = proveAsText(surprising(), { width: 1000, color: false });
    expect(text).toMatch(/failoverSees +contradicted|failoverSees +not settled|failoverSees +origin-status/);
    expect(text).toContain('group-by-function: not as the local edge does, under any assumption');
    expect(text).toContain('cloudfront 502. The local edge: secondary 200');
    expect(text).toContain('failover-sees: not finished');
    expect(text).toContain('no answer prevailed: lost: socket hang up (2)');
  });

  test('JUnit has a failure for the one and an error for the other', () => {
    const xml = proveAsJUnit(surprising());
    expect(xml.match(/<failure /g)!.length).toBeGreaterThan(0);
    expect(xml).toMatch(/classname="failover-sees"[^>]*><error /);
    expect(xml).toMatch(/classname="group-by-function"[^>]*><failure [^>]*cloudfront 502/);
  });

  test('answers that are possible alone and not together are a failure', () => {
    const xml = proveAsJUnit(report({ raises: 'function 503 after 200' }));
    expect(xml.match(/classname="failover-sees"[^>]*><failure /g)).toHaveLength(2);
  });

  test('a question that needs one that failed is skipped, and says which', () => {
    const broken = report({ 'fails-over': 'primary 503' });
    expect(proveAsJUnit(broken)).toMatch(/classname="failover-sees"[^>]*><skipped message="says nothing: it needs failover, which /);
    expect(proveAsMarkdown(broken)).toContain('because it needs failover, which did not finish or is not as on the local edge');
  });
});

describe('a run that was stopped', () => {
  const stopped = (): ProveReport => ({ ...report({ masks: undefined }), stopped: '2000 requests were made', edgeLocations: [] });

  test('says so, and how to go on', () => {
    const text = proveAsText(stopped(), { width: 100, color: false });
    expect(text).toContain('Stopped: 2000 requests were made. Run the same command again to resume.');
    expect(proveAsMarkdown(stopped())).toContain('**Not complete**: 2000 requests were made.');
  });

  test('has what was lost as evidence, and headers that a server did not send as a dash', () => {
    expect(proveAsMarkdown(stopped())).toContain('| masks | lost: socket hang up | - | - | - | - | - |');
    expect(proveAsMarkdown(stopped())).toContain('no edge location named itself');
    expect(proveAsMarkdown(report({}, { 'x-cache': '' }))).toContain('| `ID==` | `FRA56-P4` | - |');
  });
});

test('colors tell what was observed from what was not', () => {
  const text = proveAsText(report({ 'stale-or-secondary': undefined }), { width: 100, color: true });
  expect(text).toMatch(/\u001b\[32m\w+ +[^\n]*, the default\u001b\[0m/);
  expect(text).toMatch(/\u001b\[33mstaleBefore +not settled/);
});

test('a value that is not the default says what the default is', () => {
  expect(proveAsText(report({ 'options-not-cached': 'secondary 200' }), { width: 100, color: false }))
    .toMatch(/uncachedOptionsFailsOver +true, not the default \(false\)/);
});

test('a probe that saw something and did not finish says both, and is skipped', () => {
  const whole = report();
  const [question, ...others] = whole.questions;
  const [probe, ...more] = question!.probes;
  const unfinished = { ...question!, verdict: 'unfinished' as const, probes: [{ ...probe!, unfinished: 'only once' }, ...more] };
  const changed = { ...whole, questions: [unfinished, ...others] };
  expect(proveAsJUnit(changed)).toContain(`<skipped message="not finished: ${probe!.seen} (only once)"/>`);
  expect(proveAsText(changed, { width: 1000, color: false })).toContain(`${probe!.what}: ${probe!.seen} (only once)`);
});

test('what a server sends is text in every form', () => {
  const hostile = report({}, { 'x-cache': '`|</details><script>alert(1)</script>\u001b[31m', 'x-amz-cf-pop': ']]>"&' });
  expect(proveAsMarkdown(hostile)).toContain('`</details><script>alert(1)</script>\\u001b[31m`');
  expect(proveAsMarkdown(report({ masks: '<script>|`' }))).toContain('&#60;script&#62;&#124;&#96;');
  expect(proveAsJUnit(report({ masks: ']]>"&<\u0000' }))).toContain(': ]]&#62;&#34;&#38;&#60;\\u0000. The local edge');
});

describe('--assume-from', () => {
  test('takes what was observed, and names the rest', () => {
    const path = written(report({ 'options-not-cached': 'secondary 200', 'stale-or-secondary': undefined }));
    expect(observedIn(path)).toEqual({
      assumptions: { ...DEFAULT_ASSUMPTIONS, uncachedOptionsFailsOver: true, staleBefore: undefined },
      unsettled: ['staleBefore'],
    });
  });

  test('simulate takes it as its defaults, and assumptions count more', () => {
    const assumeFrom = written(report({ 'options-not-cached': 'secondary 200' }));
    expect(simulate(writeTemplate(), { assumeFrom }).assumptions.uncachedOptionsFailsOver).toBe(true);
    const assumptions = { uncachedOptionsFailsOver: false };
    expect(simulate(writeTemplate(), { assumeFrom, assumptions }).assumptions).toMatchObject(assumptions);
    expect(simulate(writeTemplate()).assumptions.uncachedOptionsFailsOver).toBe(false);
  });

  test('a command says what the report does not settle, unless it is given', () => {
    const path = written(report({ 'stale-or-secondary': undefined }));
    const note = (...args: string[]) => serveArguments(['cdk.out', '--assume-from', path, ...args]).note;
    expect(note()).toBe(`cdk-failover: ${path} does not settle staleBefore: the default counts.\n`);
    expect(note('--assume', 'staleBefore=failover')).toBeUndefined();
  });

  const good = { schema: 'cdk-failover-distribution/prove/1', assumptions: [] as unknown[] };
  const observed = (name: string, ...fits: readonly unknown[]) => ({ ...good, assumptions: [{ name, verdict: 'observed', fits }] });

  test.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /not a report of prove/],
    ['nothing', '', /not a report of prove/],
    ['null', 'null', /its schema is missing/],
    ['another file', { name: 'package' }, /its schema is missing/],
    ['another version', { ...good, schema: 'cdk-failover-distribution/prove/2' }, /its schema is "cdk-failover-distribution\/prove\/2"/],
    ['no assumptions', { ...good, assumptions: {} }, /its assumptions are not a list/],
    ['an assumption that is nothing', { ...good, assumptions: [null] }, /its assumptions are not a list/],
    ['an unknown assumption', observed('toString', true), /"toString" is \[true\], which this version does not know/],
    ['an unknown value', observed('connectFailureIs', 504), /which this version does not know/],
    ['two values', observed('connectFailureIs', 502, 503), /which this version does not know/],
  ])('refuses %s', (_, content, message) => {
    const path = written(content);
    expect(() => simulate(writeTemplate(), { assumeFrom: path })).toThrow(message);
    expect(() => serveArguments(['cdk.out', '--assume-from', path])).toThrow(message);
  });

  test('refuses a file that is missing', () => {
    expect(() => observedIn('missing.json')).toThrow('missing.json: not a report of prove (ENOENT)');
  });
});
