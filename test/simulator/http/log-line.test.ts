import { logLine } from '../../../lib/simulator/http/log-line';
import { emptyTrace, Trace } from '../../../lib/simulator/journey/trace';

const asked = emptyTrace({ method: 'GET', protocol: 'https', path: '/x', query: '', headers: {}, clientIp: '' });
const trace = (changes: Partial<Trace>): Trace => ({ ...asked, status: 200, servedBy: 'primary', ...changes });
const primary = { origin: 'one', role: 'primary' } as const;
const secondary = { origin: 'two', role: 'secondary' } as const;

test.each<[string, Partial<Trace>]>([
  [
    'GET /x 200 primary 503 -> secondary 200 miss 12 ms',
    {
      attempts: [
        { ...primary, outcome: 503 },
        { ...secondary, outcome: 200 },
      ],
      servedBy: 'secondary',
      waitedMs: 12.4,
    },
  ],
  ['GET /x 200 hit 0 ms', { cache: 'hit', servedBy: 'cache' }],
  [
    'GET /x 200 primary refused x3 -> secondary 200 miss 0 ms',
    {
      attempts: [...Array(3).fill({ ...primary, outcome: 'refused' }), { ...secondary, outcome: 200 }],
      servedBy: 'secondary',
    },
  ],
  [
    'GET /x 200 primary 503 -> secondary 503=>200 miss 0 ms',
    {
      attempts: [
        { ...primary, outcome: 503, afterFunction: 503 },
        { ...secondary, outcome: 503, afterFunction: 200 },
      ],
    },
  ],
  [
    'GET /x 503 primary 503 -> secondary read-timeout -> error page /503.html miss 0 ms',
    {
      status: 503,
      attempts: [
        { ...primary, outcome: 503 },
        { ...secondary, outcome: 'read-timeout' },
      ],
      servedBy: 'error-page',
      errorPage: '/503.html',
    },
  ],
  [
    'POST /api 200 sole 200 cache off 3 ms',
    {
      method: 'POST',
      path: '/api',
      cache: 'off',
      attempts: [{ origin: 'three', role: 'sole', outcome: 200 }],
      waitedMs: 3,
    },
  ],
  ['GET /x 200 primary 503 stale 0 ms', { cache: 'stale', servedBy: 'cache', attempts: [{ ...primary, outcome: 503 }] }],
  ['DELETE /x 403 edge miss 0 ms', { method: 'DELETE', status: 403, servedBy: 'edge' }],
])('%s', (line, changes) => {
  expect(logLine(trace(changes))).toBe(line);
});

test('escapes what a terminal would obey', () => {
  const path = '/\x1b[2J\r\n\x7f\x9b31m\u2028\u202e\u2066';
  expect(logLine(trace({ path, cache: 'hit' }))).toBe('GET /\\u001b[2J \\u007f\\u009b31m\\u2028\\u202e\\u2066 200 hit 0 ms');
  expect(logLine(trace({ servedBy: 'error-page', errorPage: '/\x1b', cache: 'hit' }))).toContain('error page /\\u001b');
});
