import { Token } from 'aws-cdk-lib';
import { checkOptions, refusal, shown } from './options';
import { ORIGINAL_STATUS_HEADER } from '../../lambda/rewrite';

/**
 * Headers that a Lambda@Edge function may not set, on top of those that a rewrite sets itself. CloudFront answers 502.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
 */
// eslint-disable-next-line security/detect-non-literal-regexp -- of constants
const FORBIDDEN = new RegExp(
  '^(' +
    [
      'connection',
      'expect',
      'keep-alive',
      'proxy-.*',
      'trailer',
      'upgrade',
      'x-accel-.*',
      'x-amz-cf-.*',
      'x-amzn-.*',
      'x-cache',
      'x-edge-.*',
      'x-forwarded-proto',
      'x-real-ip',
      'transfer-encoding',
      'via',
      'content-length',
      'content-encoding',
      'host',
    ].join('|') +
    ')$',
);

const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const VALUE = /^[\x20-\x7e\x80-\xff\t]*$/;

/**
 * Response headers of the user's as the function needs them, names in lower case.
 * @throws on a header that CloudFront would refuse, or that the rewrite sets itself
 */
export function checkResponseHeaders(
  headers: { readonly [name: string]: string },
  taken: ReadonlyArray<readonly [name: string, value: string]>,
): Array<[name: string, value: string]> {
  checkOptions('ErrorRewrite', 'headers', headers);
  const own = new Set(['cache-control', ORIGINAL_STATUS_HEADER, ...taken.map(([name]) => name)]);
  return Object.entries(headers).map(([given, value]) => {
    const name = given.toLowerCase();
    const refuse = (what: string, allowed: string) =>
      refusal(
        'ErrorRewrite',
        what,
        `${given}: ${typeof value === 'string' ? value : shown(value)}`,
        allowed,
        'Change the headers of the error rewrite.',
      );
    if (Token.isUnresolved(given) || Token.isUnresolved(value)) {
      throw refuse(
        'A response header holds a token, and headers have to be known at synthesis, because they are part of the function.',
        'literal text',
      );
    }
    if (!NAME.test(name)) throw refuse('A response header has a name that HTTP does not allow.', 'letters, digits and hyphens');
    if (FORBIDDEN.test(name)) {
      throw refuse('A Lambda@Edge function may not set this response header.', 'any header that CloudFront does not reserve');
    }
    if (own.has(name)) {
      throw refuse(
        `The error rewrite sets this response header itself${name === 'cache-control' ? ' (use ttl)' : ''}.`,
        `any header but ${[...own].join(', ')}`,
      );
    }
    if (typeof value !== 'string' || !VALUE.test(value)) {
      throw refuse('A response header has a value that HTTP does not allow.', 'printable characters, no line breaks');
    }
    own.add(name);
    return [name, value];
  });
}
