import { changing, PASS } from './sample-code';
import { Verdict, verdictsOf } from './verdicts';

const MASKS = 'handler-masks-failover';

/** Functions that end, load or lack something in a way that only Lambda's runtime decides, and what is said of them. */
const HANDLERS: Readonly<Record<string, readonly [code: string, rule: string | undefined, reason?: RegExp]>> = {
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

let verdicts: Record<string, Verdict>;
beforeAll(() => {
  verdicts = verdictsOf(Object.fromEntries(Object.entries(HANDLERS).map(([name, [code]]) => [name, code])));
});

test.each(Object.entries(HANDLERS))('a handler that %s', (name, [, rule, reason]) => {
  const { rules, reasons } = verdicts[name]!;
  expect(rules.filter(id => [MASKS, 'handler-fails'].includes(id))).toEqual(rule ? [rule] : []);
  expect(reasons).toEqual(reason ? [expect.stringMatching(reason)] : []);
});
