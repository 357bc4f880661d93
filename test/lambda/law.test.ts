import {
  ALL_FAILOVER_CODES,
  headersOf,
  isFinal,
  isOutage,
  isProtected,
  isRewritten,
  METHODS,
  METHODS_THAT_FAIL_OVER,
  Question,
  same,
} from './oracle';
import { EdgeHeaders, EdgeResponse } from '../../lambda/event';
import { originResponse } from '../../lambda/origin-response';
import { Policy } from '../../lambda/policy';
import { functionCode } from '../../lib/construct/edge-function';
import { ErrorPage } from '../../lib/construct/error-page';
import { ErrorRewrite } from '../../lib/construct/error-rewrite';
import { promised, redirect, staticBody } from '../support/aws-sample';
import { exchangeOf, originResponseEvent } from '../support/events';

const PAGE = ErrorPage.fromString('<h1>Back soon</h1>');
const HTML = ['content-type', 'text/html; charset=utf-8'] as const;
const NO_STORE = ['cache-control', 'no-store'] as const;

const AGAIN = ['retry-after', '30'] as const;
const STANDBY_LACKS = [403, 404];

/** What a kind of rewrite promises: which status codes, and what the viewer gets. */
interface Kind extends Pick<Question, 'rewrites' | 'rewritesOnSecondary'> {
  readonly name: string;
  readonly rewrite: RewritePolicy;
  readonly status?: string;
  readonly statusDescription?: string;
  readonly body: string;
  readonly headers: EdgeHeaders;
}

type RewritePolicy = ReturnType<ErrorRewrite['_policyFor']>;

/** Each kind, written out. */
const KINDS: readonly Kind[] = [
  {
    name: 'toOk',
    rewrite: ErrorRewrite.toOk(PAGE)._policyFor([]),
    rewrites: status => status >= 400,
    status: '200',
    statusDescription: 'OK',
    body: PAGE.content,
    headers: headersOf(HTML, NO_STORE),
  },
  {
    name: 'toOk with another list for the secondary',
    rewrite: ErrorRewrite.toOk(PAGE, { statusCodes: [404, 501, 503], secondaryStatusCodes: [400, 404, 503] })._policyFor(STANDBY_LACKS),
    rewrites: status => status === 404 || status === 501 || status === 503,
    rewritesOnSecondary: status => status === 400 || status === 404 || status === 503,
    status: '200',
    statusDescription: 'OK',
    body: PAGE.content,
    headers: headersOf(HTML, NO_STORE),
  },
  {
    name: 'keepStatus',
    rewrite: ErrorRewrite.keepStatus(PAGE)._policyFor([]),
    rewrites: status => status >= 500,
    body: PAGE.content,
    headers: headersOf(HTML, NO_STORE, AGAIN),
  },
  {
    name: 'keepStatus beside a standby that lacks objects',
    rewrite: ErrorRewrite.keepStatus(PAGE)._policyFor(STANDBY_LACKS),
    rewrites: status => status >= 500,
    rewritesOnSecondary: status => status === 403 || status === 404 || status >= 500,
    body: PAGE.content,
    headers: headersOf(HTML, NO_STORE, AGAIN),
  },
  {
    name: 'redirect',
    rewrite: ErrorRewrite.redirect('https://status.example.com/')._policyFor([]),
    rewrites: status => status >= 500,
    status: '302',
    statusDescription: 'Found',
    body: '',
    headers: headersOf(NO_STORE, ['location', 'https://status.example.com/']),
  },
  { name: 'none', rewrite: ErrorRewrite.none()._policyFor(STANDBY_LACKS), rewrites: () => false, body: '', headers: {} },
];

const EVERY_STATUS = Array.from({ length: 500 }, (_, i) => 100 + i);
/** Where something may change: the ends of the classes, codes that CloudFront treats in its own way, and the neighbors of all of them. */
const BOUNDARIES = [100, 200, 204, 206, 300, 304, ...ALL_FAILOVER_CODES, 599]
  .flatMap(status => [status - 1, status, status + 1])
  .filter((status, i, all) => EVERY_STATUS.includes(status) && all.indexOf(status) === i);
const ROLES = ['primary', 'secondary', 'sole', undefined, 'garbage'];
const ORIGINS = ['custom', 's3'] as const;
const HINTS = [undefined, 'x-failover-served-by'];

/** Every kind of rewrite, on every given list of failover codes, with and without a hint. */
function policies(...lists: number[][]) {
  return KINDS.flatMap(kind => lists.flatMap(failover => HINTS.map(hint => ({
    kind, failover, hint, policy: { failover, ...kind.rewrite, hint } as Policy, name: `${kind.name} on ${failover} with hint ${hint}`,
  }))));
}

/** Everyone who can answer, to every method. */
function exchanges(roles: readonly (string | undefined)[], methods: readonly string[]) {
  return roles.flatMap(role =>
    methods.flatMap(method => ORIGINS.map(origin => ({ role, method, origin, name: `${role} (${origin}) ${method}` }))),
  );
}

/** Stay whatever happens. */
const LASTING = headersOf(['via', '1.1 varnish'], ['transfer-encoding', 'chunked'], ['x-frame-options', 'DENY']);
/** Those, and some that describe the origin's body and go with it. */
const HEADERS = { ...LASTING, ...headersOf(['content-type', 'application/json'], ['etag', '"1"'], ['cache-control', 'max-age=31536000']) };
const DESCRIPTION = 'As the origin says';

function answer(status: number): EdgeResponse {
  return { status: `${status}`, statusDescription: DESCRIPTION, headers: { ...HEADERS } };
}

/** What the viewer is to get, by the decision table and the promise of the kind of rewrite. */
function expectedResponse(kind: Kind, question: Question, hint: string | undefined): EdgeResponse {
  const { role, method, status } = question;
  const result = answer(status);
  if (isRewritten(question)) {
    const outage = isOutage(question);
    result.status = kind.status ?? (outage ? '503' : `${status}`);
    result.statusDescription = kind.statusDescription ?? (outage ? 'Service Unavailable' : DESCRIPTION);
    result.headers = {
      ...LASTING,
      ...kind.headers,
      'x-failover-original-status': [{ key: 'x-failover-original-status', value: `${status}` }],
    };
    if (method !== 'HEAD') {
      result.body = kind.body;
      result.bodyEncoding = 'text';
    }
  }
  if (hint && isFinal(question)) result.headers![hint] = [{ key: hint, value: role! }];
  return result;
}

interface Table {
  readonly policies: ReturnType<typeof policies>;
  readonly exchanges: ReturnType<typeof exchanges>;
  readonly statuses: readonly number[];
}

type Handler = (event: any) => Promise<any>;

const IMPLEMENTATIONS: ReadonlyArray<readonly [string, (policy: Policy) => Handler]> = [
  ['the source', originResponse],
  ['the code in the template', policy => {
    const exports: any = {};
    new Function('exports', functionCode(policy))(exports);
    return exports.handler;
  }],
];

describe.each(IMPLEMENTATIONS)('The law, in %s,', (_, implement) => {
  const LISTS = [[500, 502, 503, 504], [403, 404, 500, 502, 503, 504]];

  /** Plays the cases of a table, and returns how many there were and which were answered differently. */
  async function play(table: Table): Promise<{ cases: number; wrong: string[] }> {
    const wrong: string[] = [];
    let cases = 0;
    for (const { kind, failover, hint, policy, name } of table.policies) {
      const handle = implement(policy);
      for (const { role, method, origin, name: who } of table.exchanges) {
        const event = originResponseEvent({ origin, role, method });
        const exchange = exchangeOf(event);
        for (const status of table.statuses) {
          cases += 1;
          const given = exchange.response = answer(status);
          const returned = await handle(event);
          const expected = expectedResponse(kind, { ...kind, role, method, status, failover }, hint);
          if (returned !== given || !same(returned, expected)) wrong.push(`${name}: ${who} ${status}`);
        }
      }
    }
    return { cases, wrong };
  }

  test('returns what the decision table says, for every method, role, origin and policy', async () => {
    const table = { policies: policies(...LISTS), exchanges: exchanges(ROLES, METHODS), statuses: BOUNDARIES };
    expect(await play(table)).toEqual({ cases: 24 * 70 * 38, wrong: [] });
  }, 60_000);

  test('returns what the decision table says, for every status', async () => {
    const table = {
      policies: policies(...LISTS).filter(({ hint }) => !hint),
      exchanges: exchanges(ROLES, ['GET', 'POST']).filter(({ origin }) => origin === 'custom'),
      statuses: EVERY_STATUS,
    };
    expect(await play(table)).toEqual({ cases: 12 * 10 * 500, wrong: [] });
  }, 60_000);

  test("returns the primary's failover answers as the very same object, byte for byte", async () => {
    const broken: string[] = [];
    let cases = 0;
    for (const { failover, policy, name } of policies([500, 502, 503, 504], [403, 404, 500, 502, 503, 504], ALL_FAILOVER_CODES)) {
      const handle = implement(policy);
      for (const { role, method, origin, name: who } of exchanges(['primary'], METHODS_THAT_FAIL_OVER)) {
        for (const status of failover) {
          cases += 1;
          const event = originResponseEvent({ origin, role, method, status });
          const { response } = exchangeOf(event);
          const before = structuredClone(event);
          const bytes = JSON.stringify(response);
          const returned = await handle(event);
          if (returned !== response || JSON.stringify(returned) !== bytes || !same(event, before)) broken.push(`${name}: ${who} ${status}`);
        }
      }
    }
    expect(broken).toEqual([]);
    expect(cases).toBe(6 * 2 * (4 + 6 + 9) * 3 * 2);
  });
});

describe.each([['answers 200', staticBody], ['redirects', redirect]])("AWS's sample that %s", (_, sample) => {
  test('masks failover responses on every failover code, method and origin', async () => {
    const protectedAnswers: string[] = [];
    const broken: string[] = [];
    for (const { role, method, origin, name } of exchanges(['primary'], METHODS)) {
      for (const status of EVERY_STATUS) {
        if (!isProtected({ role, method, status, failover: ALL_FAILOVER_CODES })) continue;
        protectedAnswers.push(`${name} ${status}`);
        const event = originResponseEvent({ origin, role, method, status });
        const before = structuredClone(exchangeOf(event).response);
        const returned = await promised(sample)(event);
        if (!same(returned, before)) broken.push(`${name} ${status}`);
        expect(ALL_FAILOVER_CODES).not.toContain(Number(returned.status));
      }
    }
    expect(protectedAnswers).toHaveLength(9 * 3 * 2);
    expect(broken).toEqual(protectedAnswers);
  });
});
