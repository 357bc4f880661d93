import { createHmac } from 'node:crypto';
import { signingKey } from '../../lambda/opener/sigv4a';

jest.mock('node:crypto', () => {
  const crypto = jest.requireActual('node:crypto');
  return { ...crypto, createHmac: jest.fn(crypto.createHmac) };
});

const hmac = jest.mocked(createHmac);
const TOO_LARGE = { update: () => ({ digest: () => 'f'.repeat(64) }) } as never;
const KEY = { accessKeyId: 'AKISORANDOMAASORANDOM', secretAccessKey: 'q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom' };

test('a candidate beyond the order of the curve is left out for the next', () => {
  const usual = signingKey(KEY).export({ format: 'jwk' });
  hmac.mockClear().mockReturnValueOnce(TOO_LARGE);
  expect(signingKey(KEY).export({ format: 'jwk' })).not.toEqual(usual);
  expect(hmac).toHaveBeenCalledTimes(2);
});

test('fails when there is no other candidate', () => {
  hmac.mockClear().mockReturnValue(TOO_LARGE);
  expect(() => signingKey(KEY)).toThrow('no signing key');
  expect(hmac).toHaveBeenCalledTimes(254);
});
