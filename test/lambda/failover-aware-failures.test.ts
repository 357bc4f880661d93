import { ALL_FAILOVER_CODES, same } from './oracle';
import { mask, run } from './wrapped';
import { EdgeHandler, failoverAware } from '../../lambda/failover-aware';
import { EVENTS_WITHOUT_RESPONSE, exchangeOf, header, originResponseEvent } from '../support/events';

let log: jest.SpiedFunction<typeof console.error>;

beforeEach(() => {
  log = jest.spyOn(console, 'error').mockImplementation();
});

afterEach(() => {
  log.mockRestore();
});

describe('A handler that fails', () => {
  const circular: any = {};
  circular.self = circular;

  const failures: ReadonlyArray<readonly [string, EdgeHandler]> = [
    [
      'throws',
      event => {
        mask(event);
        throw new Error('thrown');
      },
    ],
    [
      'throws although it has a callback',
      (event, _context, _callback) => {
        mask(event);
        throw new Error('thrown');
      },
    ],
    [
      'rejects',
      async event => {
        mask(event);
        throw new Error('rejected');
      },
    ],
    [
      'rejects with nothing',
      event => {
        mask(event);
        return Promise.reject();
      },
    ],
    ['calls back with an error', (event, _context, callback) => callback(new Error('called back'), mask(event))],
    ['calls back with an error that is a string', (event, _context, callback) => callback('called back', mask(event))],
    [
      'calls back with nothing',
      (event, _context, callback) => {
        mask(event);
        callback();
      },
    ],
    [
      'deletes its own response',
      async event => {
        event.Records[0].cf.response = undefined;
      },
    ],
    [
      'breaks the event',
      event => {
        event.Records.length = 0;
        return event.Records[0].cf;
      },
    ],
    ...[
      undefined,
      null,
      '',
      'response',
      0,
      503,
      true,
      [],
      {},
      { status: '' },
      { status: 'OK' },
      { status: '199' },
      { status: 600 },
      { statusCode: 200 },
    ].map((result): readonly [string, EdgeHandler] => [
      `returns ${JSON.stringify(result)}`,
      event => {
        mask(event);
        return result;
      },
    ]),
    [
      'returns a circle',
      async event => {
        mask(event);
        return circular;
      },
    ],
    [
      'returns a bigint',
      async event => {
        mask(event);
        return 1n;
      },
    ],
    ['returns nothing although it takes no callback', (event, _context) => void mask(event)],
    ['returns a frozen response without headers', async event => Object.freeze({ status: '200', body: mask(event).body })],
  ];

  test.each(failures)('because it %s costs nothing: the viewer gets what the origin gave, and it is logged', async (_, handler) => {
    const { before, returned } = await run(handler, { role: 'secondary', status: 503 });
    expect(same(returned, before)).toBe(true);
    expect(log).toHaveBeenCalledTimes(1);
    expect(log.mock.calls[0][0]).toContain('handler failed');
  });

  test('is logged with its error', async () => {
    const error = new Error('the reason');
    await run(() => Promise.reject(error), { role: 'secondary', status: 503 });
    expect(log).toHaveBeenCalledWith(expect.any(String), error);
  });

  test.each([undefined, null, 'response', { statusCode: 200 }])('is logged with what it returned: %j', async result => {
    await run(async () => result, { role: 'secondary', status: 503 });
    expect(String(log.mock.calls[0][1])).toContain(`the handler returned ${JSON.stringify(result)}, which is not a response`);
  });

  test("is not asked about the primary's failover answer, so that nothing is logged", async () => {
    const { before, returned } = await run(() => { throw new Error('never'); }, { role: 'primary', status: 503 });
    expect(returned).toEqual(before);
    expect(log).not.toHaveBeenCalled();
  });
});

describe('The read-only headers', () => {
  const readOnly = { ...header('Via', '1.1 varnish'), ...header('Transfer-Encoding', 'chunked') };
  const after = async (change: (response: any) => any, headers: any) =>
    (await run(async event => change(event.Records[0].cf.response), { role: 'secondary', status: 503, headers })).returned.headers;

  test('are restored when a handler drops them', async () => {
    const dropped = (response: any) => {
      delete response.headers.via;
      delete response.headers['transfer-encoding'];
      return response;
    };
    expect(await after(dropped, { ...readOnly, ...header('Server', 's') })).toEqual({ ...readOnly, ...header('Server', 's') });
  });

  test('are restored when a handler changes them', async () => {
    const changed = (response: any) => {
      response.headers.via[0].value = 'changed';
      response.headers['transfer-encoding'] = [{ value: 'gzip' }, { value: 'chunked' }];
      return response;
    };
    expect(await after(changed, readOnly)).toEqual(readOnly);
  });

  test.each([
    ['without headers', { status: '200' }],
    ['with headers that are null', { status: '200', headers: null }],
    ['with empty headers', { status: '200', headers: {} }],
  ])('are restored in a fresh response %s', async (_, response) => {
    expect(await after(() => ({ ...response }), readOnly)).toEqual(readOnly);
  });

  test('are removed when a handler adds them', async () => {
    const added = (response: any) => Object.assign(response, { headers: { ...response.headers, ...readOnly } });
    expect(Object.entries(await after(added, header('Server', 's')))).toEqual(Object.entries(header('Server', 's')));
    expect(await after(added, undefined)).toMatchObject(header('Server', 'ExampleCustomOriginServer'));
  });

  test('are none in a response of an origin that had no headers at all', async () => {
    const { returned } = await run(mask, { role: 'secondary', status: 503, response: { headers: undefined } });
    expect([returned.status, returned.headers]).toEqual(['200', {}]);
  });

  test('are the only ones that are', async () => {
    const replaced = (response: any) => Object.assign(response, { headers: header('X-New', 'new') });
    expect(await after(replaced, { ...readOnly, ...header('Server', 's') })).toEqual({ ...readOnly, ...header('X-New', 'new') });
  });
});

describe('On an event that CloudFront does not send, a wrapped handler', () => {
  test.each([
    ...EVENTS_WITHOUT_RESPONSE,
    { Records: [{ cf: { response: null } }] },
    { Records: [{ cf: { response: { status: { toString: 1, valueOf: 1 } } } }] },
  ])('is not called: %j', async event => {
    const handler = jest.fn();
    expect(await failoverAware(handler)(event)).toBe((event as any)?.Records?.[0]?.cf?.response);
    expect(handler).not.toHaveBeenCalled();
  });

  test.each([
    undefined,
    null,
    {},
    [],
    'request',
    { origin: null },
    { origin: {} },
    { origin: { custom: {} } },
    { origin: { s3: { customHeaders: null } } },
  ])('is not called for what may be a failover answer, and called for the rest, when the request is %j', async request => {
    for (const status of [200, 401, 501, ...ALL_FAILOVER_CODES]) {
      const handler = jest.fn(async event => event.Records[0].cf.response);
      const event = originResponseEvent({ status });
      exchangeOf(event).request = request;
      const before = structuredClone(exchangeOf(event).response);
      expect(await failoverAware(handler)(event)).toEqual(before);
      expect(handler).toHaveBeenCalledTimes(ALL_FAILOVER_CODES.includes(status) ? 0 : 1);
    }
  });
});
