import { Arrangement, Rehearsal } from './rehearsal';

/** The name of a scenario, for the option `skip`. */
export type ScenarioName =
  'healthy' | 'failover-codes' | 'methods' | 'failover-responses' | 'outage' | 'timeout' | 'both-down' | 'recovery' | 'cache';

/** An outage on a behavior, and what viewers should get. For failover responses, see failover-responses.ts. */
export interface Scenario {
  readonly name: Exclude<ScenarioName, 'failover-responses'>;
  readonly title: string;
  /** @param maxErrorSeconds the longest time that an error or its replacement may be cached */
  play(rehearsal: Rehearsal, maxErrorSeconds: number): Promise<void>;
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'healthy',
    title: 'a healthy primary serves',
    play: rehearsal => rehearsal.mustServe('primary', 'both are healthy'),
  },
  {
    name: 'failover-codes',
    title: 'the secondary serves for every failover status code of the primary',
    play: async rehearsal => {
      for (const code of rehearsal.group.codes) {
        await rehearsal.mustServe('secondary', `the primary responds with ${code}`, p => p.respond(code, 'broken'));
      }
    },
  },
  {
    name: 'methods',
    title: 'the secondary serves HEAD, and OPTIONS when it is cached, like GET',
    play: async rehearsal => {
      const { codes, methods } = rehearsal.group;
      for (const method of methods.filter(each => each !== 'GET')) {
        for (const code of codes) await rehearsal.mustServe('secondary', `the primary responds with ${code}`, p => p.respond(code), method);
      }
    },
  },
  {
    name: 'outage',
    title: 'the secondary serves when the primary cannot be reached',
    play: async rehearsal => {
      await rehearsal.mustServe('secondary', 'the primary refuses the connection', p => p.refuse());
      await rehearsal.mustServe('secondary', 'the primary drops the connection', p => p.reset());
      await rehearsal.mustServe('secondary', "the primary's name does not resolve", p => p.failDns());
      await rehearsal.mustServe('secondary', "the primary's TLS handshake fails", p => p.failTls());
    },
  },
  {
    name: 'timeout',
    title: 'the secondary serves when the primary does not respond in time',
    play: async rehearsal => {
      await rehearsal.mustServe('secondary', 'the primary does not respond', p => p.hang());
      await rehearsal.mustServe('secondary', 'the primary does not complete the connection', p => p.hangConnect());
    },
  },
  {
    name: 'both-down',
    title: 'when both members are down, the secondary is tried and the response is not cached for long',
    play: async (rehearsal, maxErrorSeconds) => {
      const code = failoverCode(rehearsal);
      const downs: ReadonlyArray<readonly [when: string, arrange: Arrangement]> = [
        [`both members respond with ${code}`, (...members) => members.forEach(member => member.respond(code, 'broken'))],
        ['both members refuse the connection', (...members) => members.forEach(member => member.refuse())],
        ['neither member responds', (...members) => members.forEach(member => member.hang())],
      ];
      for (const [when, arrange] of downs) {
        const response = await rehearsal.stage(arrange).ask();
        rehearsal.must(response.trace.failedOver, `${when}: the secondary was not tried`, response);
        isKeptShortly(rehearsal, when, response, maxErrorSeconds);
      }
    },
  },
  {
    name: 'recovery',
    title: 'the primary serves again once it has recovered and the cache has expired',
    play: async rehearsal => {
      const code = failoverCode(rehearsal);
      for (const [when, breakDown] of [
        [`after the primary responded with ${code}`, p => p.respond(code)],
        [`after both members responded with ${code}`, (p, s) => [p.respond(code), s.respond(code)]],
      ] satisfies Array<[string, Arrangement]>) {
        const { edge, primary, secondary, ask } = rehearsal.stage(breakDown);
        const { trace } = await ask();
        primary.recover();
        secondary.recover();
        edge.clock.advance(trace.storedSeconds + 1);
        rehearsal.isServedBy('primary', when, await ask());
      }
    },
  },
  {
    name: 'cache',
    title: 'a success is cached as long as it should be, and an error not for long',
    play: async (rehearsal, maxErrorSeconds) => {
      const { edge, ask } = rehearsal.stage();
      const first = await ask();
      if (first.trace.storedSeconds > 0) {
        const second = await ask();
        rehearsal.must(second.trace.servedBy === 'cache', 'GET again while it is cached: not served from the cache', second);
        edge.clock.advance(first.trace.storedSeconds + 1);
      }
      rehearsal.isServedBy('primary', 'GET again when nothing is cached', await ask());

      const code = [404, 501].find(each => !rehearsal.group.codes.includes(each))!;
      const failed = await rehearsal.stage(p => p.respond(code)).ask();
      isKeptShortly(rehearsal, `the primary responds with ${code}`, failed, maxErrorSeconds);
    },
  },
];

type Answered = Parameters<Rehearsal['must']>[2];

function isKeptShortly(rehearsal: Rehearsal, when: string, response: Answered, maxErrorSeconds: number): void {
  const { storedSeconds } = response.trace;
  rehearsal.must(
    storedSeconds <= maxErrorSeconds,
    `${when}: the response is cached for ${storedSeconds} s, which is more than ${maxErrorSeconds} s`,
    response,
  );
}

/** A failover status code, preferably a server error. */
function failoverCode({ group: { codes } }: Rehearsal): number {
  return codes.find(code => code >= 500) ?? codes[0]!;
}
