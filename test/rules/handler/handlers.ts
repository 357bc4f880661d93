import { changing, PAGE, PASS } from './sample-code';

export const SECONDARY_ONLY = (statements: string) =>
  changing(`if (request.origin.custom.domainName === 'standby.example.com') {${statements}}`);

/** Results and ways of ending that fail, and a part of the message. */
export const FAILING: Readonly<Record<string, readonly [code: string, got: string]>> = {
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

/** Ways of ending that work. */
export const QUIET: Readonly<Record<string, string>> = {
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

export const MASKS = 'handler-masks-failover';

/**
 * Functions that end, load or lack something in a way that only Lambda's runtime decides; the rule that reports them, and why something
 * about them is unknown.
 */
export const LAMBDA_WAYS: Readonly<Record<string, readonly [code: string, rule: string | undefined, reason?: RegExp]>> = {
  'changes the response after the callback': [
    "exports.handler = (event, context, callback) => { const r = event.Records[0].cf.response; callback(null, r); r.status = '200'; };",
    MASKS,
  ],
  'forgets to return after the callback': [
    'exports.handler = (event, context, callback) => { const r = event.Records[0].cf.response; ' +
      "if (Number(r.status) < 600) callback(null, r); r.status = '200'; r.body = 'sorry'; callback(null, r); };",
    MASKS,
  ],
  'does not wait for the event loop': [
    'exports.handler = (event, context, callback) => { context.callbackWaitsForEmptyEventLoop = false; ' +
      "const r = event.Records[0].cf.response; callback(null, r); r.status = '200'; };",
    undefined,
  ],
  'masks, and mentions https': [`const https = require('https'); ${changing("if (status >= 500) response.status = '200';")}`, MASKS],
  'makes a client of the AWS SDK while it is loaded, and does not use it': [
    `const { S3 } = require('@aws-sdk/client-s3'); const s3 = new S3({}); ${changing("if (status >= 500) response.status = '200';")}`,
    MASKS,
  ],
  'asks https for some errors': [
    "const https = require('https'); " +
      changing("if (status === 504) https.get('https://example.com'); if (status === 503) response.status = '200';"),
    MASKS,
    /it needs https\.get/,
  ],
  'swallows that there are no languages': [
    changing("try { if (status >= 500) { const d = new Intl.DateTimeFormat('en').format(0); response.status = '200'; } } catch {}"),
    undefined,
    /it needs Intl\.DateTimeFormat/,
  ],
  'waits with a promised timer': [
    changing("try { if (status >= 500) { await require('util').promisify(setTimeout)(1); response.status = '200'; } } catch {}"),
    MASKS,
  ],
  'measures its time': [changing("console.log(performance.mark('a').name);"), undefined],
  'requires a module that is not there': [`require('not-in-the-zip'); ${PASS}`, 'handler-fails'],
  'requires the SDK that Node.js 22 does not have': [`require('aws-sdk'); ${PASS}`, 'handler-fails'],
  'is not finished': ['exports.handler = async (event) => { return event.Records[0].cf.response;', 'handler-fails'],
};
