import { Assembly } from '../../lib/model/assembly';
import { changedFailoverResponses } from '../../lib/testing/failover-responses';
import { FUNCTIONS, pair, Pair } from '../simulator/journey/pair';
import { FOUR_PARTS } from '../support/stacks';

/**
 * What breaks the law in the behavior of a pair of origins whose origin-response function ends with this statement before it returns the
 * response.
 */
function breachesBy(statement: string, options: Pair = {}) {
  const code = `exports.handler = async event => { const { request, response } = event.Records[0].cf; ${statement}; return response; };`;
  return changedFailoverResponses(Assembly.of(pair({ functions: { 'origin-response': code }, ...options })).distributions());
}

const changesBy = async (statement: string) => [...new Set((await breachesBy(statement)).flatMap(({ changes }) => changes))];

describe('the law is kept', () => {
  it.each([
    ['by a function that does nothing', ''],
    ['by one that changes successes alone', "if (response.status < 400) response.status = '299'"],
    ['by one that changes errors that do not fail over', "if (response.status == 404) response.status = '200'"],
    [
      'by one that changes what the secondary answers',
      "if (request.origin.custom.customHeaders['x-failover-role'][0].value === 'secondary') response.status = '200'",
    ],
    ['by one that returns the status as a number', 'response.status = Number(response.status)'],
  ])('%s', async (_, statement) => {
    expect(await breachesBy(statement)).toEqual([]);
  });

  it('where there is no function', async () => {
    expect(await changedFailoverResponses(Assembly.of(pair()).distributions())).toEqual([]);
  });
});

describe('the law is broken', () => {
  it.each([
    ['by another status', "response.status = '404'", ['the status became 404']],
    ['by another status description', "response.statusDescription = 'Oh'", ['the status description became "Oh"']],
    ['by a body', "response.body = ''", ['the body was replaced']],
    ['by a header that is added', "response.headers['x-new'] = [{ key: 'X-New', value: '1' }]", ['the header x-new was added']],
    ['by a header that is removed', 'delete response.headers.etag', ['the header etag was removed']],
    [
      'by a header that is changed, be it in the case of its name',
      "response.headers.server && (response.headers.server[0].key = 'SERVER')",
      ['the header server was changed'],
    ],
    [
      'by one kind of answer alone',
      "if (/json/.test(response.headers['content-type']?.[0].value)) response.status = '200'",
      ['the status became 200'],
    ],
    ['by a function that throws', "throw new Error('broken')", [expect.stringMatching(/^the function failed, threw: Error: broken/)]],
    ['by one that returns nothing', "return ''", ['the function returned ""']],
  ])('%s', async (_, statement, changes) => {
    expect(await changesBy(statement)).toEqual(changes);
  });

  it('for one code, and one method', async () => {
    expect(await breachesBy("if (response.status === '502' && request.method === 'HEAD') response.status = '200'")).toEqual([
      { distribution: 'Distribution', behavior: '*', method: 'HEAD', status: 502, changes: ['the status became 200'] },
    ]);
  });

  it('for each code on the list and no other', async () => {
    const breaches = await breachesBy("response.status = '200'", { codes: [403, 500] });
    expect(breaches.map(({ status, method }) => `${method} ${status}`)).toEqual([
      'GET 403',
      'GET 500',
      'HEAD 403',
      'HEAD 500',
      'OPTIONS 403',
      'OPTIONS 500',
    ]);
  });

  it('for OPTIONS only where it is cached, and so fails over', async () => {
    const breaches = await breachesBy("if (request.method === 'OPTIONS') response.status = '200'", { cachedMethods: ['GET', 'HEAD'] });
    expect(breaches).toEqual([]);
  });

  it('behind whatever stands before the origin: viewer functions, signed URLs, other behaviors, HTTPS, a root object', async () => {
    const breaches = await breachesBy("response.status = '200'", {
      codes: [503],
      viewerFunctions: { 'viewer-request': 'function handler() { return { statusCode: 401 }; }' },
      behavior: { TrustedKeyGroups: ['keys'], ViewerProtocolPolicy: 'https-only' },
      distribution: { DefaultRootObject: 'pages/index.html' },
    });
    expect(breaches).toHaveLength(3);
  });
});

describe('the law cannot be told', () => {
  it('fails when no behavior is on an origin group', async () => {
    const [distribution] = Assembly.of(pair({ behavior: { TargetOriginId: 'primary' } })).distributions();
    await expect(changedFailoverResponses([distribution!])).rejects.toThrow(FOUR_PARTS);
    await expect(changedFailoverResponses([distribution!])).rejects.toThrow(
      'Got: /pages/* on pages, * on primary. Allowed: at least one behavior on an origin group, group.',
    );
  });

  it('passes over such a distribution when there are others', async () => {
    const distributions = [{ behavior: { TargetOriginId: 'primary' } }, { functions: { 'origin-response': FUNCTIONS.awsSample } }].flatMap(
      options => Assembly.of(pair(options)).distributions(),
    );
    expect(await changedFailoverResponses(distributions)).not.toEqual([]);
  });

  it('fails when only a deployment knows the codes', async () => {
    const template = pair({ codes: [{ Ref: 'Code' } as unknown as number] });
    await expect(changedFailoverResponses(Assembly.of(template).distributions())).rejects.toThrow(FOUR_PARTS);
  });

  it('fails when the function cannot be run here', async () => {
    const template = pair({ functions: { 'origin-response': FUNCTIONS.untouched } });
    (template.Resources!.originresponse!.Properties as any).Runtime = 'python3.13';
    await expect(changedFailoverResponses(Assembly.of(template).distributions())).rejects.toThrow('python3.13');
  });
});
