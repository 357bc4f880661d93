/** The edge of the soak in a process of its own: `edge.js TEMPLATE PRIMARY SECONDARY`. */
import { Assembly } from '../../lib/model/assembly';
import { listen } from '../../lib/simulator/http/http-server';
import { Edge } from '../../lib/simulator/journey/edge';

declare const gc: () => void;

/** Memory after garbage collection, in MiB, and what keeps the process alive. */
export interface Sample {
  readonly heap: number;
  readonly rss: number;
  readonly resources: Readonly<Record<string, number>>;
}

function sample(): Sample {
  gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  const resources: Record<string, number> = {};
  for (const resource of process.getActiveResourcesInfo()) resources[resource] = (resources[resource] ?? 0) + 1;
  return { heap: (heapUsed + external) / 2 ** 20, rss: rss / 2 ** 20, resources };
}

async function main([path, primary, secondary]: string[]): Promise<void> {
  const edge = Edge.of(Assembly.read(path));
  edge.origin('primary').connect(primary);
  edge.origin('direct').connect(primary);
  edge.origin('secondary').connect(secondary);
  const server = await listen(edge, { port: 0 });
  process.on('message', async message => {
    if (message === 'sample') return void process.send!(sample());
    await server.close();
    await edge.close();
    // What was closed just now has its last turn.
    await new Promise(resolve => setTimeout(resolve, 500));
    process.send!(sample());
  });
  process.on('disconnect', () => process.exit());
  process.send!(server.port);
}

void main(process.argv.slice(2));
