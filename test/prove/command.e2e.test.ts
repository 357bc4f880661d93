import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { proveDistribution, rig } from './rig';
import { run } from '../../lib/cli/run';
import { listen, Listening } from '../../lib/simulator/http/http-server';
import { Assumptions } from '../../lib/simulator/journey/assumptions';
import { systemClock } from '../../lib/simulator/journey/clock';
import { recorders, removeFolders, temporaryFolder, writeTemplate } from '../cli/serve-fixtures';

/** Half of them are not the defaults. */
const WORLD: Assumptions = {
  failoverSees: 'function-result',
  originResponseOnConnectFailure: true,
  connectFailureIs: 503,
  connectFailureFailsOverOn: 'its-status',
  failedFunctionFailsOver: true,
  staleBefore: 'failover',
  completionTimeoutFailsOver: false,
  uncachedOptionsFailsOver: true,
  generatedErrorsAreCached: false,
};

let server: Listening;
let close: () => Promise<void>;
let folder: string;

beforeAll(async () => {
  const { edge } = rig(proveDistribution(), { assumptions: WORLD, clock: systemClock });
  server = await listen(edge, { port: 0 });
  close = () => edge.close();
  folder = temporaryFolder();
});

afterAll(async () => {
  await server.close();
  await close();
  removeFolders();
});

const inFolder = (name: string) => join(folder, name);

async function prove(...args: string[]) {
  const streams = recorders();
  const code = await run(['prove', server.url, '--yes', '--state', inFolder('state.json'), ...args], streams);
  return { code, out: streams.stdout.text, err: streams.stderr.text };
}

describe('over HTTP and in real time', () => {
  test('stops at the limit of requests, and says what is open', async () => {
    const { code, out, err } = await prove('--max-requests', '40', '--concurrency', '2', '--json', inFolder('part.json'));
    expect(code).toBe(1);
    expect(out).toContain('of 40 allowed');
    expect(err).toMatch(/situations to ask: about \d+ requests in \d+ min, at most \d+ requests\. They cost .* less than \$0\.\d\d\./);
    const { requests, stopped, assumptions } = JSON.parse(readFileSync(inFolder('part.json'), 'utf8'));
    expect(requests).toBeLessThanOrEqual(40);
    expect(stopped).toMatch(/requests were sent, of 40 allowed/);
    expect(assumptions.find(({ name }: any) => name === 'connectFailureIs').verdict).toBe('open');
  }, 60_000);

  test('goes on where it was, and identifies everything', async () => {
    const before = JSON.parse(readFileSync(inFolder('state.json'), 'utf8'));
    const seen = Object.keys(before.asked).filter(id => before.asked[id].seen !== undefined);
    expect(seen.length).toBeGreaterThan(10);
    const { code, out, err } = await prove(
      '--concurrency', '8', '--json', inFolder('report.json'), '--markdown', inFolder('report.md'), '--junit', inFolder('report.xml'),
    );
    expect({ code, failed: out.match(/not as the local edge.*/g) }).toEqual({ code: 0, failed: null });
    expect(err).toContain(`${before.requests} requests were sent before.`);
    const after = JSON.parse(readFileSync(inFolder('state.json'), 'utf8'));
    for (const id of seen) expect(after.asked[id]).toEqual(before.asked[id]);
    const { assumptions } = JSON.parse(readFileSync(inFolder('report.json'), 'utf8'));
    expect(Object.fromEntries(assumptions.map(({ name, fits: [value] }: any) => [name, value]))).toEqual(WORLD);
    expect(existsSync(inFolder('report.md'))).toBe(true);
    expect(readFileSync(inFolder('report.xml'), 'utf8')).toMatch(/<testsuites tests="\d+" failures="0" errors="0"/);
  }, 120_000);

  test('asks nothing again when everything was seen', async () => {
    const requests = () => JSON.parse(readFileSync(inFolder('state.json'), 'utf8')).requests;
    const before = requests();
    expect(await prove()).toMatchObject({ code: 0 });
    expect(requests()).toBe(before);
  });

  test('matrix assumes what it observed', async () => {
    const matrix = async (...args: string[]) => {
      const streams = recorders();
      expect(await run(['matrix', writeTemplate(), '--format', 'json', ...args], streams)).toBe(0);
      return { ...JSON.parse(streams.stdout.text), err: streams.stderr.text };
    };
    const given = Object.entries(WORLD).flatMap(([name, value]) => ['--assume', `${name}=${String(value)}`]);
    expect(await matrix('--assume-from', inFolder('report.json'))).toEqual(await matrix(...given));
    expect(await matrix('--assume-from', inFolder('report.json'))).not.toEqual(await matrix());
    const { err } = await matrix('--assume-from', inFolder('part.json'));
    expect(err).toMatch(/^cdk-failover: .*part\.json does not settle .*: the default counts\.\n$/);
  });
});
