import { Session } from 'node:inspector';
import { getHeapSpaceStatistics } from 'node:v8';
import { Script } from 'node:vm';
import { EventOptions, originResponseEvent } from './events';
import { Assembly } from '../../lib/model/assembly';
import { TemplateBody } from '../../lib/model/template';
import { check } from '../../lib/rules/check';
import { play } from '../../lib/simulator/cases/play';
import { viewerRequest } from '../../lib/simulator/cases/situation';
import { ManualClock } from '../../lib/simulator/journey/clock';
import { Edge } from '../../lib/simulator/journey/edge';
import { pair } from '../simulator/journey/pair';

/** Part of Node.js with --expose-gc. */
declare const gc: () => void;

type Work = () => unknown;

const TIMES = 200;
const DISTRIBUTIONS = 10;

/**
 * The program of test/counts.e2e.test.ts: what the engine counts of the work for one event, one request and one check, as JSON. Without
 * its compilers (--jitless), what is allocated follows from the code alone.
 *
 * @param code of the function
 */
async function main(code: string): Promise<void> {
  const own = await bytesOfFunction(code);
  const noOp = await bytesOfFunction('exports.handler = async event => event.Records[0].cf.response;');
  const template = pair({ functions: { 'origin-response': code } });
  const bytes = Object.fromEntries(Object.keys(own).map(kind => [`bytes for ${kind}, beyond a no-op`, own[kind]! - noOp[kind]!]));
  console.log(JSON.stringify({ ...bytes, ...await bytesOfEdge(template), ...await calls(template) }));
}

const EVENTS: Readonly<Record<string, EventOptions>> = {
  'a healthy event': { role: 'primary', status: 200 },
  'an event that fails over': { role: 'primary', status: 503 },
  'an event that is rewritten': { role: 'secondary', status: 503 },
};

async function bytesOfFunction(code: string): Promise<Record<string, number>> {
  const exports = {} as { handler: (event: unknown) => unknown };
  new Script(`(function (exports) {${code}\n})`).runInThisContext()(exports);
  const bytes: Record<string, number> = {};
  for (const [kind, options] of Object.entries(EVENTS)) {
    const text = JSON.stringify(originResponseEvent(options));
    bytes[kind] = await bytesOf(() => {
      const event = JSON.parse(text);
      return () => exports.handler(event);
    });
  }
  return bytes;
}

async function bytesOfEdge(template: TemplateBody): Promise<Record<string, number>> {
  const edge = edgeOf(template);
  let count = 0;
  const asking = (pathOf: () => string) => () => {
    const request = requestFor(pathOf());
    return () => edge.handle(request);
  };
  const hit = await bytesOf(asking(() => '/hit'));
  const miss = await bytesOf(asking(() => `/miss/${count++}`));
  edge.origin('primary').respond(503);
  const failedOver = await bytesOf(asking(() => `/failed-over/${count++}`));
  await edge.close();
  return { 'bytes for a cache hit': hit, 'bytes for a miss': miss, 'bytes for a failed-over miss': failedOver };
}

/** Bytes of the young generation per call; what is there before the call does not count. The second round, when nothing is new any more. */
async function bytesOf(prepare: () => Work): Promise<number> {
  let bytes = 0;
  for (let round = 0; round < 2; round++) {
    const works = Array.from({ length: TIMES }, prepare);
    gc();
    const before = youngBytes();
    for (const work of works) await work();
    bytes = youngBytes() - before;
  }
  return Math.round(bytes / TIMES);
}

function youngBytes(): number {
  const young = getHeapSpaceStatistics().filter(({ space_name: name }) => name.startsWith('new_'));
  return young.reduce((sum, { space_used_size: bytes }) => sum + bytes, 0);
}

/** Calls of functions of this program. */
async function calls(template: TemplateBody): Promise<Record<string, number>> {
  const session = new Session();
  session.connect();
  const post = (method: string, params?: object): any => {
    let got: unknown;
    session.post(method, params, (error, result) => {
      if (error) throw error;
      got = result;
    });
    return got;
  };
  post('Profiler.enable');
  post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  const calledBy = async (work: Work): Promise<readonly Called[]> => {
    post('Profiler.takePreciseCoverage');
    await work();
    const { result } = post('Profiler.takePreciseCoverage') as { result: ReadonlyArray<{ url: string; functions: Called[] }> };
    return result.filter(({ url }) => url.endsWith(__filename)).flatMap(({ functions }) => functions);
  };
  const callsOf = async (work: Work) => sumOf(await calledBy(work));

  const checking = (body: TemplateBody) => callsOf(() => {
    const assembly = Assembly.of(body);
    check(assembly.distributions(), assembly.stacks, { runHandlers: false });
  });
  const one = await checking(template);
  const many = await checking(copied(template));
  const [distribution] = Assembly.of(template).distributions() as [Distribution];
  const played = await calledBy(() => play({ distribution, behaviors: [{ behavior: 1, events: ['origin-response'] }], assumptions: {} }));
  const edge = edgeOf(template);
  edge.origin('primary').respond(503);
  const failedOver = await callsOf(() => edge.handle(requestFor('/')));
  const hit = await callsOf(() => edge.handle(requestFor('/')));
  await edge.close();
  return {
    'calls for a check': one,
    'calls for one more distribution in a check': Math.round((many - one) / (DISTRIBUTIONS - 1)),
    'calls for the cases of a behavior with a function': sumOf(played),
    'requests for them': sumOf(played.filter(({ functionName }) => functionName === viewerRequest.name)),
    'calls for a failed-over miss': failedOver,
    'calls for a cache hit': hit,
  };
}

interface Called {
  readonly functionName: string;
  readonly ranges: [{ count: number }];
}

function sumOf(called: readonly Called[]): number {
  return called.reduce((sum, { ranges: [{ count }] }) => sum + count, 0);
}

type Distribution = ReturnType<Assembly['distributions']>[number];

function copied({ Resources = {} }: TemplateBody): TemplateBody {
  const { Distribution: distribution, ...rest } = Resources;
  const copies = Array.from({ length: DISTRIBUTIONS }, (_, i) => [`Distribution${i}`, structuredClone(distribution)]);
  return { Resources: { ...rest, ...Object.fromEntries(copies) } };
}

function edgeOf(template: TemplateBody): Edge {
  return Edge.of(Assembly.of(template), { clock: new ManualClock() });
}

function requestFor(path: string) {
  const headers = { host: ['d111111abcdef8.cloudfront.net'] };
  return { method: 'GET', protocol: 'https' as const, path, query: '', headers, clientIp: '127.0.0.1' };
}

void main(process.argv[2]!);
