import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, interleave, Probe, Row } from './measure';
import { bundle, inFolder, ROOT, WITH_CDK } from './programs';
import { functionCode } from '../lib/construct/edge-function';
import { ErrorRewrite } from '../lib/construct/error-rewrite';

const ROUNDS = 9;
const COUNTS = [1, 10, 50, 100];
/** Of a group whose secondary is a bucket, as the construct makes it. */
const CODE = functionCode({ failover: [500, 502, 503, 504], ...ErrorRewrite.keepStatus()._policyFor([403, 404]) });
const LIMITS: Readonly<Record<number, number>> = { 1: 1.05, 50: 1.1 };

/**
 * Apps with many distributions in one stack, each in a process of its own from its start to its end: processor time, of child processes
 * too, which other work on the machine disturbs less than the clock.
 */
export async function synth(): Promise<Row[]> {
  return inFolder(async folder => {
    bundle(folder, ['one-synth'], WITH_CDK);
    const program = join(folder, 'one-synth.js');
    const sample = (kind: string, count: number): Probe => () => processorTime(program, kind, count, join(folder, kind));
    const template = (kind: string) => readFileSync(join(folder, kind, 'Sites.template.json'), 'utf8');

    const rows: Row[] = [];
    const each = new Map<number, Record<'ours' | 'onMissing', number[]>>();
    for (const count of COUNTS) {
      const taken = await interleave(ROUNDS, {
        ours: sample('ours', count),
        onMissing: sample('ours-on-404', count),
        byHand: sample('by-hand', count),
        nodejsFunction: sample('nodejs-function', count),
      });
      assert.strictEqual(template('ours'), template('by-hand'), 'the two apps do not make the same resources');
      const name = `synth: ${count} distribution${count === 1 ? '' : 's'}`;
      rows.push(
        compare(`${name}, ours / by hand`, 'ms', taken.ours, taken.byHand, LIMITS[count]),
        compare(`${name}, ours / by hand with NodejsFunction`, 'ms', taken.ours, taken.nodejsFunction),
      );
      each.set(count, taken);
    }
    const growth = (kind: 'ours' | 'onMissing') => [100, 50, 1].map(count => each.get(count)![kind]);
    for (const [kind, name] of [['ours', 'ours'], ['onMissing', 'ours on 404']] as const) {
      const [hundred, fifty, one] = growth(kind);
      const added = (many: number[], few: number[], count: number) => many.map((value, i) => (value - few[i]!) / count);
      const [second, first] = [added(hundred!, fifty!, 50), added(fifty!, one!, 49)];
      rows.push(compare(`synth: growth, each of the second 50 / each of the first 50, ${name}`, 'ms', second, first, 1.2));
    }
    return rows;
  });
}

/** Milliseconds. The shell knows those of a process and all its children. */
function processorTime(program: string, kind: string, count: number, outdir: string): number {
  const { stdout, stderr, status } = spawnSync('sh', ['-c', 'node "$0" "$@" >/dev/null && times', program, kind, String(count), outdir], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, CDK_VALIDATION: 'false', BENCH_FUNCTION_CODE: CODE },
  });
  const times = [...stdout.matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, seconds]) => 60_000 * Number(minutes) + 1000 * Number(seconds));
  if (status !== 0 || times.length !== 4) throw new Error(`${kind}: exit code ${status}, ${stderr}`);
  return times[2]! + times[3]!;
}
