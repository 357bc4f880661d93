import { Changes } from './cases';
import { BUCKET, Json, PARAMETER } from './cases/template';
import { said } from './said';

/** An origin with this response timeout. */
const reading = (OriginReadTimeout: unknown): Json =>
  ({ CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginReadTimeout } });

describe('origin-timeout-out-of-range and origin-timeout-over-quota', () => {
  test.each<[Json, string[], string[]]>([
    [{ ConnectionAttempts: 0 }, ['0'], []],
    [{ ConnectionAttempts: '4' }, ['4'], []],
    [{ ConnectionTimeout: 10 }, [], []],
    [{ ConnectionTimeout: 11 }, ['11 s'], []],
    [{ ConnectionTimeout: 1.5 }, ['1.5 s'], []],
    [{ ConnectionTimeout: -1 }, ['-1 s'], []],
    [{ ConnectionTimeout: PARAMETER }, [], []],
    [{ ConnectionTimeout: '' }, [], []],
    [reading(0), ['0 s'], []],
    [reading(1), [], []],
    [reading(120.5), ['120.5 s'], []],
    [reading(121), [], ['121 s']],
    [{ ...BUCKET, S3OriginConfig: { OriginReadTimeout: 180 } }, [], ['180 s']],
  ])('of %j', (secondary, outOfRange, overQuota) => {
    expect(said('origin-timeout-out-of-range', { secondary })).toEqual(outOfRange);
    expect(said('origin-timeout-over-quota', { secondary })).toEqual(overQuota);
  });
});

describe('slow-failover and the completion timeout', () => {
  const primary = (changes: Json, more: Changes = {}): Changes => ({ primary: changes, ...more });

  test.each<[string, Changes, string[]]>([
    ['slow-failover', primary({ ConnectionAttempts: 3, ConnectionTimeout: 10, ...reading(3) }),
      ['connectionAttempts 3, connectionTimeout 10 s, readTimeout 3 s']],
    ['slow-failover', primary({ ConnectionAttempts: 1, ConnectionTimeout: 1, ...reading(11) }),
      ['connectionAttempts 1, connectionTimeout 1 s, readTimeout 11 s']],
    ['slow-failover', primary({ ResponseCompletionTimeout: PARAMETER }), []],
    ['completion-timeout-cuts-attempts', primary({ ConnectionAttempts: 2, ConnectionTimeout: 10, ResponseCompletionTimeout: 10 }),
      ['10 s']],
    ['completion-timeout-cuts-attempts', primary({ ConnectionAttempts: PARAMETER }), []],
    ['completion-timeout-too-short', primary(reading(PARAMETER)), []],
    ['completion-timeout-with-continuous-deployment', primary({}, { config: { Staging: true } }), []],
  ])('%s: of %j', (rule, changes, expected) => {
    expect(said(rule, changes)).toEqual(expected);
  });
});
