import { FAILING, QUIET, SECONDARY_ONLY } from './handlers';
import { changing, PAGE, PASS } from './sample-code';
import { CLEAN, findingOf, Verdict, verdictsOf } from './verdicts';
import { HANDLER_RULES } from '../../../lib/rules/handler';
import { FOUR_PARTS } from '../../support/stacks';

const CACHED = { behavior: { CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' } };
const NOT_CACHED = { behavior: { CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad' } };

const WITHOUT_CACHE_CONTROL = PAGE.replace(/response\.headers\['cache-control'\].*/, '');

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
