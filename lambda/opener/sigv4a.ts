import { createECDH, createHash, createHmac, createPrivateKey, KeyObject, sign } from 'node:crypto';

/** Of a role, as Lambda passes them to a function. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const ALGORITHM = 'AWS4-ECDSA-P256-SHA256';

/** The order of the curve P-256, less two. */
const MAX_CANDIDATE = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254f');

/**
 * The headers of a request with a signature of version 4A, for every Region. Lambda's Node.js has no library that makes one.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signedHeaders(request: UnsignedRequest, service: string, credentials: Credentials, now: Date): Record<string, string> {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const headers: Record<string, string> = {
    ...request.headers,
    'host': request.url.host,
    'x-amz-date': time,
    'x-amz-region-set': '*',
    ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken }),
  };
  const scope = `${time.slice(0, 8)}/${service}/aws4_request`;
  const names = Object.keys(headers).sort();
  const text = textToSign(request, headers, scope, time);
  const signature = sign('sha256', Buffer.from(text), signingKey(credentials)).toString('hex');
  return {
    ...headers,
    authorization:
      `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}

/** What is signed: the request in a form of which there is only one. */
export function textToSign(
  { method, url, body = '' }: UnsignedRequest, headers: Record<string, string>, scope: string, time: string,
): string {
  const names = Object.keys(headers).sort();
  const canonical = [
    method,
    url.pathname.split('/').map(encodeURIComponent).join('/'), // Encoded once more than in the request.
    '', // No query.
    ...names.map(name => `${name}:${headers[name]!.trim()}`),
    '',
    names.join(';'),
    hashOf(body),
  ].join('\n');
  return [ALGORITHM, time, scope, hashOf(canonical)].join('\n');
}

/** The key of an access key: NIST SP 800-108 in counter mode, until the result is a number below the order of the curve. */
export function signingKey({ accessKeyId, secretAccessKey }: Credentials): KeyObject {
  for (let counter = 1; counter <= 254; counter++) {
    const input = Buffer.concat([
      Buffer.from([0, 0, 0, 1]), Buffer.from(ALGORITHM), Buffer.from([0]), Buffer.from(accessKeyId), Buffer.from([counter, 0, 0, 1, 0]),
    ]);
    const candidate = BigInt(`0x${createHmac('sha256', `AWS4A${secretAccessKey}`).update(input).digest('hex')}`);
    if (candidate > MAX_CANDIDATE) continue;
    const d = Buffer.from((candidate + 1n).toString(16).padStart(64, '0'), 'hex');
    const curve = createECDH('prime256v1');
    curve.setPrivateKey(d);
    const point = curve.getPublicKey(); // 4, then x and y
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map(part => part.toString('base64url'));
    return createPrivateKey({ key: { kty: 'EC', crv: 'P-256', d: d.toString('base64url'), x, y }, format: 'jwk' });
  }
  throw new Error('no signing key');
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
