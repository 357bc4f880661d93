/** What one core does: microseconds per cache hit and per failed-over miss of the edge over an assembly, by round, as JSON. */
import { interleave, nanoseconds } from './measure';
import { Assembly } from '../lib/model/assembly';
import { ManualClock } from '../lib/simulator/journey/clock';
import { Edge } from '../lib/simulator/journey/edge';

const ROUNDS = 15;
const PER_ROUND = 4000;

async function main(assembly: string): Promise<void> {
  const edge = Edge.of(Assembly.read(assembly), { clock: new ManualClock() });
  let count = 0;
  const rate = (path: () => string) => async () => {
    const taken = await nanoseconds(async () => {
      for (let i = 0; i < PER_ROUND; i++) await edge.handle(request(path()));
    });
    return taken / PER_ROUND / 1000;
  };
  await edge.handle(request('/hot'));
  edge.origin('primary').respond(503);
  const probes = { hit: rate(() => '/hot'), miss: rate(() => `/miss/${count++}`) };
  await interleave(3, probes);
  console.log(JSON.stringify(await interleave(ROUNDS, probes)));
  await edge.close();
}

function request(path: string) {
  return {
    method: 'GET',
    protocol: 'https' as const,
    path,
    query: '',
    headers: { host: ['d111111abcdef8.cloudfront.net'] },
    clientIp: '127.0.0.1',
  };
}

void main(process.argv[2]!);
