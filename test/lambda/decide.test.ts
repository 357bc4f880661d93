import { ALL_FAILOVER_CODES, METHODS, METHODS_THAT_FAIL_OVER } from './oracle';
import { decide, failsOver } from '../../lambda/decide';
import { Policy } from '../../lambda/policy';
import { EventOptions, exchangeOf, originResponseEvent } from '../support/events';

const POLICY: Policy = { failover: [500, 502, 503, 504], rewrite: [[400, 404], [500, 599]], status: 200, body: '', headers: [] };

function decision(options: EventOptions, policy: Policy = POLICY) {
  return decide(exchangeOf(originResponseEvent(options)), policy);
}

describe('The decision', () => {
  test.each(METHODS_THAT_FAIL_OVER)("passes the primary's failover answer to %s", method => {
    expect(decision({ role: 'primary', method, status: 503 })).toBe('pass');
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])("rewrites the primary's error to %s, which nothing follows", method => {
    expect(decision({ role: 'primary', method, status: 503 })).toBe('rewrite');
  });

  test('rewrites an error of the primary that is not on the failover list', () => {
    expect(decision({ role: 'primary', status: 501 })).toBe('rewrite');
    expect(decision({ role: 'primary', status: 404 })).toBe('rewrite');
  });

  test('passes an error of the primary that is on the failover list alone', () => {
    expect(decision({ role: 'primary', status: 429 }, { ...POLICY, failover: [429] })).toBe('pass');
  });

  test.each(['secondary', 'sole'])('rewrites every listed error of a %s origin, failover codes among them', role => {
    for (const method of METHODS) {
      expect(decision({ role, method, status: 503 })).toBe('rewrite');
      expect(decision({ role, method, status: 404 })).toBe('rewrite');
    }
  });

  test.each(['primary', 'secondary', 'sole'])('passes what is not on the rewrite list, from a %s origin', role => {
    for (const status of [100, 200, 206, 301, 304, 399, 405, 499, 600]) {
      expect(decision({ role, method: 'POST', status })).toBe('pass');
    }
  });

  test('takes both ends of a range as part of it', () => {
    const at = (status: number) => decision({ role: 'secondary', status });
    expect([399, 400, 404, 405, 499, 500, 599, 600].map(at)).toEqual([
      'pass', 'rewrite', 'rewrite', 'pass', 'pass', 'rewrite', 'rewrite', 'pass',
    ]);
  });

  test('goes by the list of the secondary where it has one, and only there', () => {
    const policy: Policy = { ...POLICY, rewrite: [[500, 599]], secondary: [[403, 404], [503, 503]] };
    const at = (role: string) => [403, 404, 405, 500, 503].map(status => decision({ role, method: 'POST', status }, policy));
    expect(at('secondary')).toEqual(['rewrite', 'rewrite', 'pass', 'pass', 'rewrite']);
    expect(at('sole')).toEqual(['pass', 'pass', 'pass', 'rewrite', 'rewrite']);
    expect(at('primary')).toEqual(at('sole'));
    expect(at('garbage')).toEqual(['pass', 'pass', 'pass', 'pass', 'pass']);
  });

  test.each(METHODS_THAT_FAIL_OVER)("passes the primary's failover answer to %s when the code is on the list of the secondary", method => {
    expect(decision({ role: 'primary', method, status: 404 }, { ...POLICY, failover: [404], secondary: [[404, 404]] })).toBe('pass');
  });

  test('rewrites nothing when the rewrite list is empty', () => {
    expect(decision({ role: 'secondary', status: 503 }, { ...POLICY, rewrite: [] })).toBe('pass');
  });

  test('takes a status that is a number as it takes one that is a string', () => {
    for (const role of ['primary', 'secondary']) {
      for (const status of [200, 404, 503]) {
        expect(decision({ role, response: { status } })).toBe(decision({ role, response: { status: String(status) } }));
      }
    }
    expect(decision({ role: 'primary', response: { status: 503 } })).toBe('pass');
    expect(decision({ role: 'secondary', response: { status: 503 } })).toBe('rewrite');
  });

  test.each([undefined, null, '', 'Service Unavailable', {}, []])('passes a status that is no number: %j', status => {
    expect(decision({ role: 'secondary', response: { status } })).toBe('pass');
  });

  test.each(['TRACE', 'get', '', undefined, null, 42, ['POST', 'PUT']])(
    'takes the method %j, which CloudFront does not have, as one that fails over',
    method => {
      expect(decision({ role: 'primary', status: 503, request: { method } })).toBe('pass');
      expect(decision({ role: 'primary', status: 404, request: { method } })).toBe('rewrite');
    },
  );
});

describe('The role', () => {
  const asSecondary = (options: EventOptions) => decision({ status: 503, ...options });

  test.each(['custom', 's3'] as const)('is read from a %s origin', origin => {
    expect(asSecondary({ origin, role: 'secondary' })).toBe('rewrite');
    expect(asSecondary({ origin, role: 'primary' })).toBe('pass');
  });

  test.each(['X-Failover-Role', 'X-FAILOVER-ROLE', 'x-failover-Role'])('is read from a header named %s', name => {
    expect(asSecondary({ customHeaders: { [name]: [{ key: name, value: 'secondary' }] } })).toBe('rewrite');
  });

  test('is read from a header without a key', () => {
    expect(asSecondary({ customHeaders: { 'x-failover-role': [{ value: 'secondary' }] } })).toBe('rewrite');
  });

  test('is read from among other headers', () => {
    const others = {
      'x-api-key': [{ key: 'X-Api-Key', value: 'primary' }],
      'x-failover-role-2': [{ key: 'x-failover-role-2', value: 'primary' }],
    };
    expect(asSecondary({ role: 'secondary', customHeaders: others })).toBe('rewrite');
  });

  test('is not read from the headers of the viewer or of the response', () => {
    const forged = { 'x-failover-role': [{ key: 'x-failover-role', value: 'secondary' }] };
    expect(asSecondary({ role: 'primary', request: { headers: forged }, headers: forged })).toBe('pass');
    expect(asSecondary({ request: { headers: forged }, headers: forged })).toBe('pass');
  });

  test.each(['Primary', 'SECONDARY', 'secondary ', 'primary,secondary', '', 'null', 'constructor', '__proto__'])(
    'is unknown as %j, which passes',
    role => {
      expect(decision({ role, status: 503 })).toBe('pass');
      expect(decision({ role, method: 'POST', status: 404 })).toBe('pass');
    },
  );

  test.each([
    ['an empty list', []],
    ['the same role twice', [{ value: 'secondary' }, { value: 'secondary' }]],
    ['two roles', [{ value: 'primary' }, { value: 'secondary' }]],
    ['an entry without a value', [{ key: 'x-failover-role' }]],
    ['a value in a list', [{ value: ['secondary'] }]],
    ['a string', 'secondary'],
    ['one letter', 's'],
  ])('is unknown when the header is %s, which passes', (_, value) => {
    expect(asSecondary({ customHeaders: { 'x-failover-role': value } })).toBe('pass');
  });

  test('is unknown when the header is there in two spellings, which passes', () => {
    const value = [{ value: 'secondary' }];
    expect(asSecondary({ customHeaders: { 'x-failover-role': value, 'X-Failover-Role': value } })).toBe('pass');
    expect(asSecondary({ customHeaders: { 'x-failover-role': value, 'X-Failover-Role': [] } })).toBe('rewrite');
  });

  test('is unknown when the request has a custom and an S3 origin with roles, which passes', () => {
    const member = (value: string) => ({ customHeaders: { 'x-failover-role': [{ value }] } });
    for (const [custom, s3] of [['primary', 'secondary'], ['secondary', 'primary'], ['secondary', 'secondary'], ['sole', 'secondary']]) {
      expect(asSecondary({ request: { origin: { custom: member(custom), s3: member(s3) } } })).toBe('pass');
    }
  });

  test('is unknown when the origin is of no kind, which passes', () => {
    expect(asSecondary({ request: { origin: {} } })).toBe('pass');
  });

  test.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString'])('is read in spite of a header named %s', name => {
    const customHeaders = JSON.parse(`{"${name}": [{"value": "primary"}], "x-failover-role": [{"value": "secondary"}]}`);
    expect(asSecondary({ request: { origin: { custom: { customHeaders } } } })).toBe('rewrite');
    const inherited = JSON.parse(`{"${name}": {"x-failover-role": [{"value": "secondary"}]}}`);
    expect(asSecondary({ request: { origin: { custom: { customHeaders: inherited } } } })).toBe('pass');
  });

  test('is not inherited', () => {
    const customHeaders = Object.create({ 'x-failover-role': [{ value: 'secondary' }] });
    expect(asSecondary({ request: { origin: { custom: { customHeaders } } } })).toBe('pass');
  });
});

describe('A failover', () => {
  const follows = (method: string, status: number | string, failover: number[]) =>
    failsOver(exchangeOf(originResponseEvent({ method, response: { status } })), failover);

  test('follows every code on the list, and no other', () => {
    const followed = Array.from({ length: 500 }, (_, i) => 100 + i).filter(status => follows('GET', status, ALL_FAILOVER_CODES));
    expect(followed).toEqual(ALL_FAILOVER_CODES);
  });

  test('follows the methods that CloudFront retries, and no other', () => {
    expect(METHODS.filter(method => follows(method, '503', [503]))).toEqual(METHODS_THAT_FAIL_OVER);
  });

  test('never follows an empty list', () => {
    expect(follows('GET', 503, [])).toBe(false);
  });
});
