import { Origin } from './origin';
import { Assembly } from '../../lib/model/assembly';
import { show } from '../../lib/model/value';
import { Control, CONTROL_PATH } from '../../lib/simulator/control/control';
import { Edge } from '../../lib/simulator/journey/edge';
import { listen } from '../../lib/simulator/http/http-server';
import { Trace } from '../../lib/simulator/journey/trace';

/** The distributions of app.ts, as the table has them from left to right. */
export const DISTRIBUTIONS = [
  { name: 'AWS\'s sample', path: 'SideBySide/Masking' },
  { name: 'FailoverDistribution, toOk', path: 'SideBySide/Aware' },
  { name: 'FailoverDistribution', path: 'SideBySide/KeepStatus' },
];

export type Member = 'primary' | 'secondary';

/** Where viewers reach an edge. */
export interface Door {
  readonly name: string;
  readonly edge: Edge;
  readonly url: string;
}

export interface Stage {
  readonly origins: Readonly<Record<Member, Origin>>;
  readonly doors: readonly Door[];
  readonly controlUrl: string;
  close(): Promise<void>;
}

export interface StageOptions {
  /** Of the first door; the others take the next ones. 0 for any free ones. */
  readonly port?: number;
  readonly onTrace?: (name: string, trace: Trace) => void;
}

/**
 * Starts both origins, an edge for each distribution in front of them, and one control page.
 * @throws UnusableInput when the assembly is not the example's, or a port cannot be had
 */
export async function openStage(directory: string, { port = 0, onTrace }: StageOptions = {}): Promise<Stage> {
  const opened: Array<() => unknown> = [];
  const close = async () => {
    for (const undo of opened.splice(0).reverse()) await undo();
  };
  const open = async <T>(opening: Promise<T>, undo: (value: T) => unknown) => {
    const value = await opening;
    opened.push(() => undo(value));
    return value;
  };

  try {
    const assembly = Assembly.read(directory);
    const edges = DISTRIBUTIONS.map(({ name, path }) => ({ name, edge: Edge.of(assembly, { distribution: path }) }));
    const origins = {
      primary: await open(Origin.start('primary'), origin => origin.kill()),
      secondary: await open(Origin.start('secondary'), origin => origin.kill()),
    };
    let control: Control | undefined;
    const doors: Door[] = [];
    for (const [i, { name, edge }] of edges.entries()) {
      connect(edge, origins);
      opened.push(() => edge.close());
      const { url } = await open(listen(edge, {
        port: port && port + i,
        onTrace: trace => {
          control?.record(name, trace);
          onTrace?.(name, trace);
        },
        reserved: (request, response) => control?.handle(request, response) ?? false,
      }), server => server.close());
      doors.push({ name, edge, url });
    }
    control = new Control(doors, { onTrace });
    opened.push(() => control!.close());
    return { origins, doors, controlUrl: doors[0]!.url + CONTROL_PATH, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** An origin can be in a distribution more than once. */
function connect(edge: Edge, origins: Stage['origins']): void {
  for (const { id, domainName } of edge.distribution.origins) {
    const member = show(domainName) === 'primary.example.com' ? 'primary' : 'secondary';
    edge.origin(id).connect(origins[member].url);
  }
}
