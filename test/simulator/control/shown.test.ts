import { IncomingMessage } from 'node:http';
import { EdgeResponse } from '../../../lib/function-code/message';
import { Assembly } from '../../../lib/model/assembly';
import { draw } from '../../../lib/simulator/control/drawing';
import { readAnswer, requestFor } from '../../../lib/simulator/control/try-request';
import { errorPage, Pair, pair } from '../journey/pair';

const drawn = (options: Pair) => draw(Assembly.of(pair(options)).distributions()[0]!);
const unknown = (name: string) => ({ Ref: name });

describe('a drawing', () => {
  test('shows an origin outside of groups, and error pages with the status that viewers get', () => {
    const { origins, errorPages } = drawn({ errorResponses: [errorPage(404, 200), { ...errorPage(503), ResponseCode: undefined }] });
    expect(origins.map(({ id, role }) => [id, role])).toEqual([['primary', 'primary'], ['secondary', 'secondary'], ['pages', 'sole']]);
    expect(errorPages).toEqual(['404 -> 200 /pages/404.html', '503 -> 503 /pages/503.html']);
  });

  test('shows what only a deployment knows as text, and numbers as CloudFront has them by default', () => {
    const Members = { Items: [{ OriginId: 'primary' }, { OriginId: 'secondary' }] };
    const statusCodes = { Id: 'group', FailoverCriteria: { StatusCodes: { Items: unknown('Codes') } } };
    const { groups, origins, behaviors } = drawn({
      primary: { ConnectionAttempts: unknown('Attempts'), ConnectionTimeout: unknown('Wait') },
      behavior: { AllowedMethods: unknown('Methods') },
      distribution: { OriginGroups: { Items: [{ ...statusCodes, Members }] } },
    });
    expect(groups[0]!.statusCodes).toBe('${Codes}');
    expect(origins[0]).toMatchObject({ attempts: 3, connectSeconds: 10, readSeconds: 30 });
    expect(behaviors.at(-1)!.methods).toBe('${Methods}');
  });

  test('names a function that is elsewhere by what is known of it', () => {
    const { functions } = drawn({
      behavior: {
        LambdaFunctionAssociations: [{ EventType: 'origin-response', LambdaFunctionARN: unknown('VersionArn') }],
        FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: unknown('FunctionArn') }],
      },
    });
    expect(functions.map(({ kind, name }) => [kind, name])).toEqual([
      ['lambda', expect.stringContaining('VersionArn')],
      ['cloudfront-function', '${FunctionArn}'],
    ]);
  });
});

describe('the answer to a request from the page', () => {
  const MEGABYTE = 1024 * 1024;
  const answer = (body: EdgeResponse['body'], headers: EdgeResponse['headers'] = {}) =>
    readAnswer({ status: 200, statusText: 'OK', headers, body });

  async function* chunks(count: number, size: number) {
    for (let i = 0; i < count; i++) yield Buffer.alloc(size, 'x');
  }

  test.each<[string, EdgeResponse['body'], string | undefined, number]>([
    ['is whole when its body ends', chunks(3, 10), undefined, 30],
    ['is the start of a body that has no end', chunks(Infinity, MEGABYTE / 4), 'The body goes on: only its start was read.', 4096],
  ])('%s', async (_, body, note, length) => {
    expect(await answer(body)).toEqual({ status: 200, headers: [], body: 'x'.repeat(length), note });
  });

  test('is what came within five seconds', async () => {
    jest.useFakeTimers();
    try {
      const stalled = async function* () {
        yield Buffer.from('first');
        await new Promise(() => undefined);
      };
      const late = answer(stalled());
      await jest.advanceTimersByTimeAsync(5000);
      expect(await late).toEqual({ status: 200, headers: [], body: 'first', note: 'The body was not complete in time.' });
    } finally {
      jest.useRealTimers();
    }
  });

  test('has no text of a compressed body', async () => {
    expect(await answer(Buffer.from('zip'), { 'content-encoding': ['gzip'] })).toEqual({
      status: 200, headers: [['content-encoding', 'gzip']], body: '', note: '3 bytes that are not text.',
    });
  });
});

test.each([
  ['of IPv4', '::ffff:192.0.2.1', '192.0.2.1'],
  ['that is gone already', undefined, '127.0.0.1'],
])('a request from a page %s has an address all the same', (_, remoteAddress, clientIp) => {
  const message = { headers: { host: 'localhost:8080' }, socket: { remoteAddress } } as IncomingMessage;
  expect(requestFor({ path: '/' }, message)).toMatchObject({ method: 'GET', path: '/', clientIp, headers: { host: ['localhost:8080'] } });
});
