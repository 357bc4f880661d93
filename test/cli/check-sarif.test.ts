import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Log } from 'sarif';
import { check } from './check-run';
import { validate } from '../report/sarif-schema';

const EXAMPLE = join(__dirname, '..', '..', 'examples', 'check', 'site.yaml');

describe('check --format sarif, of a template with AWS\'s sample', () => {
  let log: Log;
  beforeAll(async () => {
    const { exitCode, stdout } = await check(EXAMPLE, '--format=sarif');
    expect(exitCode).toBe(1);
    log = JSON.parse(stdout);
  });

  test('is valid', () => {
    expect(validate(log) || validate.errors).toBe(true);
  });

  test('points at the lines', () => {
    const lines = readFileSync(EXAMPLE, 'utf8').split('\n');
    const lineOf = log.runs[0]!.results!.map(({ ruleId, locations }) => {
      const { startLine } = locations![0]!.physicalLocation!.region!;
      return [ruleId, lines[startLine! - 1]!.trim()];
    });
    expect(Object.fromEntries(lineOf)).toMatchObject({
      'handler-masks-failover': '- EventType: origin-response',
      'failover-misses-outage': 'StatusCodes: {Quantity: 3, Items: [500, 502, 503]}',
      'slow-failover': '- Id: primary',
    });
  });

  test('names the file from the working directory', () => {
    const uris = log.runs[0]!.results!.map(({ locations }) => locations![0]!.physicalLocation!.artifactLocation!.uri);
    expect(new Set(uris)).toEqual(new Set([relative(process.cwd(), EXAMPLE).replace(/\\/g, '/')]));
  });

  test('describes every rule that found something, and those that found nothing', () => {
    const { tool: { driver: { rules } }, results } = log.runs[0]!;
    for (const { ruleId, ruleIndex } of results!) expect(rules![ruleIndex!]!.id).toBe(ruleId);
    expect(rules!.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['failover-code-unknown', 'handler-masks-failover', 'acknowledgement-without-effect']),
    );
  });

  test('has what was acknowledged as suppressed, and what is undetermined as notifications', () => {
    const { results, invocations } = log.runs[0]!;
    expect(results!.filter(({ suppressions }) => suppressions).map(({ ruleId }) => ruleId)).toEqual(['failovers-invisible']);
    expect(invocations![0]!.toolExecutionNotifications!.length).toBeGreaterThan(0);
  });
});
