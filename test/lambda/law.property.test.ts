import fc from 'fast-check';
import { anyEvent, damagedEvent, failoverAnswer, hostileEvent, properEvent } from './arbitrary-events';
import { isKnown, isProtectedEvent, plainStatus, same, undisputedRole } from './oracle';
import { logged } from '../../lambda/failover-log';
import { originResponse } from '../../lambda/origin-response';
import { ErrorRewrite } from '../../lib/construct/error-rewrite';
import { exchangeOf } from '../support/events';

jest.setTimeout(60_000);

const FAILOVER = [403, 500, 502, 503, 504];
const HINT = 'x-failover-served-by';

const REWRITES = [
  ErrorRewrite.toOk(), ErrorRewrite.keepStatus(), ErrorRewrite.redirect('/sorry'), ErrorRewrite.none(),
  ErrorRewrite.keepStatus(undefined, { statusCodes: [400, 503], secondaryStatusCodes: [403, 404, 429, 500] }),
];
const HANDLERS = REWRITES.flatMap(rewrite => [[], [403, 404]].flatMap(missing => [undefined, HINT]
  .map(hint => ({ failover: FAILOVER, ...rewrite._policyFor(missing), hint })))).flatMap(
  policy => [originResponse(policy), logged(originResponse(policy), { ...policy, logPath: true })]);
const handler = fc.constantFrom(...HANDLERS);

beforeAll(() => jest.spyOn(process.stdout, 'write').mockReturnValue(true));
afterAll(() => jest.restoreAllMocks());

describe('On any event at all, the handler', () => {
  test("never rejects, and answers with the event's own response", async () => {
    await fc.assert(fc.asyncProperty(anyEvent, handler, async (event: any, handle) => {
      const given = event?.Records?.[0]?.cf?.response;
      expect(await handle(event)).toBe(given);
    }), { numRuns: 3000 });
  });

  test("preserves failover responses: the primary's failover answer is as it was", async () => {
    let protectedAnswers = 0;
    await fc.assert(fc.asyncProperty(fc.oneof(anyEvent, failoverAnswer), handler, async (event: any, handle) => {
      if (!isProtectedEvent(event, FAILOVER)) return;
      protectedAnswers += 1;
      const before = structuredClone(event);
      await handle(event);
      expect(same(event, before)).toBe(true);
    }), { numRuns: 3000 });
    expect(protectedAnswers).toBeGreaterThan(100);
  });

  test('changes an answer only when it is known who gave it', async () => {
    await fc.assert(fc.asyncProperty(anyEvent, handler, async (event: any, handle) => {
      if (isKnown(undisputedRole(event))) return;
      const before = structuredClone(event);
      await handle(event);
      expect(same(event, before)).toBe(true);
    }), { numRuns: 3000 });
  });

  test('changes nothing but the response', async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(properEvent, hostileEvent, damagedEvent), handler, async (event, handle) => {
      const { response: _, ...before } = structuredClone(exchangeOf(event));
      await handle(event);
      const { response: __, ...after } = exchangeOf(event);
      expect(same(after, before)).toBe(true);
    }), { numRuns: 3000 });
  });

  test('leaves via and transfer-encoding as they were, and adds none', async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(properEvent, hostileEvent), handler, async (event, handle) => {
      const readOnly = () => Object.entries(exchangeOf(event).response.headers).filter(([name]) => /^(via|transfer-encoding)$/i.test(name));
      const before = structuredClone(readOnly());
      await handle(event);
      expect(same(readOnly(), before)).toBe(true);
    }), { numRuns: 3000 });
  });

  test('gives a rewritten answer a cache-control, its original status, and no body on HEAD', async () => {
    let rewritten = 0;
    await fc.assert(fc.asyncProperty(fc.oneof(properEvent, hostileEvent), handler, async (event, handle) => {
      const { request, response } = exchangeOf(event);
      const before = structuredClone(response);
      const status = plainStatus(event);
      await handle(event);
      if (
        same({ ...response, headers: 0 }, { ...before, headers: 0 }) &&
        same(response.headers['x-failover-original-status'], before.headers['x-failover-original-status'])
      ) {
        return;
      }
      rewritten += 1;
      expect(response.headers['cache-control']).toHaveLength(1);
      expect(response.headers['x-failover-original-status']).toEqual([{ key: 'x-failover-original-status', value: String(status) }]);
      expect('body' in response).toBe(request.method !== 'HEAD');
    }), { numRuns: 3000 });
    expect(rewritten).toBeGreaterThan(40);
  });

  test('pollutes no prototype', async () => {
    const keys = () => [Object, Array, Function, String].map(({ prototype }) => Object.getOwnPropertyNames(prototype));
    const before = keys();
    await fc.assert(fc.asyncProperty(anyEvent, handler, async (event: any, handle) => {
      await handle(event);
    }), { numRuns: 1000 });
    expect(keys()).toEqual(before);
  });
});
