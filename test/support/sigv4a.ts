import { createPublicKey, verify } from 'node:crypto';
import { Credentials, signingKey, textToSign } from '../../lambda/opener/sigv4a';

const AUTHORIZATION = /Credential=[^/]+\/(.+), SignedHeaders=(.+), Signature=([0-9a-f]+)$/;

export interface SignedRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Whether a request has the signature of these credentials, over what it says that it has signed. */
export function isSigned({ method, url, body, headers }: SignedRequest, credentials: Credentials): boolean {
  const [, scope, names, signature] = AUTHORIZATION.exec(String(headers.authorization)) ?? [];
  if (!names?.split(';').includes('host')) return false;
  const signed = Object.fromEntries(names.split(';').map(name => [name, String(headers[name])]));
  const text = textToSign({ method, url: new URL(url), body }, signed, scope!, signed['x-amz-date']!);
  return verify('sha256', Buffer.from(text), createPublicKey(signingKey(credentials)), Buffer.from(signature!, 'hex'));
}
