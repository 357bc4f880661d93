import { NO_OP, OURS, SAMPLE } from './edge-function';
import { compare, interleave, nanoseconds, Row, Skipped } from './measure';
import { conformancePackages } from '../test/conformance/installed';
import { RuntimeClientRunner } from '../test/conformance/runtime-client';
import { EventOptions, originResponseEvent } from '../test/support/events';

const ROUNDS = 300;

const EVENTS: Readonly<Record<string, EventOptions>> = {
  'healthy, a 200 of the primary': { role: 'primary', status: 200 },
  'failover, a 503 of the primary': { role: 'primary', status: 503 },
  'rewrite, a 503 of the secondary': { role: 'secondary', status: 503 },
};

/** From the event to the response, through AWS's runtime interface client in a process, and Lambda's Runtime API on the loopback. */
export async function runtimeClient(): Promise<Array<Row | Skipped>> {
  try {
    conformancePackages();
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    return [{ name: "function in AWS's runtime interface client", skipped: `it cannot be installed: ${reason}` }];
  }
  const runner = (code: string) => new RuntimeClientRunner({ files: { 'index.js': code }, handler: 'index.handler' }, 10_000);
  const runners = { ours: runner(OURS), noOp: runner(NO_OP), sample: runner(SAMPLE) };
  try {
    const rows: Row[] = [];
    for (const [name, options] of Object.entries(EVENTS)) {
      const probe = (one: RuntimeClientRunner) => async () => {
        const event = originResponseEvent(options);
        return await nanoseconds(async () => {
          const { outcome } = await one.invoke(event);
          if (outcome !== 'returned') throw new Error(`a function ${outcome}`);
        }) / 1000;
      };
      const probes = { ours: probe(runners.ours), noOp: probe(runners.noOp), sample: probe(runners.sample) };
      await interleave(20, probes);
      const { ours, noOp, sample } = await interleave(ROUNDS, probes);
      rows.push(
        compare(`function in AWS's runtime interface client: ${name} / no-op`, 'us', ours, noOp),
        compare(`function in AWS's runtime interface client: ${name} / AWS's sample`, 'us', ours, sample),
      );
    }
    return rows;
  } finally {
    await Promise.all(Object.values(runners).map(one => one.close()));
  }
}
