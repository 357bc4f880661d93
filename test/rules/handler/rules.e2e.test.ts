import { changing, PAGE, PASS } from './sample-code';
import { CLEAN, findingOf, Handlers, Verdict, verdictsOf } from './verdicts';
import { HANDLER_RULES } from '../../../lib/rules/handler';
import { FOUR_PARTS } from '../../support/stacks';

const CACHED = { behavior: { CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' } };
const NOT_CACHED = { behavior: { CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad' } };

const WITHOUT_CACHE_CONTROL = PAGE.replace(/response\.headers\['cache-control'\].*/, '');
const SECONDARY_ONLY = (statements: string) => changing(`if (request.origin.custom.domainName === 'standby.example.com') {${statements}}`);

/** Results and ways of ending, and a part of what is said of them. */
const FAILING: Readonly<Record<string, readonly [code: string, got: string]>> = {
  'throws': [changing("throw new TypeError('no such page');"), '503, TypeError: no such page (/var/task/index.js:4:'],
  'throws what is no error': [changing("throw 'no such page';"), '503, threw no such page, which is not an Error'],
  'throws for one status': [
    changing("if (status === 502) response.headers['x-missing'][0].value = 'x';"),
    '502 of the primary => 503, ' + 'TypeError: ',
  ],
  'throws for what has not changed': [
    changing("if (status === 304) throw new Error('unchanged');"), '304 of the primary => 503, Error: unchanged',
  ],
  'throws for what has not changed on the secondary': [
    SECONDARY_ONLY("if (status === 304) throw new Error('unchanged');"), '304 of the secondary => 503, Error: unchanged',
  ],
  'throws for the secondary': [SECONDARY_ONLY('throw new Error("standby");'), '500, 502, 503, 504 of the secondary => 503, Error: standby'],
  'throws while it is loaded': ["throw new Error('at load');", '503, while loading, Error: at load'],
  'exports nothing': ['exports.other = () => {};', 'handler is not a function that index.js exports'],
  'calls back with an error': [
    "exports.handler = (event, context, callback) => callback(new Error('called back'));",
    '503, Error: ' + 'called back',
  ],
  'throws in a timer': ["exports.handler = () => new Promise(() => setTimeout(() => { throw new Error('late'); }, 100));", '503, late'],
  'never answers': ['exports.handler = () => new Promise(() => {});', '502, the function returned null, which is not an object'],
  'waits for longer than its timeout': [
    'exports.handler = () => new Promise(resolve => setTimeout(resolve, 3001));',
    '503, no answer ' + 'within 3 s',
  ],
  'ends its process': [changing('process.exit(1);'), '503, it ended its process'],
  'answers without a promise and a callback': [
    'exports.handler = event => event.Records[0].cf.response;',
    '502, the function returned null',
  ],
  'returns text': ["exports.handler = async () => 'OK';", '502, the function returned "OK"'],
  'returns nothing': ['exports.handler = async () => {};', '502, the function returned null'],
  'returns what cannot be JSON': ['exports.handler = async () => { const a = {}; a.a = a; return a; };', '503, TypeError: '],
  'returns a getter that throws': ["exports.handler = async () => ({ get status() { throw new Error('got'); } });", '503, Error: got'],
  'drops read-only headers': [changing('response.headers = {};'), '502, the function deleted the header transfer-encoding'],
  'changes a read-only header': [
    changing("if (response.headers.via) response.headers.via[0].value = '1.1 mine';"),
    '502, the function ' + 'changed the header via',
  ],
  'adds a read-only header': [
    changing("response.headers.via = [{ key: 'Via', value: '1.1 mine' }];"),
    '502, the function added the ' + 'header via',
  ],
  'adds a disallowed header': [
    changing("response.headers['x-cache'] = [{ key: 'X-Cache', value: 'Hit' }];"),
    '502, the function added ' + 'the header x-cache, which is disallowed',
  ],
  'has a header that is no list': [changing("response.headers['x-mine'] = 'yes';"), '502, the header x-mine is "yes"'],
  'has a status below 200': [changing("response.status = '199';"), '502, the status is "199". Allowed: 200 to 599'],
  'has a status that is no number': [changing("response.status = 'OK';"), '502, the status is "OK"'],
  'has a body above 1 MB': [
    changing("if (status === 500 && request.method === 'HEAD') response.body = 'x'.repeat(1024 * 1024);"),
    'Allowed: 1048576',
  ],
  'has broken base64': [changing("response.body = '=='; response.bodyEncoding = 'base64';"), '502, the body is not valid base64'],
};

const QUIET: Handlers = {
  'calls back': 'exports.handler = (event, context, callback) => callback(null, event.Records[0].cf.response);',
  'calls back late': 'exports.handler = (event, context, callback) => { setTimeout(() => callback(null, event.Records[0].cf.response), ' +
    '100); };',
  'answers by its context': 'exports.handler = (event, context) => context.succeed(event.Records[0].cf.response);',
  'waits for less than its timeout': 'exports.handler = event => new Promise(resolve => setTimeout(() => ' +
    'resolve(event.Records[0].cf.response), 2999));',
  'waits until some time has passed': `exports.handler = async event => {
    for (const end = Date.now() + 1000; Date.now() < end;) await new Promise(resolve => setTimeout(resolve, 100));
    return event.Records[0].cf.response;
  };`,
  'awaits': changing('await null; await Promise.all([1, 2]);'),
  'leaves an interval behind': changing('setInterval(() => {}, 10);'),
  'logs': changing('console.log(JSON.stringify(event)); console.error(response); process.stdout.write("x");'),
  'counts events': `let count = 0;\n${changing('count += 1; if (count === 0) throw new Error();')}`,
  'adds a header with the name of a property of objects': changing("response.headers.constructor = [{ key: 'Constructor', value: 'x' }];"),
  'has the event to itself': changing("if (request.seen) throw new Error('this event was here before'); request.seen = true;"),
  'has a body of almost 1 MB': changing(`if (status === 500 && request.method === 'HEAD') {${PAGE} response.status = '503'; ` +
    'response.body = \'x\'.repeat(1024 * 1024 - 1000); }'),
};

let verdicts: Record<string, Verdict>;

beforeAll(() => {
  verdicts = verdictsOf({
    ...Object.fromEntries(Object.entries(FAILING).map(([name, [code]]) => [name, code])),
    ...QUIET,
    'cached page': { code: SECONDARY_ONLY(WITHOUT_CACHE_CONTROL), ...CACHED },
    'cached page with Expires': {
      code: SECONDARY_ONLY(`${WITHOUT_CACHE_CONTROL} response.headers.expires = [{ value: 'Thu, 01 Jan 1970 00:00:00 GMT' }];`),
      ...CACHED,
    },
    'page with Cache-Control': { code: SECONDARY_ONLY(PAGE), ...CACHED },
    'page that is not cached': { code: SECONDARY_ONLY(WITHOUT_CACHE_CONTROL), ...NOT_CACHED },
    'page with an unknown cache policy': { code: SECONDARY_ONLY(WITHOUT_CACHE_CONTROL), behavior: { CachePolicyId: { Ref: 'Parameter' } } },
    'cached redirect': { code: SECONDARY_ONLY("response.status = '302'; response.headers.location = [{ value: '/sorry' }];"), ...CACHED },
    'error with another body': {
      code: SECONDARY_ONLY(`if (status >= 400) {${WITHOUT_CACHE_CONTROL} response.status = '503'; }`),
      ...CACHED,
    },
    'old headers': changing("response.body = 'Sorry';"),
    'old ETag only': changing(
      "response.body = 'Sorry'; delete response.headers['content-encoding']; delete response.headers['content-length'];",
    ),
    'new headers': changing(
      "response.body = 'Sorry'; delete response.headers['content-encoding']; delete response.headers.etag; " +
        "response.headers['content-length'] = [{ value: '5' }];",
    ),
    'an empty body': changing("response.body = '';"),
    'the body as it was': PASS,
  });
});

describe('handler-fails', () => {
  test.each(Object.entries(FAILING))('fails: a handler that %s', (name, [, got]) => {
    const finding = findingOf(verdicts[name]!, 'handler-fails');
    expect(finding.level).toBe('error');
    expect(finding.message).toContain(got);
    expect(verdicts[name]!.reasons).toEqual([]);
  });

  test.each(Object.keys(QUIET))('passes a handler that %s', name => {
    expect(verdicts[name]).toMatchObject(CLEAN);
  });

  test('fails with the member and the codes', () => {
    expect(findingOf(verdicts['throws for one status']!, 'handler-fails').message).toMatch(
      /Got: 502 of the primary => 503, .* \(GET, HEAD, OPTIONS\); 502 of the secondary => 503, /,
    );
  });
});

describe('masked-success-cached', () => {
  test.each(['cached page', 'cached redirect'])('fails: a %s, on the last member, too', name => {
    const { level, message } = findingOf(verdicts[name]!, 'masked-success-cached');
    expect(level).toBe('warning');
    expect(message).toContain('500, 502, 503, 504 of the secondary => ');
    expect(message).toContain('cached for 86400 s');
  });

  test.each(['cached page with Expires', 'page with Cache-Control', 'page that is not cached', 'error with another body'])(
    'passes: %s',
    name => {
      expect(verdicts[name]).toMatchObject(CLEAN);
    },
  );

  test('cannot tell without the cache policy', () => {
    expect(verdicts['page with an unknown cache policy']).toMatchObject({
      rules: [],
      reasons: [expect.stringContaining('the default TTL comes from ')],
    });
  });
});

describe('handler-leaves-entity-headers', () => {
  test.each([
    ['old headers', 'content-encoding, content-length, etag'],
    ['an empty body', 'content-encoding, content-length, etag'],
    ['old ETag only', 'etag'],
  ])('fails: %s', (name, got) => {
    const { level, message } = findingOf(verdicts[name]!, 'handler-leaves-entity-headers');
    expect(level).toBe('warning');
    expect(message).toContain(`Got: ${got}. `);
  });

  test.each(['new headers', 'the body as it was'])('passes: %s', name => {
    expect(verdicts[name]).toMatchObject(CLEAN);
  });
});

test('every message has its four parts, and every rule its reasons', () => {
  const findings = Object.values(verdicts).flatMap(verdict => verdict.findings);
  expect(new Set(findings.map(({ rule }) => rule))).toEqual(
    new Set(['handler-fails', 'masked-success-cached', 'handler-leaves-entity-headers']),
  );
  for (const { message, fix } of findings) expect(`${message} ${fix}`).toMatch(FOUR_PARTS);
  for (const { why, fix, page } of HANDLER_RULES) {
    expect(why).toMatch(/\.$/);
    expect(fix).toMatch(/\.$/);
    expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  }
});
