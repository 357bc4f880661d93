import { ALL_FAILOVER_CODES, headersOf, isFinal, isProtected, isRewritten, METHODS, METHODS_THAT_FAIL_OVER, Question, same } from './oracle';
import { EdgeResponse } from '../../lambda/event';
import { originResponse } from '../../lambda/origin-response';
import { Policy } from '../../lambda/policy';
import { functionCode } from '../../lib/edge-function';
import { ErrorPage } from '../../lib/error-page';
import { ErrorRewrite } from '../../lib/error-rewrite';
import { promised, redirect, staticBody } from '../support/aws-sample';
import { exchangeOf, originResponseEvent } from '../support/events';

const PAGE = ErrorPage.fromString('<h1>Back soon</h1>');
const HTML = 'text/html; charset=utf-8';
const HINT = 'x-failover-served-by';

/** What each kind of rewrite promises, written out: which status codes, and what the viewer gets. */
const KINDS = [
  {
    name: 'toOk',
    rewrite: ErrorRewrite.toOk(PAGE),
    rewrites: (status: number) => status >= 400,
    status: '200',
    statusDescription: 'OK',
    body: PAGE.content,
    headers: headersOf(['content-type', HTML], ['cache-control', 'no-store']),
  },
  {
    name: 'serverErrors',
    rewrite: ErrorRewrite.serverErrors(PAGE),
    rewrites: (status: number) => status >= 500,
    status: '200',
    statusDescription: 'OK',
    body: PAGE.content,
    headers: headersOf(['content-type', HTML], ['cache-control', 'no-store']),
  },
  {
    name: 'keepStatus',
    rewrite: ErrorRewrite.keepStatus(PAGE),
    rewrites: (status: number) => status >= 500,
    body: PAGE.content,
    headers: headersOf(['content-type', HTML], ['cache-control', 'no-store'], ['retry-after', '30']),
  },
  {
    name: 'redirect',
    rewrite: ErrorRewrite.redirect('https://status.example.com/'),
    rewrites: (status: number) => status >= 500,
    status: '302',
    statusDescription: 'Found',
    body: '',
    headers: headersOf(['location', 'https://status.example.com/'], ['cache-control', 'no-store']),
  },
  { name: 'none', rewrite: ErrorRewrite.none(), rewrites: () => false, body: '', headers: {} },
];

const FAILOVER_LISTS = [[500, 502, 503, 504], [403, 404, 500, 502, 503, 504]];
const HINTS = [undefined, HINT];
const ROLES = ['primary', 'secondary', 'sole', undefined, 'garbage'];
const ORIGINS = ['custom', 's3'] as const;
const STATUSES = Array.from({ length: 500 }, (_, i) => 100 + i);

/** Stay whatever happens. */
const LASTING = headersOf(['via', '1.1 varnish'], ['transfer-encoding', 'chunked'], ['x-frame-options', 'DENY']);
/** Those, and some that describe the origin's body and go with it. */
const HEADERS = { ...LASTING, ...headersOf(['content-type', 'application/json'], ['etag', '"1"'], ['cache-control', 'max-age=31536000']) };
const DESCRIPTION = 'As the origin says';

type Handler = (event: any) => Promise<any>;

const IMPLEMENTATIONS: ReadonlyArray<readonly [string, (policy: Policy) => Handler]> = [
  ['the source', originResponse],
  ['the code in the template', policy => {
    const exports: any = {};
    new Function('exports', functionCode(policy))(exports);
    return exports.handler;
  }],
];

function eventOf(origin: 'custom' | 's3', role: string | undefined, method: string, status: number): any {
  return originResponseEvent({ origin, role, method, status, headers: { ...HEADERS } });
}

/** What the viewer is to get, by the decision table and the promise of the kind of rewrite. */
function expectedResponse(kind: typeof KINDS[number], question: Question, hint: string | undefined): EdgeResponse {
  const { role, method, status } = question;
  const rewritten = isRewritten(question);
  const result: EdgeResponse = rewritten
    ? {
      status: kind.status ?? `${status}`,
      statusDescription: kind.statusDescription ?? DESCRIPTION,
      headers: { ...LASTING, ...kind.headers, 'x-failover-original-status': [{ key: 'x-failover-original-status', value: `${status}` }] },
    }
    : { status: `${status}`, statusDescription: DESCRIPTION, headers: { ...HEADERS } };
  if (rewritten && method !== 'HEAD') {
    result.body = kind.body;
    result.bodyEncoding = 'text';
  }
  if (hint && isFinal(question)) result.headers![hint] = [{ key: hint, value: role! }];
  return result;
}

describe.each(IMPLEMENTATIONS)('The law, in %s,', (_, implement) => {
  test('returns what the decision table says, for every status, method, role, origin and policy', async () => {
    const wrong: string[] = [];
    let cases = 0;
    for (const kind of KINDS) {
      for (const failover of FAILOVER_LISTS) {
        for (const hint of HINTS) {
          const handle = implement({ failover, ...kind.rewrite._policy, hint });
          for (const role of ROLES) {
            for (const method of METHODS) {
              for (const origin of ORIGINS) {
                const event = eventOf(origin, role, method, 200);
                const exchange = exchangeOf(event);
                for (const status of STATUSES) {
                  cases += 1;
                  const given = { status: `${status}`, statusDescription: DESCRIPTION, headers: { ...HEADERS } };
                  exchange.response = given;
                  const returned = await handle(event);
                  const expected = expectedResponse(kind, { role, method, status, failover, rewrites: kind.rewrites }, hint);
                  if (returned !== given || !same(returned, expected)) {
                    wrong.push(`${kind.name}, failover on ${failover}, hint ${hint}: ${role} (${origin}) ${method} ${status}`);
                  }
                }
              }
            }
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(cases).toBe(700_000);
  });

  test("returns the primary's failover answers as the very same object, byte for byte", async () => {
    const broken: string[] = [];
    let cases = 0;
    for (const kind of KINDS) {
      for (const failover of [...FAILOVER_LISTS, ALL_FAILOVER_CODES]) {
        for (const hint of HINTS) {
          const handle = implement({ failover, ...kind.rewrite._policy, hint });
          for (const method of METHODS_THAT_FAIL_OVER) {
            for (const origin of ORIGINS) {
              for (const status of failover) {
                cases += 1;
                const event = eventOf(origin, 'primary', method, status);
                const { response } = exchangeOf(event);
                const before = structuredClone(event);
                const bytes = JSON.stringify(response);
                const returned = await handle(event);
                if (returned !== response || JSON.stringify(returned) !== bytes || !same(event, before)) {
                  broken.push(`${kind.name}, failover on ${failover}, hint ${hint}: ${origin} ${method} ${status}`);
                }
              }
            }
          }
        }
      }
    }
    expect(broken).toEqual([]);
    expect(cases).toBe(5 * (4 + 6 + 9) * 2 * 3 * 2);
  });
});

describe.each([['that answers 200', staticBody], ['that redirects', redirect]])("AWS's sample %s", (_, sample) => {
  const handle = promised(sample);

  test('fails the law on every failover code, method and origin', async () => {
    const protectedAnswers: string[] = [];
    const broken: string[] = [];
    for (const origin of ORIGINS) {
      for (const method of METHODS) {
        for (const status of STATUSES) {
          if (!isProtected({ role: 'primary', method, status, failover: ALL_FAILOVER_CODES })) continue;
          const event = eventOf(origin, 'primary', method, status);
          const before = structuredClone(exchangeOf(event).response);
          const label = `${origin} ${method} ${status}`;
          protectedAnswers.push(label);
          if (!same(await handle(event), before)) broken.push(label);
        }
      }
    }
    expect(protectedAnswers).toHaveLength(9 * 3 * 2);
    expect(broken).toEqual(protectedAnswers);
  });

  test('leaves no status on the answer that CloudFront could fail over on', async () => {
    for (const status of ALL_FAILOVER_CODES) {
      const { status: seen } = await handle(eventOf('custom', 'primary', 'GET', status));
      expect(ALL_FAILOVER_CODES).not.toContain(Number(seen));
    }
  });
});
