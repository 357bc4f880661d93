import { functionModel, ownCode, POLICY, runner } from './samples';
import { applyOriginResponse } from '../../../lib/function-code/lambda-response';
import { loadCode } from '../../../lib/function-code/load-code';
import { FunctionRunner } from '../../../lib/simulator/functions/function-runner';
import { isOwnCode, OwnFunctionRunner } from '../../../lib/simulator/functions/own-function-runner';
import { redirect, SAMPLE_BODY, SAMPLE_TARGET, staticBody } from '../../support/aws-sample';
import { EventOptions, header, originResponseEvent } from '../../support/events';

const HINTING = { ...POLICY, hint: 'x-failover-served-by' };
const KEEPING = {
  ...POLICY,
  status: undefined,
  statusDescription: undefined,
  headers: [...POLICY.headers, ['retry-after', '60'] as const],
};

/** What our function does with an event, by the status that it returns. */
const SCENARIOS: Array<[what: string, options: EventOptions, status: string]> = [
  ['a healthy answer', { role: 'primary' }, '200'],
  ["the primary's failover answer", { role: 'primary', status: 503 }, '503'],
  ["the primary's failover answer to a method that does not fail over", { role: 'primary', status: 503, method: 'POST' }, '200'],
  ["the primary's error that is no failover code", { role: 'primary', status: 501 }, '200'],
  ["the secondary's error", { role: 'secondary', status: 503, origin: 's3' }, '200'],
  ["the secondary's error to HEAD", { role: 'secondary', status: 503, method: 'HEAD' }, '200'],
  ["a sole origin's error", { role: 'sole', status: 500 }, '200'],
  ['a status that is not rewritten', { role: 'secondary', status: 404 }, '404'],
  ['no role', { status: 503 }, '503'],
  ['an unknown role', { role: 'other', status: 503 }, '503'],
  ['no headers', { role: 'secondary', status: 503, headers: {} }, '200'],
  ['headers that are none', { role: 'secondary', status: 503, response: { headers: [] } }, '503'],
  ['the role twice', { status: 503, customHeaders: { 'x-failover-role': [{ value: 'secondary' }, { value: 'secondary' }] } }, '503'],
];

/** Every way to run our function. */
const RUNNERS: Array<[name: string, make: (text: string) => FunctionRunner]> = [
  ['in process', text => new OwnFunctionRunner(functionModel({ code: { text } }))],
  ['in a worker', text => runner(loadCode(functionModel({ code: { text } })))],
];

describe.each([
  ['a policy', POLICY],
  ['a policy with a hint', HINTING],
  ['a policy that keeps the status', KEEPING],
])('Our function with %s gives the same', (_, policy) => {
  const text = ownCode(policy);
  const runners = RUNNERS.map(([, make]) => make(text));

  test.each(SCENARIOS)('for %s', async (__, options) => {
    const [inProcess, inWorker] = await Promise.all(runners.map(one => one.invoke(originResponseEvent(options))));
    expect(JSON.parse(JSON.stringify(inProcess))).toEqual(inWorker);
    expect(inProcess!.outcome).toBe('returned');
  });
});

describe.each(RUNNERS)('Our function %s', (_, make) => {
  const own = make(ownCode());

  test.each(SCENARIOS)('answers %s', async (__, options, status) => {
    expect((await own.invoke(originResponseEvent(options))).result).toMatchObject({ status });
  });

  test.each([{}, { Records: [] }, null, 1])('returns nothing for the event %j', async event => {
    expect((await own.invoke(event)).result ?? null).toBeNull();
  });

  test('keeps to the limits of Lambda@Edge', async () => {
    const before = {
      status: 503,
      statusText: 'Down',
      headers: { 'via': ['1.1 x'], 'content-length': ['9'], 'etag': ['"a"'] },
      body: Buffer.from('nine char'),
    };
    const headers = { ...header('Via', '1.1 x'), ...header('Content-Length', '9'), ...header('Etag', '"a"') };
    const event = originResponseEvent({ role: 'secondary', status: 503, headers, response: { statusDescription: 'Down' } });
    expect(applyOriginResponse(before, await own.invoke(event))).toEqual({
      kind: 'response',
      response: {
        status: 200,
        statusText: 'OK',
        headers: {
          'via': ['1.1 x'],
          'content-type': ['text/html; charset=utf-8'],
          'cache-control': ['no-store'],
          'x-failover-original-status': ['503'],
          'content-length': [String(POLICY.body.length)],
        },
        body: Buffer.from(POLICY.body),
      },
    });
  });

  test('can be closed', async () => {
    await own.close();
  });
});

describe('The AWS samples in a worker do what they do', () => {
  const shared = 'const SAMPLE_BODY = %BODY; const SAMPLE_TARGET = %TARGET; const aws_sample_1 = {};'
    .replace('%BODY', JSON.stringify(SAMPLE_BODY)).replace('%TARGET', JSON.stringify(SAMPLE_TARGET));
  const helper = 'function isError({ status }) { return Number(status) >= 400 && Number(status) <= 599; }';

  test.each<[string, (event: any, context: unknown, callback: any) => void]>([
    ['static body', staticBody],
    ['redirect', redirect],
  ])('%s', async (_, handler) => {
    const text = `${shared}${helper}exports.handler = ${String(handler).replace(/exports\.(SAMPLE_\w+)/g, '$1')};`;
    const sample = runner(loadCode(functionModel({ code: { text } })), { style: 'callback' });
    for (const options of [{}, { status: 503, role: 'primary' }, { status: 404 }]) {
      let expected: unknown;
      handler(originResponseEvent(options), {}, (_error: unknown, response: unknown) => {
        expected = response;
      });
      expect(await sample.invoke(originResponseEvent(options))).toEqual({ outcome: 'returned', result: expected, log: [] });
    }
  });
});

describe('Our own code is', () => {
  test('what this version of the library makes of a policy', () => {
    expect(isOwnCode(functionModel({ code: { text: ownCode() } }))).toBe(true);
  });

  test.each<[string, string]>([
    ['with a byte more at its end', `${ownCode()}\n`],
    ['with a byte more at its beginning', ` ${ownCode()}`],
    ['with a statement between policy and code', ownCode().replace(';\n', ';process.exit();\n')],
    ['with an expression in the policy', ownCode().replace('{"failover"', '{"x":(process.exit()),"failover"')],
    ['with another line in the policy', ownCode().replace('{"failover"', '{\n"failover"')],
    ['with other code', ownCode().replace('exports.handler=', 'exports.handler=async()=>1;exports.other=')],
    ['of somebody else', 'exports.handler = async event => event;'],
    ['nothing', ''],
  ])('not the same %s', (_, text) => {
    const model = functionModel({ code: { text } });
    expect(isOwnCode(model)).toBe(false);
    expect(() => new OwnFunctionRunner(model)).toThrow(/not generated by this version/);
  });

  test('not known by another handler, or when it is not there', () => {
    expect(isOwnCode(functionModel({ code: { text: ownCode() }, handler: 'index.other' }))).toBe(false);
    expect(isOwnCode(functionModel({ code: { missing: 'elsewhere' } }))).toBe(false);
    expect(isOwnCode(functionModel({ code: { assetPath: '/nowhere' } }))).toBe(false);
  });
});
