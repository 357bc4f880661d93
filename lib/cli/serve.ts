import { statSync } from 'node:fs';
import { LoadedCommand, Streams } from './command';
import { SERVE_HELP, serveArguments, ServeArguments } from './serve-arguments';
import { banner } from './serve-banner';
import { watchAssembly } from './watch-assembly';
import { Assembly } from '../model/assembly';
import { canListBucket, constructPathOf } from '../model/distribution';
import { UnusableInput } from '../model/errors';
import { printable } from '../model/printable';
import { isKnown } from '../model/value';
import { Control } from '../simulator/control/control';
import { listen, Listening } from '../simulator/http/http-server';
import { logLine } from '../simulator/http/log-line';
import { Edge } from '../simulator/journey/edge';

/** How long a replaced edge may finish its open requests. */
const RETIREMENT_MS = 30_000;

/** Serves until interrupted. */
async function run(args: string[], streams: Streams): Promise<number> {
  const served = await serve(serveArguments(args), streams);
  await interrupted();
  await served.close();
  return 0;
}

export const serveCommand: LoadedCommand = { help: SERVE_HELP, run };

/**
 * Serves a distribution on this machine and reloads it whenever its assembly is synthesized.
 * @throws UnusableInput
 */
export async function serve(options: ServeArguments, { stdout, stderr }: Streams): Promise<Pick<Listening, 'url' | 'close'>> {
  const { path, port, note } = options;
  let edge = edgeOf(options);
  if (note !== undefined) stderr.write(note);
  const name = constructPathOf(edge.distribution) ?? edge.distribution.logicalId;
  const control = new Control([{ name, edge }], { onTrace: (_, trace) => stdout.write(`${logLine(trace)}\n`) });
  const retired = new Map<Edge, NodeJS.Timeout>();
  const report = (text: string) => stderr.write(`cdk-failover: ${printable(text)}\n`);
  const server = await listen({ handle: request => edge.handle(request) }, {
    port,
    get hosts() { return [...aliasesOf(edge), ...options.hosts]; },
    onTrace: trace => stdout.write(`${control.record(name, trace).line}\n`),
    reserved: (request, response) => control.handle(request, response),
    warn: report,
  }).catch(async error => {
    await edge.close();
    throw error;
  });
  const watcher = watched();
  stderr.write(banner(edge.distribution, server.url, id => edge.origin(id).url));
  return { url: server.url, close };

  function reload() {
    let next: Edge;
    try {
      if (statSync(path).isFIFO()) throw new UnusableInput(`${path}: a pipe, which is read once. Restart this command.`);
      next = edgeOf(options);
    } catch (error) {
      report(`reload failed; still serving the previous version: ${(error as Error).message}`);
      return;
    }
    retire(edge);
    edge = next;
    control.replace(name, edge);
    report(`reloaded ${path}`);
  }

  /** The system may refuse to watch when it already watches too many files. */
  function watched(): { close(): void } | undefined {
    try {
      return watchAssembly(path, reload);
    } catch (error) {
      report(`${path} cannot be watched (${(error as NodeJS.ErrnoException).code}). Restart this command after each synthesis.`);
      return undefined;
    }
  }

  function retire(old: Edge) {
    retired.set(old, setTimeout(() => {
      retired.delete(old);
      void old.close();
    }, RETIREMENT_MS).unref());
  }

  async function close() {
    watcher?.close();
    control.close();
    await server.close();
    retired.forEach(timer => clearTimeout(timer));
    await Promise.all([edge, ...retired.keys()].map(each => each.close()));
  }
}

function edgeOf({ path, allowed, stack, distribution, origins, assumptions }: ServeArguments): Edge {
  const edge = Edge.of(Assembly.read(path, allowed), { stack, distribution, assumptions });
  try {
    for (const [name, place] of origins) connect(edge, name, place);
    return edge;
  } catch (error) {
    void edge.close();
    throw error;
  }
}

/** A URL is a server; everything else is a folder. */
function connect(edge: Edge, name: string, place: string): void {
  const control = edge.origin(name);
  const model = edge.distribution.origins.find(({ id }) => id === control.name)!;
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(place)) control.connect(place);
  else control.serveFolder(place, { canList: canListBucket(model) === true });
}

function aliasesOf({ distribution: { aliases } }: Edge): string[] {
  return aliases.filter(isKnown);
}

function interrupted(): Promise<void> {
  return new Promise(resolve => {
    process.once('SIGINT', done).once('SIGTERM', done);
    function done() {
      process.off('SIGINT', done).off('SIGTERM', done);
      resolve();
    }
  });
}
