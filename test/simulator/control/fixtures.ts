import { request } from 'node:http';
import { App } from 'aws-cdk-lib';
import { Assembly } from '../../../lib/model/assembly';
import { Control, Controlled } from '../../../lib/simulator/control/control';
import { listen } from '../../../lib/simulator/http/http-server';
import { ManualClock } from '../../../lib/simulator/journey/clock';
import { Edge } from '../../../lib/simulator/journey/edge';
import { siteIn, stackIn } from '../../support/stacks';

let assembly: Assembly | undefined;

/** Two distributions of one app: `Site` with direct behaviors, and `Other`. Synthesized once. */
export function twoSites(): Assembly {
  if (!assembly) {
    const stack = stackIn('us-east-1');
    siteIn(stack, { directBehaviors: { '/api/*': {} } });
    siteIn(stack, {}, 'Other');
    assembly = Assembly.read((stack.node.root as App).synth().directory);
  }
  return assembly;
}

/** An edge by the construct id of its distribution. Its clock moves on by itself when somebody waits for an origin. */
export function edgeOf(id: string, from: Assembly = twoSites()): Edge {
  return Edge.of(from, { distribution: `Stack/${id}`, clock: new ManualClock() });
}

export interface Served {
  readonly url: string;
  readonly control: Control;
  readonly edges: readonly Controlled[];
  /** What the page itself sent. */
  readonly sent: string[];
  close(): Promise<void>;
}

/** Serves the first of some edges together with the control page of all of them. */
export async function serveControl({ names, port = 0 }: { readonly names: readonly string[]; readonly port?: number }): Promise<Served> {
  const edges = names.map(name => ({ name, edge: edgeOf(name) }));
  const sent: string[] = [];
  const control = new Control(edges, { onTrace: (name, { path }) => sent.push(`${name} ${path}`) });
  const server = await listen(edges[0]!.edge, {
    port,
    onTrace: trace => control.record(names[0]!, trace),
    reserved: (message, response) => control.handle(message, response),
  });
  return {
    url: server.url,
    control,
    edges,
    sent,
    async close() {
      control.close();
      await server.close();
      await Promise.all(edges.map(({ edge }) => edge.close()));
    },
  };
}

export interface Reply {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
  readonly json: any;
}

/** A request with the headers as they stand, which fetch would not send. */
export function ask(
  url: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const path = url.replace(/^http:\/\/[^/]+/, '');
    request({ hostname, port, path, method, headers }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', chunk => { text += chunk; }).on('error', reject).on('end', () => resolve({
        status: response.statusCode!, headers: response.headers, text, get json() { return JSON.parse(text); },
      }));
    }).on('error', reject).end(body);
  });
}

/** Posts JSON to the control page. */
export function post(url: string, what: string, value: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  return ask(`${url}/__edge/${what}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
}
