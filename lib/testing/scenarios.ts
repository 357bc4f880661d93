import { Arrangement, Rehearsal } from './rehearsal';

/** The name of a scenario, for the option `skip`. */
export type ScenarioName = 'healthy' | 'failover-codes' | 'methods' | 'law' | 'outage' | 'timeout' | 'both-down' | 'recovery' | 'cache';

/** What may happen to a behavior on an origin group, and what viewers are to get. The law is told apart: see law.ts. */
export interface Scenario {
  readonly name: Exclude<ScenarioName, 'law'>;
  readonly title: string;
  /** @param maxErrorSeconds how long an error, or what is put in its place, may be kept */
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
      for (const code of rehearsal.group.codes) await rehearsal.mustServe('secondary', `the primary answers ${code}`, p => p.respond(code, 'broken'));
    },
  },
  {
    name: 'methods',
    title: 'the secondary serves HEAD, and OPTIONS where it is cached, like GET',
    play: async rehearsal => {
      const { codes, methods } = rehearsal.group;
      for (const method of methods.filter(each => each !== 'GET')) {
        for (const code of codes) await rehearsal.mustServe('secondary', `the primary answers ${code}`, p => p.respond(code), method);
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
    title: 'the secondary serves when the primary does not answer in time',
    play: async rehearsal => {
      await rehearsal.mustServe('secondary', 'the primary does not answer', p => p.hang());
      await rehearsal.mustServe('secondary', 'the primary does not complete the connection', p => p.hangConnect());
    },
  },
  {
    name: 'both-down',
    title: 'when both members are down, the secondary is asked and the answer is not kept long',
    play: async (rehearsal, maxErrorSeconds) => {
      const code = failoverCode(rehearsal);
      const downs: ReadonlyArray<readonly [when: string, arrange: Arrangement]> = [
        [`both members answer ${code}`, (...members) => members.forEach(member => member.respond(code, 'broken'))],
        ['both members refuse the connection', (...members) => members.forEach(member => member.refuse())],
        ['neither member answers', (...members) => members.forEach(member => member.hang())],
      ];
      for (const [when, arrange] of downs) {
        const response = await rehearsal.stage(arrange).ask();
        rehearsal.must(response.trace.failedOver, `${when}: the secondary was not asked`, response);
        isKeptShortly(rehearsal, when, response, maxErrorSeconds);
      }
    },
  },
  {
    name: 'recovery',
    title: 'the primary serves again when it is back and what was kept has expired',
    play: async rehearsal => {
      const code = failoverCode(rehearsal);
      for (const [when, breakDown] of [
        [`after the primary answered ${code}`, p => p.respond(code)],
        [`after both members answered ${code}`, (p, s) => [p.respond(code), s.respond(code)]],
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
    title: 'a good answer is kept as long as it should be, and an error is not kept long',
    play: async (rehearsal, maxErrorSeconds) => {
      const { edge, ask } = rehearsal.stage();
      const first = await ask();
      if (first.trace.storedSeconds > 0) {
        const second = await ask();
        rehearsal.must(second.trace.servedBy === 'cache', 'GET again while it is kept: not served from the cache', second);
        edge.clock.advance(first.trace.storedSeconds + 1);
      }
      rehearsal.isServedBy('primary', 'GET again when nothing is kept', await ask());

      const code = [404, 501].find(each => !rehearsal.group.codes.includes(each))!;
      const failed = await rehearsal.stage(p => p.respond(code)).ask();
      isKeptShortly(rehearsal, `the primary answers ${code}`, failed, maxErrorSeconds);
    },
  },
];

type Answered = Parameters<Rehearsal['must']>[2];

function isKeptShortly(rehearsal: Rehearsal, when: string, response: Answered, maxErrorSeconds: number): void {
  const { storedSeconds } = response.trace;
  rehearsal.must(storedSeconds <= maxErrorSeconds, `${when}: the answer is kept for ${storedSeconds} s, which is more than ${maxErrorSeconds} s`, response);
}

/** A failover status code, a server error if there is one. */
function failoverCode({ group: { codes } }: Rehearsal): number {
  return codes.find(code => code >= 500) ?? codes[0]!;
}
