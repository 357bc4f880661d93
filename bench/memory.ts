/** Sends so many distinct URLs through the edge, and prints by how many MiB memory has grown. */
import { Assembly } from '../lib/model/assembly';
import { ManualClock } from '../lib/simulator/journey/clock';
import { Edge } from '../lib/simulator/journey/edge';

declare const gc: () => void;

async function main([directory = '', urls = '']: string[]): Promise<void> {
  const edge = Edge.of(Assembly.read(directory), { clock: new ManualClock() });
  const send = (path: string) =>
    edge.handle({ method: 'GET', protocol: 'https', path, query: '', headers: { host: ['x'] }, clientIp: '127.0.0.1' });
  for (let i = 0; i < 2000; i++) await send('/warm');
  const before = measure();
  for (let i = 0; i < Number(urls); i++) await send(`/${i}`);
  const after = measure();
  console.log(JSON.stringify({ heap: after.heap - before.heap, rss: after.rss - before.rss }));
  await edge.close();
}

function measure() {
  for (let i = 0; i < 5; i++) gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: (heapUsed + external) / 2 ** 20, rss: rss / 2 ** 20 };
}

void main(process.argv.slice(2));
