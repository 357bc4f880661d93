import crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signedHeaders, signingKey, textToSign } from '../../lambda/opener/sigv4a';
import { isSigned, SignedRequest } from '../support/sigv4a';

/** Requests that AWS's own implementation signed: see sign.py beside them. */
const { requests } = JSON.parse(readFileSync(join(__dirname, '../fixtures/sigv4a/signed.json'), 'utf8')) as {
  requests: Array<SignedRequest & { readonly headers: Readonly<Record<string, string>> }>;
};

const CREDENTIALS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', sessionToken: 'a+session/token==',
};

test.each(requests.map(request => [`${request.method} ${request.url.slice(-12)}`, request] as const))(
  'what AWS signed verifies with our key and our text: %s', (_, request) => {
    expect(isSigned(request, CREDENTIALS)).toBe(true);
    expect(isSigned({ ...request, body: `${request.body} ` }, CREDENTIALS)).toBe(false);
    expect(isSigned({ ...request, url: request.url.replace('EXAMPLE', 'example') }, CREDENTIALS)).toBe(false);
    expect(isSigned(request, { ...CREDENTIALS, secretAccessKey: 'another' })).toBe(false);
  });

test.each(requests.map(request => [request] as const))('our headers are those that AWS sends, signed: %#', request => {
  const { method, url, body, headers } = request;
  const given = Object.fromEntries(['content-type', 'if-match'].flatMap(name => headers[name] ? [[name, headers[name]]] : []));
  const [, year, month, day, hour, minute, second] = /^(....)(..)(..)T(..)(..)(..)Z$/.exec(headers['x-amz-date']!)!;
  const now = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.789Z`);
  const ours = signedHeaders({ method, url: new URL(url), headers: given, body }, 'cloudfront-keyvaluestore', CREDENTIALS, now);
  const bare = ({ authorization, ...others }: Readonly<Record<string, string>>) =>
    ({ ...others, authorization: authorization!.replace(/Signature=.*/, '') });
  expect(bare(ours)).toEqual(bare(headers));
  expect(isSigned({ ...request, headers: ours }, CREDENTIALS)).toBe(true);
});

// The example of AWS's own tests: https://github.com/awslabs/aws-c-auth, tests/key_derivation_tests.c
test('the key of an access key is that of AWS\'s example', () => {
  const { d, x, y } = signingKey({ accessKeyId: 'AKISORANDOMAASORANDOM', secretAccessKey: 'q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom' })
    .export({ format: 'jwk' });
  expect([d, x, y].map(part => Buffer.from(part!, 'base64url').toString('hex'))).toEqual([
    '7fd3bd010c0d9c292141c2b77bfbde1042c92e6836fff749d1269ec890fca1bd',
    '15d242ceebf8d8169fd6a8b5a746c41140414c3b07579038da06af89190fffcb',
    '0515242cedd82e94799482e4c0514b505afccf2c0c98d6a553bf539f424c5ec0',
  ]);
});

test('spaces around the value of a header are not signed', () => {
  const text = (host: string) => textToSign({ method: 'GET', url: new URL('https://a/') }, { host }, 'scope', 'time');
  expect(text(' a ')).toBe(text('a'));
});

describe('a candidate for a key', () => {
  const MOST = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254f'; // The order of P-256, less two.
  const BEYOND = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550';

  /** The number of the key from these candidates, and how many were looked at. */
  function keyFrom(first: string, next: string): [d: string, looks: number] {
    const hmac = jest.spyOn(crypto, 'createHmac');
    for (const digest of [first, ...Array<string>(253).fill(next)]) {
      hmac.mockReturnValueOnce({ update: () => ({ digest: () => digest }) } as never);
    }
    try {
      const { d } = signingKey(CREDENTIALS).export({ format: 'jwk' });
      return [Buffer.from(d!, 'base64url').toString('hex'), hmac.mock.calls.length];
    } catch (error) {
      throw new Error(`${error} after ${hmac.mock.calls.length}`);
    } finally {
      hmac.mockRestore();
    }
  }

  test('is one less than the key', () => {
    expect(keyFrom('0'.repeat(64), BEYOND)).toEqual([`${'0'.repeat(63)}1`, 1]);
    expect(keyFrom(MOST, BEYOND)).toEqual([BEYOND, 1]);
  });

  test('that is beyond the order of the curve is left out for the next', () => {
    expect(keyFrom(BEYOND, '0'.repeat(64))).toEqual([`${'0'.repeat(63)}1`, 2]);
  });

  test('is looked for 254 times', () => {
    expect(() => keyFrom(BEYOND, BEYOND)).toThrow('no signing key after 254');
  });
});
