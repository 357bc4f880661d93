import { App, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { OriginGroup } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { errorPage, FUNCTIONS, pair, Pair } from './pair';
import { Assembly } from '../../../lib/model/assembly';
import {
  ASSUMPTION_NAMES,
  ASSUMPTION_VALUES,
  AssumptionName,
  Assumptions,
  combinationsOf,
} from '../../../lib/simulator/journey/assumptions';
import { ManualClock } from '../../../lib/simulator/journey/clock';
import { Edge } from '../../../lib/simulator/journey/edge';
import { OriginControl } from '../../../lib/simulator/origins/origin-control';
import { edgeFor, Reply, send } from '../../support/edges';
import { plainOrigins, siteIn, stackIn } from '../../support/stacks';

const PRIMARY: Readonly<Record<string, (origin: OriginControl) => unknown>> = {
  '503': origin => origin.respond(503, 'P failed', { etag: '"p"' }),
  'refused': origin => origin.refuse(),
  'read timeout': origin => origin.hang(),
  'connect timeout': origin => origin.hangConnect(),
};

const WORLDS = combinationsOf();

/**
 * Whether a trace may name an assumption although the answer does not change with it: what a function makes of a failed connection, and of
 * its status, is not known before it runs, and the edge does not run it only to find out.
 */
function mayBeNamed(name: AssumptionName, { trace: { attempts, functions } }: Reply): boolean {
  if (name === 'originResponseOnConnectFailure') return attempts.some(({ outcome }) => typeof outcome === 'string');
  const last = attempts.at(-1)!;
  return name === 'connectFailureIs' && typeof last.outcome === 'string' && functions.some(({ origin }) => origin === last.origin);
}

/** What rests on the other assumptions, each in its own way. */
const SITUATIONS: ReadonlyArray<{
  readonly situation: string;
  readonly template: Pair;
  readonly method?: string;
  /** May be named without effect. */
  readonly also?: readonly AssumptionName[];
  given(edge: Edge, thatExpired: () => Promise<void>): unknown;
}> = [
  {
    situation: 'neither origin can be connected to',
    template: {},
    given: edge => [edge.origin('primary').refuse(), edge.origin('secondary').refuse()],
  },
  {
    situation: 'neither origin can be connected to, and one of the statuses has an error page',
    template: { errorResponses: [errorPage(502, 200), { ErrorCode: 503, ErrorCachingMinTTL: 0 }] },
    given: edge => [edge.origin('primary').failTls(), edge.origin('secondary').failDns()],
  },
  ...[[502], [503]].map(codes => ({
    situation: `the primary refuses, and ${codes.join()} alone is a criterion`,
    template: { codes },
    given: (edge: Edge) => edge.origin('primary').refuse(),
    // What AWS's pages leave open are two questions in one: with which status, and on which.
    also: ['connectFailureIs', 'connectFailureFailsOverOn'] as const,
  })),
  ...[[503], [500]].map(codes => ({
    situation: `connecting to the primary times out, and ${codes.join()} alone is a criterion`,
    template: { codes, errorResponses: [{ ErrorCode: 504, ErrorCachingMinTTL: 5 }] },
    given: (edge: Edge) => edge.origin('primary').hangConnect(),
  })),
  {
    situation: 'the response completion timeout of the primary expires',
    template: { primary: { ResponseCompletionTimeout: 45 } },
    given: edge => edge.origin('primary').hang(),
  },
  {
    situation: 'the primary fails OPTIONS, which is not cached',
    template: { cachedMethods: ['GET', 'HEAD'] },
    method: 'OPTIONS',
    given: edge => edge.origin('primary').respond(503),
  },
  {
    situation: 'the primary fails, and there is an expired object',
    template: {},
    given: async (edge, thatExpired) => (await thatExpired(), edge.origin('primary').respond(503)),
  },
  {
    situation: 'both origins fail, and there is an expired object',
    template: {},
    given: async (edge, thatExpired) => (await thatExpired(), edge.origin('primary').respond(503), edge.origin('secondary').respond(500)),
    // It is served before the secondary or after: the viewer cannot tell.
    also: ['staleBefore'],
  },
  ...[200, 503].map(status => ({
    situation: `the function throws on a ${status} of the primary`,
    template: { functions: { 'origin-response': FUNCTIONS.throwsOnPrimary } },
    given: (edge: Edge) => edge.origin('primary').respond(status),
  })),
  {
    situation: 'the function throws on the secondary',
    template: { functions: { 'origin-response': FUNCTIONS.throwsOnSecondary } },
    given: edge => edge.origin('primary').respond(503),
  },
  {
    situation: 'the origin-request function answers the primary with an error',
    template: { functions: { 'origin-request': FUNCTIONS.answersPrimary } },
    given: () => undefined,
  },
  {
    situation: 'the origin-request function throws on the primary',
    template: { functions: { 'origin-request': FUNCTIONS.throwsOnPrimaryRequest } },
    given: () => undefined,
  },
];

describe('under every combination of assumptions', () => {
  const assembly = bothHandlers();
  const aware = edgeOf('Stack/Site');
  const masking = edgeOf('Stack/Masking');

  afterAll(() => Promise.all([aware.close(), masking.close()]));

  it('there are as many as the values allow', () => {
    expect(WORLDS).toHaveLength(2 ** ASSUMPTION_NAMES.length);
  });

  describe.each(Object.keys(PRIMARY))('with a primary that fails by %s', failure => {
    it('FailoverDistribution serves from the secondary, and its function touches no answer of the primary', async () => {
      const seen = await inAllWorlds(aware, failure);

      expect(seen.filter(({ reply: { status, text, trace } }) =>
        !(status === 200 && text === 'S' && trace.servedBy === 'secondary' && trace.failedOver))).toEqual([]);
      expect(seen.filter(({ world, reply }) => {
        const untouched = failure === '503' ? 503 : failure === 'refused' ? world.connectFailureIs : 504;
        return reply.trace.attempts.some(({ role, afterFunction = untouched }) => role === 'primary' && afterFunction !== untouched);
      })).toEqual([]);
    });

    it("AWS's sample fails over exactly where its mask comes too late, or does not come at all", async () => {
      const seen = await inAllWorlds(masking, failure);

      expect(seen.filter(({ world, reply: { text, trace } }) => {
        const runs = failure === '503' || world.originResponseOnConnectFailure;
        const isMasked = runs && world.failoverSees === 'function-result';
        return trace.failedOver === isMasked || text !== (isMasked ? 'masked' : 'S');
      })).toEqual([]);
    });

    it.each([['FailoverDistribution', () => aware], ["AWS's sample", () => masking]])(
      'the trace of %s names the assumptions that change the answer, each on its own',
      async (_, edge) => {
        expect(wronglyNamed(await inAllWorlds(edge(), failure), mayBeNamed)).toEqual([]);
      },
    );
  });

  it.each(SITUATIONS)(
    'the trace names the assumptions that change the answer: $situation',
    async ({ template, method = 'GET', given, also = [] }) => {
      const { edge, clock } = edgeFor(pair(template));
      const seen: Seen[] = [];
      for (const world of WORLDS) {
        edge.setAssumptions(world);
        edge.invalidate();
        edge.origin('primary').respond(200, 'old', { 'cache-control': 'max-age=60' });
        edge.origin('secondary').respond(200, 'S');
        await given(edge, async () => {
          await send(edge, method, '/page');
          clock.advance(61);
        });
        seen.push({ world, reply: await send(edge, method, '/page') });
      }
      await edge.close();

      expect(wronglyNamed(seen, name => also.includes(name))).toEqual([]);
      expect(seen.flatMap(({ reply }) => reply.trace.assumptions)).not.toEqual([]);
    },
  );

  function edgeOf(distribution: string): Edge {
    return Edge.of(assembly, { distribution, clock: new ManualClock() });
  }
});

/** The same two origins behind the library's construct, and behind a plain distribution with the handler that AWS shows. */
function bothHandlers(): Assembly {
  const stack = stackIn('us-east-1');
  siteIn(stack);
  maskingDistribution(stack);
  return Assembly.read((stack.node.root as App).synth().directory);
}

function maskingDistribution(stack: Stack): void {
  const { primaryOrigin, secondaryOrigin } = plainOrigins();
  const sample = new cloudfront.experimental.EdgeFunction(stack, 'Sample', {
    code: lambda.Code.fromInline(FUNCTIONS.awsSample),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_22_X,
  });
  new cloudfront.Distribution(stack, 'Masking', {
    defaultBehavior: {
      origin: new OriginGroup({ primaryOrigin, fallbackOrigin: secondaryOrigin }),
      edgeLambdas: [{ functionVersion: sample.currentVersion, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE }],
    },
  });
}

/** The assumptions that a trace names and should not, or should and does not. */
function wronglyNamed(seen: readonly Seen[], mayBe: (name: AssumptionName, reply: Reply) => boolean): object[] {
  const answers = new Map(seen.map(({ world, reply }) => [keyOf(world), visible(reply)]));
  return seen.flatMap(({ world, reply }) => {
    const differs = (other: Assumptions) => answers.get(keyOf(other)) !== visible(reply);
    const changes = (name: AssumptionName) => ASSUMPTION_VALUES[name].some(value => differs({ ...world, [name]: value }));
    const isNamed = (name: AssumptionName) => reply.trace.assumptions.includes(name);
    const isWrong = (name: AssumptionName) => isNamed(name) !== changes(name) && !(isNamed(name) && mayBe(name, reply));
    return ASSUMPTION_NAMES.filter(isWrong).map(name => ({ world, name }));
  });
}

interface Seen {
  readonly world: Assumptions;
  readonly reply: Reply;
}

const seenBefore = new Map<Edge, Map<string, Promise<Seen[]>>>();

/** What a viewer sees in each of the worlds, with a healthy secondary and a cache that is empty. Found out once. */
function inAllWorlds(edge: Edge, failure: string): Promise<readonly Seen[]> {
  const known = seenBefore.get(edge) ?? new Map<string, Promise<Seen[]>>();
  seenBefore.set(edge, known);
  if (!known.has(failure)) known.set(failure, look(edge, failure));
  return known.get(failure)!;
}

async function look(edge: Edge, failure: string): Promise<Seen[]> {

  PRIMARY[failure]!(edge.origin('primary'));
  edge.origin('secondary').respond(200, 'S');
  const seen: Seen[] = [];
  for (const world of WORLDS) {
    edge.setAssumptions(world);
    edge.invalidate();
    seen.push({ world, reply: await send(edge, 'GET', '/page') });
  }
  return seen;
}

/** All that a viewer, or the next viewer, could tell apart. */
function visible(reply: Reply): string {
  let known = texts.get(reply);
  const { status, headers, text, trace: { storedSeconds } } = reply;
  if (known === undefined) texts.set(reply, known = JSON.stringify({ status, headers, text, storedSeconds }));
  return known;
}

const texts = new WeakMap<Reply, string>();

function keyOf(world: Assumptions): string {
  return ASSUMPTION_NAMES.map(name => String(world[name])).join();
}
