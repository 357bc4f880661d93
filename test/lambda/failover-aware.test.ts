import fc from 'fast-check';
import { damagedEvent, failoverAnswer, hostileEvent, properEvent } from './arbitrary-events';
import { ALL_FAILOVER_CODES, isProtectedEvent, METHODS, METHODS_THAT_FAIL_OVER, same } from './oracle';
import { mask, run } from './wrapped';
import { EdgeHandler, failoverAware } from '../../lambda/failover-aware';
import { redirect, SAMPLE_BODY, SAMPLE_TARGET, staticBody } from '../support/aws-sample';
import { EventOptions, exchangeOf, header, originResponseEvent } from '../support/events';

const ROLES = ['primary', 'secondary', 'sole', undefined, 'garbage'];

/** The origin custom header that passes the group's failover criteria to the function. */
function listed(...codes: number[]) {
  return header('x-failover-status-codes', codes.join());
}

let log: jest.SpiedFunction<typeof console.error>;

beforeEach(() => {
  log = jest.spyOn(console, 'error').mockImplementation();
});

afterEach(() => {
  log.mockRestore();
});

/** Whether a handler is called for such an event. */
async function isCalled(options: EventOptions): Promise<boolean> {
  const handler = jest.fn(async event => event.Records[0].cf.response);
  await run(handler, options);
  return handler.mock.calls.length === 1;
}

/** Each way in which a handler may answer. */
const STYLES: ReadonlyArray<readonly [string, EdgeHandler]> = [
  ['async', async event => mask(event)],
  ['async, with a pause', async event => {
    await new Promise(setImmediate);
    return mask(event);
  }],
  ['async, with a callback that it does not use', async (event, _context, _callback) => mask(event)],
  ['with a callback', (event, _context, callback) => callback(null, mask(event))],
  ['with a callback, with a pause', (event, _context, callback) => void setImmediate(() => callback(null, mask(event)))],
  ['with a callback and a value that is no promise', (event, _context, callback) => {
    callback(undefined, mask(event));
    return 'ignored';
  }],
  ['plain', event => mask(event)],
  ['plain, with a context', (event, _context) => mask(event)],
  ['a thenable', event => ({ then: (resolve: (value: unknown) => void) => resolve(mask(event)) })],
];

describe.each(STYLES)('A handler that is %s', (_, handler) => {
  test('is heard on the last answer', async () => {
    const { given, before, returned } = await run(handler, { role: 'secondary', status: 503 });
    expect(returned).toBe(given);
    expect(returned).toEqual({ ...before, status: '200', body: 'masked' });
    expect(log).not.toHaveBeenCalled();
  });

  test("is not called for the primary's failover answer", async () => {
    const { given, before, returned } = await run(handler, { role: 'primary', status: 503, customHeaders: listed(503) });
    expect(returned).toBe(given);
    expect(returned).toEqual(before);
    expect(log).not.toHaveBeenCalled();
  });
});

describe('The handler', () => {
  test('gets the event and the context that Lambda gave', async () => {
    const handler = jest.fn((event, _context, callback) => callback(null, mask(event)));
    Object.defineProperty(handler, 'length', { value: 3 });
    const event = originResponseEvent({ role: 'secondary' });
    const context = { awsRequestId: '1' };
    await failoverAware(handler)(event, context);
    expect(handler).toHaveBeenCalledTimes(1);
    expect(handler.mock.calls[0][0]).toBe(event);
    expect(handler.mock.calls[0][1]).toBe(context);
  });

  test('is wrapped in one that takes no callback, which Node.js 24 does not have', () => {
    expect(failoverAware(staticBody)).toHaveLength(2);
    expect(failoverAware(staticBody)(originResponseEvent())).toBeInstanceOf(Promise);
  });

  test('may answer with another object than the one it got', async () => {
    const { returned } = await run(async () => ({ status: '302', headers: header('location', '/sorry') }), {
      role: 'secondary',
      status: 503,
      headers: {},
    });
    expect(returned).toEqual({ status: '302', headers: header('location', '/sorry') });
  });

  test.each(['200', 200, '599', 599, '404'])('may answer with the status %j', async status => {
    const { returned } = await run(async () => ({ status }), { role: 'secondary', status: 503 });
    expect(returned.status).toBe(status);
    expect(log).not.toHaveBeenCalled();
  });

  test('is called again for the next event after it failed', async () => {
    let calls = 0;
    const wrapped = failoverAware(async event => {
      calls += 1;
      if (calls === 1) throw new Error('once');
      return mask(event);
    });
    expect((await wrapped(originResponseEvent({ role: 'secondary', status: 503 }))).status).toBe('503');
    expect((await wrapped(originResponseEvent({ role: 'secondary', status: 503 }))).status).toBe('200');
    expect(log).toHaveBeenCalledTimes(1);
  });
});

describe('Whether the handler is called', () => {
  const calledFor = async (statuses: number[], options: EventOptions) => {
    const results = [];
    for (const status of statuses) results.push(await isCalled({ ...options, status }) ? status : -status);
    return results.filter(status => status > 0);
  };
  const some = [200, 304, ...ALL_FAILOVER_CODES, 401, 501, 599];
  const others = some.filter(status => !ALL_FAILOVER_CODES.includes(status));

  test('is decided by the codes in the origin custom header on the primary', async () => {
    const called = await calledFor(some, { role: 'primary', customHeaders: listed(403, 503) });
    expect(called).toEqual(some.filter(status => status !== 403 && status !== 503));
  });

  test.each(['503', '500,502,503,504', '500, 502, 503, 504', ' 503 '])('is read from a list that is written %j', async value => {
    expect(await isCalled({ role: 'primary', status: 503, customHeaders: header('X-Failover-Status-Codes', value) })).toBe(false);
    expect(await isCalled({ role: 'primary', status: 404, customHeaders: header('X-Failover-Status-Codes', value) })).toBe(true);
  });

  test('is decided by all nine codes when the primary has no list, or two', async () => {
    expect(await calledFor(some, { role: 'primary' })).toEqual(others);
    const twice = { 'x-failover-status-codes': [{ value: '503' }, { value: '503' }] };
    expect(await calledFor(some, { role: 'primary', customHeaders: twice })).toEqual(others);
  });

  test.each(['', 'abc', '500;502', '200,301', '5xx', '-503', '503,200', '503,abc'])(
    'is decided by all nine codes when the list is %j, which holds something else than failover codes',
    async value => {
      expect(await calledFor(some, { role: 'primary', customHeaders: header('X-Failover-Status-Codes', value) })).toEqual(others);
    },
  );

  test.each([undefined, 'garbage', 'Secondary', ''])('is decided by all nine codes when the role is %j, whatever the list', async role => {
    expect(await calledFor(some, { role, customHeaders: listed(503) })).toEqual(others);
  });

  test('is decided by all nine codes when two origins have different roles', async () => {
    const member = (value: string) => ({ customHeaders: header('x-failover-role', value) });
    expect(await calledFor(some, { request: { origin: { custom: member('primary'), s3: member('secondary') } } })).toEqual(others);
  });

  test.each(['secondary', 'sole'])('is certain for a %s origin', async role => {
    expect(await calledFor(some, { role, customHeaders: listed(...ALL_FAILOVER_CODES) })).toEqual(some);
  });

  test('depends on the method, except on a secondary or sole origin', async () => {
    for (const role of ROLES) {
      const called = [];
      for (const method of METHODS) if (await isCalled({ role, method, status: 503 })) called.push(method);
      expect(called).toEqual(METHODS.filter(method => role === 'secondary' || role === 'sole' || !METHODS_THAT_FAIL_OVER.includes(method)));
    }
  });
});

describe.each([
  ['answers 200', staticBody, { status: 200, statusDescription: 'OK', body: SAMPLE_BODY }, {}],
  ['redirects', redirect, { status: 302, statusDescription: 'Found', body: '' }, header('Location', SAMPLE_TARGET)],
])("AWS's sample that %s, wrapped,", (_, sample, masked, added) => {
  test('preserves failover responses on every code, method, origin and role, and masks every other error', async () => {
    const wrong: string[] = [];
    let cases = 0;
    for (const codes of [undefined, [500, 502, 503, 504], [403, 404], ALL_FAILOVER_CODES]) {
      for (const role of ROLES) {
        for (const method of METHODS) {
          for (const origin of ['custom', 's3'] as const) {
            for (const status of [200, 302, 401, 501, 599, ...ALL_FAILOVER_CODES]) {
              cases += 1;
              const { given, before, returned } = await run(sample, {
                role,
                method,
                origin,
                status,
                customHeaders: codes && listed(...codes),
              });
              const list = role === 'primary' && codes || ALL_FAILOVER_CODES;
              const kept =
                status < 400 ||
                (role !== 'secondary' && role !== 'sole' && METHODS_THAT_FAIL_OVER.includes(method) && list.includes(status));
              const expected = kept ? before : { ...before, ...masked, headers: { ...before.headers, ...added } };
              if (returned !== given || !same(returned, expected)) wrong.push(`${codes}: ${role} (${origin}) ${method} ${status}`);
            }
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(cases).toBe(4 * 5 * 7 * 2 * 14);
    expect(log).not.toHaveBeenCalled();
  });
});

describe('Whatever the handler does, a wrapped handler', () => {
  type Behavior = { readonly style: string; readonly change: (event: any) => unknown; readonly result: unknown };

  const changes: Array<(event: any) => unknown> = [
    () => undefined,
    mask,
    event => delete event.Records[0].cf.response.headers.via,
    event => Object.assign(event.Records[0].cf.response.headers, header('Via', 'forged'), header('Transfer-Encoding', 'forged')),
    event => event.Records[0].cf.response.headers = {},
    event => event.Records[0].cf.response.headers = null,
    event => delete event.Records[0].cf.response,
    event => event.Records.length = 0,
    event => delete event.Records,
    event => event.Records[0].cf.request.origin.custom.customHeaders = {},
  ];
  const OWN = {};
  const behavior = fc.record({
    style: fc.constantFrom('return', 'resolve', 'call back', 'throw', 'reject', 'call back an error'),
    change: fc.constantFrom(...changes),
    result: fc.oneof(
      fc.constant(OWN),
      fc.jsonValue(),
      fc.record({ status: fc.integer({ min: 100, max: 700 }), headers: fc.jsonValue() }, { requiredKeys: ['status'] }),
    ),
  });

  function behaving({ style, change: changeEvent, result }: Behavior): EdgeHandler {
    const answer = (event: any) => {
      changeEvent(event);
      return result === OWN ? event.Records[0].cf.response : structuredClone(result);
    };
    switch (style) {
      case 'return': return event => answer(event);
      case 'resolve': return async event => answer(event);
      case 'call back': return (event, _context, callback) => callback(null, answer(event));
      case 'throw': return event => { throw answer(event); };
      case 'reject': return async event => { throw answer(event); };
      default: return (event, _context, callback) => callback(answer(event) ?? 'error');
    }
  }

  const anyKindOfEvent = fc.oneof(properEvent, hostileEvent, damagedEvent, failoverAnswer, fc.jsonValue());

  test("never rejects, and returns the origin's response or one with a status that CloudFront takes", async () => {
    await fc.assert(fc.asyncProperty(anyKindOfEvent, behavior, async (event: any, how) => {
      const before = structuredClone(event?.Records?.[0]?.cf?.response);
      const returned = await failoverAware(behaving(how))(event);
      const isUntouched = same(returned, before);
      expect(isUntouched || (Number(returned.status) >= 200 && Number(returned.status) <= 599)).toBe(true);
    }), { numRuns: 3000 });
  });

  test("preserves failover responses: the primary's failover answer is as it was", async () => {
    let [answers, protectedAnswers] = [0, 0];
    await fc.assert(fc.asyncProperty(fc.oneof(anyKindOfEvent, failoverAnswer), behavior, async (event: any, how) => {
      answers += 1;
      if (!isProtectedEvent(event, ALL_FAILOVER_CODES) || JSON.stringify(event).includes('x-failover-status-codes')) return;
      protectedAnswers += 1;
      const { response } = exchangeOf(event);
      const before = structuredClone(event);
      expect(await failoverAware(behaving(how))(event)).toBe(response);
      expect(same(event, before)).toBe(true);
    }), { numRuns: 3000 });
    expect(protectedAnswers).toBeGreaterThan(answers / 10);
  });

  test("gives back the origin's read-only headers", async () => {
    await fc.assert(fc.asyncProperty(properEvent, behavior, async (event, how) => {
      const { via, 'transfer-encoding': encoding } = structuredClone(exchangeOf(event).response.headers);
      const { headers } = await failoverAware(behaving(how))(event);
      expect(same({ via: headers.via, encoding: headers['transfer-encoding'] }, { via, encoding })).toBe(true);
    }), { numRuns: 2000 });
  });
});
