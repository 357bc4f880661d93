import { Duration, Token } from 'aws-cdk-lib';
import { ErrorPage, ErrorRewrite, ErrorRewriteOptions } from '../../lib';
import { FOUR_PARTS } from '../support/stacks';

const PAGE = ErrorPage.fromString('<h1>Back soon</h1>');
const tokenNumber = () => Token.asNumber({ Ref: 'Number' });
const tokenText = () => Token.asString({ Ref: 'Text' });

/** Every rewrite that has options, with a plain page. */
const KINDS: Array<[name: string, rewrite: (options?: ErrorRewriteOptions) => ErrorRewrite]> = [
  ['toOk', options => ErrorRewrite.toOk(PAGE, options)],
  ['keepStatus', options => ErrorRewrite.keepStatus(PAGE, options)],
  ['redirect', options => ErrorRewrite.redirect('https://status.example.com/', options)],
];

/** Codes that a standby sends for what it does not have. */
const MISSING = [403, 404];

function policyOf(rewrite: ErrorRewrite, missing: readonly number[] = []) {
  return rewrite._policyFor(missing);
}

function headersOf(rewrite: ErrorRewrite): Record<string, string> {
  return Object.fromEntries(policyOf(rewrite).headers);
}

describe('what viewers get', () => {
  test('toOk turns every error into 200 with the page', () => {
    expect(policyOf(ErrorRewrite.toOk(PAGE))).toEqual({
      rewrite: [[400, 599]],
      status: 200,
      statusDescription: 'OK',
      body: '<h1>Back soon</h1>',
      headers: [
        ['content-type', 'text/html; charset=utf-8'],
        ['cache-control', 'no-store'],
      ],
    });
  });

  test('keepStatus keeps the status, and says when to come back', () => {
    const policy = policyOf(ErrorRewrite.keepStatus(PAGE));
    expect(policy).toMatchObject({ rewrite: [[500, 599]], body: '<h1>Back soon</h1>' });
    expect(policy.status).toBeUndefined();
    expect(headersOf(ErrorRewrite.keepStatus(PAGE))).toMatchObject({ 'retry-after': '30', 'cache-control': 'no-store' });
    expect(headersOf(ErrorRewrite.keepStatus(PAGE, { retryAfter: Duration.minutes(2) }))).toMatchObject({ 'retry-after': '120' });
    expect(headersOf(ErrorRewrite.keepStatus(PAGE, { retryAfter: undefined }))).toMatchObject({ 'retry-after': '30' });
  });

  test.each([
    [undefined, 302, 'Found'],
    [302, 302, 'Found'],
    [303, 303, 'See Other'],
    [307, 307, 'Temporary Redirect'],
  ])('redirect with the status %p answers %d', (redirectStatus, status, statusDescription) => {
    expect(policyOf(ErrorRewrite.redirect('/sorry.html', { redirectStatus }))).toEqual({
      rewrite: [[500, 599]],
      status,
      statusDescription,
      body: '',
      headers: [
        ['location', '/sorry.html'],
        ['cache-control', 'no-store'],
      ],
    });
  });

  test('none rewrites nothing', () => {
    expect(policyOf(ErrorRewrite.none(), MISSING).rewrite).toEqual([]);
  });

  test.each(KINDS.slice(0, 2))('%s has a page of its own when it is given none', name => {
    const rewrite = (ErrorRewrite as any)[name]();
    expect(policyOf(rewrite).body).toMatch(/^<!doctype html>/);
    expect(headersOf(rewrite)).toMatchObject({ 'content-type': 'text/html; charset=utf-8' });
    expect((ErrorRewrite as any)[name](undefined, {})).toEqual(rewrite);
  });

  test.each(KINDS)('%s takes undefined for every option', (_, rewrite) => {
    expect(rewrite({ statusCodes: undefined, ttl: undefined, headers: undefined })).toEqual(rewrite());
  });
});

describe.each(KINDS)('options of %s', (_, rewrite) => {
  test('ttl is for CloudFront alone, never for browsers', () => {
    expect(headersOf(rewrite({ ttl: Duration.minutes(1) }))).toMatchObject({ 'cache-control': 'max-age=0, s-maxage=60' });
    expect(headersOf(rewrite({ ttl: Duration.seconds(0) }))).toMatchObject({ 'cache-control': 'no-store' });
  });

  test('statusCodes become ranges, whatever their order', () => {
    expect(policyOf(rewrite({ statusCodes: [503, 404, 502, 503, 599, 400, 504] })).rewrite).toEqual([
      [400, 400],
      [404, 404],
      [502, 504],
      [599, 599],
    ]);
  });

  test('headers are added with names in lower case', () => {
    expect(headersOf(rewrite({ headers: { 'X-Frame-Options': 'DENY', 'Strict-Transport-Security': 'max-age=63072000' } }))).toMatchObject({
      'x-frame-options': 'DENY',
      'strict-transport-security': 'max-age=63072000',
    });
  });

  test('secondaryStatusCodes are for the secondary, whatever it lacks', () => {
    const policy = policyOf(rewrite({ statusCodes: [503], secondaryStatusCodes: [504, 404, 503] }), MISSING);
    expect(policy).toMatchObject({
      rewrite: [[503, 503]],
      secondary: [
        [404, 404],
        [503, 504],
      ],
    });
    expect(rewrite({ secondaryStatusCodes: [503] })._addedOnSecondary(MISSING)).toEqual([]);
  });

  test('what the standby lacks is added to the list of the secondary, and to no other', () => {
    const some = rewrite({ statusCodes: [403, 503] });
    expect(policyOf(some, MISSING)).toEqual({
      ...policyOf(some),
      secondary: [
        [403, 404],
        [503, 503],
      ],
    });
    expect(some._addedOnSecondary(MISSING)).toEqual([404]);
    expect(policyOf(some)).not.toHaveProperty('secondary');
    expect(policyOf(some, [403])).toEqual(policyOf(some));
  });

  describe.each(['statusCodes', 'secondaryStatusCodes'] as const)('%s', option => {
    test.each([
      ['an empty list', [], 'an empty list'],
      ['a success', [200], '200'],
      ['codes on both sides of the limits', [399, 400, 599, 600], '399, 600'],
      ['a fraction', [503.5], '503.5'],
      ['no number', [NaN], 'NaN'],
    ])('fails on %s', (__, list, got) => {
      expect(() => rewrite({ [option]: list })).toThrow(FOUR_PARTS);
      expect(() => rewrite({ [option]: list })).toThrow(
        `Got: ${got}. Allowed: literal integers from 400 to 599, at least one. Change ${option}`,
      );
    });

    test('fails on a token in the list, and in its place', () => {
      for (const list of [[503, tokenNumber()], Token.asAny({ Ref: 'Codes' }) as any]) {
        expect(() => rewrite({ [option]: list })).toThrow(FOUR_PARTS);
        expect(() => rewrite({ [option]: list })).toThrow(
          `Got: a token. Allowed: literal integers from 400 to 599, at least one. Change ${option}`,
        );
      }
    });
  });

  test('fails on a token as the ttl', () => {
    expect(() => rewrite({ ttl: Duration.seconds(tokenNumber()) })).toThrow(FOUR_PARTS);
    expect(() => rewrite({ ttl: Duration.seconds(tokenNumber()) })).toThrow(/\bttl\b.*token/s);
  });

  test('fails on a ttl that is no whole number of seconds', () => {
    expect(() => rewrite({ ttl: Duration.millis(1500) })).toThrow(/Got: 1\.5\. Allowed: a whole number from 0 to 31536000 seconds\./);
  });

  test.each([
    'Connection',
    'Expect',
    'Keep-Alive',
    'Proxy-Authenticate',
    'proxy-connection',
    'Trailer',
    'Upgrade',
    'X-Accel-Redirect',
    'X-Amz-Cf-Id',
    'X-Amzn-Trace-Id',
    'X-Cache',
    'X-Edge-Location',
    'X-Forwarded-Proto',
    'X-Real-IP',
    'Transfer-Encoding',
    'Via',
    'Content-Length',
    'Content-Encoding',
    'Host',
  ])('fails on the header %s, which a function may not set', name => {
    expect(() => rewrite({ headers: { [name]: 'value' } })).toThrow(FOUR_PARTS);
    expect(() => rewrite({ headers: { [name]: 'value' } })).toThrow(
      `A Lambda@Edge function may not set this response header. Got: ${name}: value.`,
    );
  });

  test('passes headers whose names only begin like those', () => {
    const headers = { 'X-Cached': '1', 'Viable': '1', 'X-Amz-Meta-Mine': '1', 'Connections': '1', 'Hosted-By': 'us' };
    expect(Object.keys(headersOf(rewrite({ headers })))).toEqual(
      expect.arrayContaining(['x-cached', 'viable', 'x-amz-meta-mine', 'connections', 'hosted-by']),
    );
  });

  test.each(['Cache-Control', 'x-failover-original-status'])('fails on the header %s, which the rewrite sets itself', name => {
    expect(() => rewrite({ headers: { [name]: 'value' } })).toThrow(FOUR_PARTS);
    expect(() => rewrite({ headers: { [name]: 'value' } })).toThrow('The error rewrite sets this response header itself');
  });

  test('fails on a header that is given twice, in two cases', () => {
    expect(() => rewrite({ headers: { 'X-Mine': '1', 'x-mine': '2' } })).toThrow(FOUR_PARTS);
    expect(() => rewrite({ headers: { 'X-Mine': '1', 'x-mine': '2' } })).toThrow('Got: x-mine: 2.');
  });

  test.each([
    ['a space in the name', { 'X Mine': 'value' }],
    ['no name', { '': 'value' }],
    ['a colon in the name', { 'x-mine:': 'value' }],
    ['a letter in the name that is not ASCII', { 'x-größe': 'value' }],
    ['a line break in the value', { 'x-mine': 'one\r\nset-cookie: a=b' }],
    ['a null character in the value', { 'x-mine': 'one\0' }],
    ['a character in the value that no header can hold', { 'x-mine': '👋' }],
    ['no value', { 'x-mine': undefined as any }],
    ['a token in the value', { 'x-mine': `v${tokenText()}` }],
    ['a token in the name', { [tokenText()]: 'value' }],
  ])('fails on %s of a header', (__, headers) => {
    expect(() => rewrite({ headers })).toThrow(FOUR_PARTS);
  });

  test('fails on headers that are larger than an answer may be', () => {
    expect(() => rewrite({ headers: { 'x-mine': 'v'.repeat(1_000_000) } })).toThrow(FOUR_PARTS);
  });
});

describe('options of one rewrite', () => {
  test.each([
    ['toOk', 'Content-Type', () => ErrorRewrite.toOk(PAGE, { headers: { 'Content-Type': 'text/plain' } })],
    ['keepStatus', 'Retry-After', () => ErrorRewrite.keepStatus(PAGE, { headers: { 'Retry-After': '5' } })],
    ['redirect', 'Location', () => ErrorRewrite.redirect('/sorry.html', { headers: { Location: '/' } })],
  ])('%s fails on the header %s, which it sets itself', (_, __, attempt) => {
    expect(attempt).toThrow(FOUR_PARTS);
    expect(attempt).toThrow('The error rewrite sets this response header itself');
  });

  test('keepStatus fails on a token as retryAfter', () => {
    const attempt = () => ErrorRewrite.keepStatus(PAGE, { retryAfter: Duration.seconds(tokenNumber()) });
    expect(attempt).toThrow(FOUR_PARTS);
    expect(attempt).toThrow(/retryAfter.*token/s);
  });

  test.each([
    'https://status.example.com',
    'http://status.example.com/a?b=c#d',
    'https://[2001:db8::1]/',
    'https://user@example.com:8443/',
    '/',
    '/sorry.html?from=%2F',
  ])('redirect passes %s', url => {
    expect(headersOf(ErrorRewrite.redirect(url))).toMatchObject({ location: url });
  });

  test.each([
    ['a relative path', 'sorry.html'],
    ['a path that browsers take for a host', '//example.com/'],
    ['another scheme', 'javascript:alert(1)'],
    ['no host', 'https://'],
    ['no host but a path', 'https:///sorry'],
    ['a space', 'https://example.com/a b'],
    ['a line break', '/sorry\r\nset-cookie: a=b'],
    ['a letter that is not encoded', 'https://example.com/größe'],
    ['a token', tokenText()],
    ['a token inside', `https://${tokenText()}/`],
  ])('redirect fails on %s', (_, url) => {
    expect(() => ErrorRewrite.redirect(url)).toThrow(FOUR_PARTS);
    expect(() => ErrorRewrite.redirect(url)).toThrow('ErrorRewrite.redirect: The target cannot be used.');
  });

  test.each([301, 308, 200, 304, 0, NaN])('redirect fails on the status %d', redirectStatus => {
    const attempt = () => ErrorRewrite.redirect('/', { redirectStatus });
    expect(attempt).toThrow(FOUR_PARTS);
    expect(attempt).toThrow(`Got: ${redirectStatus}. Allowed: 302, 303, 307. Change redirectStatus.`);
  });

  test('redirect fails on a token as the status', () => {
    const attempt = () => ErrorRewrite.redirect('/', { redirectStatus: tokenNumber() });
    expect(attempt).toThrow(FOUR_PARTS);
    expect(attempt).toThrow(/redirectStatus/);
  });
});

describe('the size of a page', () => {
  const withPage =
    (length: number, letter = 'x') =>
      () =>
        ErrorRewrite.keepStatus(ErrorPage.fromString(letter.repeat(length)));

  test('passes just under 1 MB with its headers', () => {
    expect(withPage(999_000)).not.toThrow();
  });

  test('fails over 1 MB', () => {
    expect(withPage(1_000_001)).toThrow(FOUR_PARTS);
    expect(withPage(1_000_001)).toThrow(
      /^ErrorRewrite: The page and headers are larger than .* Got: 1000\d\d\d bytes\. Allowed: 1000000 bytes\. Make the page smaller/,
    );
  });

  test('fails on what characters take in UTF-8', () => {
    expect(withPage(400_000, '€')).toThrow(FOUR_PARTS);
  });
});
