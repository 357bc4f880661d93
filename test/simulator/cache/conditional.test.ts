import * as fc from 'fast-check';
import { request, response } from './caching-models';
import { EdgeResponse, Headers } from '../../../lib/function-code/message';
import { finish, rangeOf, withoutConditions } from '../../../lib/simulator/cache/conditional';

const MODIFIED = 'Thu, 01 Jan 2026 00:00:00 GMT';
const EARLIER = 'Wed, 31 Dec 2025 23:59:59 GMT';
const LATER = 'Thu, 01 Jan 2026 00:00:01 GMT';

const STORED: Headers = {
  'etag': ['"abc"'], 'last-modified': [MODIFIED], 'content-type': ['text/plain'], 'content-length': ['10'], 'cache-control': ['max-age=60'],
};

function asked(headers: Headers, { method = 'GET', status = 200, sent = STORED, body = '0123456789' } = {}): EdgeResponse {
  return finish(request({ method, headers }), response(status, { ...sent }, body));
}

function text({ body }: EdgeResponse): string {
  return new TextDecoder().decode(body as Uint8Array);
}

describe('the viewer has it already', () => {
  test.each<[headers: Headers, sent: Headers]>([
    [{ 'if-none-match': ['"abc"'] }, STORED],
    [{ 'if-none-match': ['W/"abc"'] }, STORED],
    [{ 'if-none-match': ['"abc"'] }, { etag: ['W/"abc"'] }],
    [{ 'if-none-match': ['"x", "abc"'] }, STORED],
    [{ 'if-none-match': ['"x"', '"abc"'] }, STORED],
    [{ 'if-none-match': ['"a,b"'] }, { etag: ['"a,b"'] }],
    [{ 'if-none-match': ['bare'] }, { etag: ['bare'] }],
    [{ 'if-none-match': ['*'] }, {}],
    [{ 'if-none-match': [' * '] }, {}],
    [{ 'if-none-match': ['other, bare'] }, { etag: ['bare'] }],
    [{ 'if-modified-since': [MODIFIED] }, STORED],
    [{ 'if-modified-since': [LATER] }, STORED],
    [{ 'if-modified-since': ['Thursday, 01-Jan-26 00:00:00 GMT'] }, STORED],
    [{ 'if-modified-since': ['Thu Jan  1 00:00:00 2026'] }, STORED],
    [{ 'if-none-match': ['"abc"'], 'if-modified-since': [EARLIER] }, STORED],
    [{ 'if-none-match': ['"abc"'], 'range': ['bytes=0-1'] }, STORED],
  ])('%j of %j', (headers, sent) => {
    for (const method of ['GET', 'HEAD']) {
      const answer = asked(headers, { sent, method });
      expect(answer).toMatchObject({ status: 304, statusText: 'Not Modified' });
      expect(text(answer)).toBe('');
      expect(answer.headers).not.toHaveProperty('content-length');
      expect(answer.headers).not.toHaveProperty('content-type');
      expect(answer.headers['cache-control']).toEqual(sent['cache-control']);
    }
  });
});

describe('the viewer gets all of it', () => {
  test.each<[what: string, headers: Headers, options: Parameters<typeof asked>[1]]>([
    ['another version', { 'if-none-match': ['"x"'] }, {}],
    ['part of a tag', { 'if-none-match': ['"ab"', '"c"'] }, {}],
    ['another version, though not a later one', { 'if-none-match': ['"x"'], 'if-modified-since': [LATER] }, {}],
    ['modified since', { 'if-modified-since': [EARLIER] }, {}],
    ['a date that is none', { 'if-modified-since': ['2026-01-02'] }, {}],
    ['a Last-Modified that is none', { 'if-modified-since': [LATER] }, { sent: { 'last-modified': ['yesterday'] } }],
    ['something before the unit', { range: ['xbytes=0-1'] }, {}],
    ['no Last-Modified', { 'if-modified-since': [LATER] }, { sent: {} }],
    ['no ETag', { 'if-none-match': ['"abc"'] }, { sent: {} }],
    ['an error', { 'if-none-match': ['*'], 'range': ['bytes=0-1'] }, { status: 404 }],
    ['a part already', { range: ['bytes=0-1'] }, { status: 206 }],
    ['another method', { 'if-none-match': ['*'], 'range': ['bytes=0-1'] }, { method: 'POST' }],
    ['several ranges, which CloudFront would send as parts', { range: ['bytes=0-1,3-4'] }, {}],
    ['another unit', { range: ['lines=0-1'] }, {}],
    ['a range that ends before it begins', { range: ['bytes=5-2'] }, {}],
    ['a range of nothing', { range: ['bytes=-'] }, {}],
    ['a range of another version', { 'range': ['bytes=0-1'], 'if-range': ['"x"'] }, {}],
    ['a range of a version, and no ETag', { 'range': ['bytes=0-1'], 'if-range': ['"abc"'] }, { sent: {} }],
    ['a range of a version known weakly', { 'range': ['bytes=0-1'], 'if-range': ['W/"abc"'] }, { sent: { etag: ['W/"abc"'] } }],
    ['a range of an earlier version', { 'range': ['bytes=0-1'], 'if-range': [EARLIER] }, {}],
  ])('%s', (_, headers, options) => {
    const answer = asked(headers, options);
    expect(answer.status).toBe(options?.status ?? 200);
    expect(text(answer)).toBe('0123456789');
  });
});

describe('the viewer gets a part', () => {
  test.each<[headers: Headers, part: string, range: string]>([
    [{ range: ['bytes=2-4'] }, '234', 'bytes 2-4/10'],
    [{ range: ['bytes=7-'] }, '789', 'bytes 7-9/10'],
    [{ range: ['bytes=-2'] }, '89', 'bytes 8-9/10'],
    [{ range: ['bytes=-99'] }, '0123456789', 'bytes 0-9/10'],
    [{ range: ['bytes=8-99'] }, '89', 'bytes 8-9/10'],
    [{ range: ['Bytes=0-0'] }, '0', 'bytes 0-0/10'],
    [{ 'range': ['bytes=0-1'], 'if-range': ['"abc"'] }, '01', 'bytes 0-1/10'],
    [{ 'range': ['bytes=0-1'], 'if-range': [MODIFIED] }, '01', 'bytes 0-1/10'],
    [{ 'range': ['bytes=0-1'], 'if-none-match': ['"x"'] }, '01', 'bytes 0-1/10'],
  ])('%j', (headers, part, range) => {
    const answer = asked(headers);
    expect(answer).toMatchObject({
      status: 206,
      statusText: 'Partial Content',
      headers: { 'content-range': [range], 'content-length': [String(part.length)], 'content-type': ['text/plain'] },
    });
    expect(text(answer)).toBe(part);
  });

  test.each(['bytes=10-', 'bytes=10-12', 'bytes=-0', 'bytes=99999999999999999999-'])('but not %s', range => {
    const answer = asked({ range: [range] });
    expect(answer).toMatchObject({
      status: 416,
      statusText: 'Range Not Satisfiable',
      headers: { 'content-range': ['bytes */10'], 'content-length': ['0'] },
    });
    expect(text(answer)).toBe('');
  });

  test('within the body, whatever is asked', () => {
    const number = fc.option(fc.nat({ max: 20 }), { nil: '' });
    fc.assert(fc.property(number, number, fc.nat({ max: 10 }), (first, last, length) => {
      const range = rangeOf(`bytes=${first}-${last}`, length);
      if (typeof range === 'string') return;
      expect(0 <= range.first && range.first <= range.last && range.last < length).toBe(true);
    }));
  });
});

describe('HEAD', () => {
  test('gets the headers of the object, and its length', () => {
    const answer = asked({}, { method: 'HEAD', sent: { etag: ['"abc"'] } });
    expect(answer).toMatchObject({ status: 200, headers: { 'etag': ['"abc"'], 'content-length': ['10'] } });
    expect(text(answer)).toBe('');
  });

  test('leaves the length as the origin said it when the origin sent no body', () => {
    expect(asked({}, { method: 'HEAD', body: '' }).headers['content-length']).toEqual(['10']);
  });

  test('gets no body of an error, and no range', () => {
    expect(text(asked({}, { method: 'HEAD', status: 503 }))).toBe('');
    expect(asked({ range: ['bytes=0-1'] }, { method: 'HEAD' }).status).toBe(200);
  });
});

test('a body that streams by is not touched', () => {
  const body = (async function* () { yield new Uint8Array(1); })();
  const streaming: EdgeResponse = { status: 200, statusText: '', headers: STORED, body };
  expect(finish(request({ headers: { 'if-none-match': ['*'], 'range': ['bytes=0-0'] } }), streaming)).toBe(streaming);
});

test('a response that is what the viewer asked for is passed on as it is, and never changed', () => {
  const complete = response(200, STORED, '0123456789');
  const before = structuredClone(complete);
  expect(finish(request(), complete)).toBe(complete);
  for (const headers of [{ range: ['bytes=1-2'] }, { 'if-none-match': ['*'] }, { range: ['bytes=99-'] }] as Headers[]) {
    finish(request({ headers }), complete);
  }
  finish(request({ method: 'HEAD' }), complete);
  expect(complete).toEqual(before);
});

test.each(['content-length', 'content-type', 'content-encoding', 'content-language', 'content-range', 'transfer-encoding'])(
  'a 304 has no %s', name => {
    expect(asked({ 'if-none-match': ['*'] }, { sent: { etag: ['"abc"'], [name]: ['x'] } }).headers).toEqual({ etag: ['"abc"'] });
  },
);

describe('the whole object is asked for', () => {
  test.each(['range', 'if-range', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'])('without %s', name => {
    expect(withoutConditions({ accept: ['a'], [name]: ['x'] })).toEqual({ accept: ['a'] });
  });

  test('with the same headers, if none of them is a condition', () => {
    const headers = { accept: ['a'] };
    expect(withoutConditions(headers)).toBe(headers);
  });
});
