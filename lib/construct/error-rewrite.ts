import { Duration, Token } from 'aws-cdk-lib';
import { ErrorPage } from './error-page';
import { checkResponseHeaders } from './response-headers';
import { Policy } from '../../lambda/policy';

/** Which errors are rewritten, for how long the result is kept, and what it carries. */
export interface ErrorRewriteOptions {
  /**
   * The status codes to rewrite when nothing is left to fail over to: integers from 400 to 599.
   *
   * A code that is also a failover status code is rewritten on the secondary only, because the primary's has to reach
   * CloudFront as it is.
   *
   * @default - 500-599; 400-599 for `ErrorRewrite.toOk`
   */
  readonly statusCodes?: number[];

  /**
   * How long CloudFront keeps the rewritten response. Browsers never keep it.
   *
   * The cache policy's minimum TTL wins over this. A response that keeps an error status is kept for at least the
   * error caching minimum TTL, 10 seconds by default.
   *
   * @default Duration.seconds(0) - not kept (`Cache-Control: no-store`)
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html
   */
  readonly ttl?: Duration;

  /**
   * Response headers to add. `viewer-response` functions do not run on errors, so security headers belong here or in a
   * response headers policy.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
   */
  readonly headers?: { [name: string]: string };
}

/** Options of `ErrorRewrite.keepStatus`. */
export interface KeepStatusOptions extends ErrorRewriteOptions {
  /**
   * When clients should try again, in whole seconds (`Retry-After`).
   *
   * @default Duration.seconds(30)
   */
  readonly retryAfter?: Duration;
}

/** Options of `ErrorRewrite.redirect`. */
export interface RedirectOptions extends ErrorRewriteOptions {
  /**
   * The status of the redirect: 302, 303 or 307. A permanent redirect would outlive the outage in browsers.
   *
   * @default 302
   */
  readonly redirectStatus?: number;
}

/**
 * What viewers get instead of an error when nothing is left to fail over to: from the secondary, or from the primary with
 * a status or a method on which CloudFront does not fail over.
 */
export class ErrorRewrite {
  /**
   * Every error becomes `200 OK` with a page: AWS's "update the error status code to 200" sample, aware of failover.
   *
   * It also turns a genuine 404 into 200, which the construct warns of. `serverErrors` does not.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-examples.html#lambda-examples-custom-error-static-body
   */
  static toOk(page?: ErrorPage, options: ErrorRewriteOptions = {}): ErrorRewrite {
    return withPage(page, { ...options, statusCodes: options.statusCodes ?? codes(400, 599) }, { status: 200, statusDescription: 'OK' });
  }

  /** Server errors (500-599) become `200 OK` with a page, and every other status stays. The default. */
  static serverErrors(page?: ErrorPage, options: ErrorRewriteOptions = {}): ErrorRewrite {
    return withPage(page, options, { status: 200, statusDescription: 'OK' });
  }

  /** The page in the place of the origin's, the status as it was, and a `Retry-After`. For APIs, and for search engines. */
  static keepStatus(page?: ErrorPage, options: KeepStatusOptions = {}): ErrorRewrite {
    const retryAfter = String(seconds('retryAfter', options.retryAfter ?? Duration.seconds(30)));
    return withPage(page, options, {}, [['retry-after', retryAfter]]);
  }

  /**
   * A temporary redirect. The target must not be behind the failing group, or viewers go in circles.
   *
   * @param url an absolute URL (http or https), or a path that starts with one slash
   */
  static redirect(url: string, options: RedirectOptions = {}): ErrorRewrite {
    if (Token.isUnresolved(url) || !/^(https?:\/\/[^\s/]|\/(?!\/))[\x21-\x7e]*$/.test(url)) {
      throw new Error('The redirect has no usable target. ' +
        `Got: ${url}. Allowed: a literal http or https URL, or a path that starts with one slash, percent-encoded. Change the url.`);
    }
    const status = options.redirectStatus ?? 302;
    const statusDescription = REDIRECTS[status];
    if (!statusDescription) {
      throw new Error(`The status of the redirect is not a temporary one. Got: ${status}. Allowed: ${Object.keys(REDIRECTS).join(', ')}. Change redirectStatus.`);
    }
    return rewrite(options, { status, statusDescription, body: '' }, [['location', url]]);
  }

  /** No rewrite: viewers get the errors of the secondary as they are. No function is made, unless `viewerHint` asks for one. */
  static none(): ErrorRewrite {
    return new ErrorRewrite({ rewrite: [], body: '', headers: [] });
  }

  /** @internal */
  static _of(policy: Omit<Policy, 'failover' | 'hint'>): ErrorRewrite {
    return new ErrorRewrite(policy);
  }

  private constructor(
    /**
     * The part of the function's policy that the rewrite decides.
     * @internal
     */
    readonly _policy: Omit<Policy, 'failover' | 'hint'>,
  ) {}
}

const REDIRECTS: Readonly<Record<number, string>> = { 302: 'Found', 303: 'See Other', 307: 'Temporary Redirect' };

const DEFAULT_PAGE = ErrorPage.fromString([
  '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
  '<title>Back soon</title><style>body{font:1.1em/1.5 system-ui;margin:20vh auto;max-width:30em;padding:0 1em}</style>',
  '<h1>Back soon</h1><p>This page is not available right now. Please try again in a moment.</p></html>',
].join('\n'));

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge */
const MAX_RESPONSE_BYTES = 1_000_000;

type Status = Pick<Policy, 'status' | 'statusDescription'>;
type Headers = ReadonlyArray<readonly [name: string, value: string]>;

function withPage(page: ErrorPage = DEFAULT_PAGE, options: ErrorRewriteOptions, status: Status, headers: Headers = []): ErrorRewrite {
  return rewrite(options, { ...status, body: page.content }, [['content-type', page.contentType], ...headers]);
}

function rewrite(options: ErrorRewriteOptions, result: Status & { body: string }, headers: Headers): ErrorRewrite {
  const policy = {
    ...result,
    rewrite: ranges(options.statusCodes ?? codes(500, 599)),
    headers: [...headers, ['cache-control', cacheControl(options.ttl)] as const, ...checkResponseHeaders(options.headers ?? {}, headers)],
  };
  const size = Buffer.byteLength(JSON.stringify(policy));
  if (size > MAX_RESPONSE_BYTES) {
    throw new Error(`The error page and its headers are larger than a Lambda@Edge function may answer with. Got: ${size} bytes, encoded. ` +
      `Allowed: ${MAX_RESPONSE_BYTES}. Make the page smaller, for example by linking to pictures elsewhere.`);
  }
  return ErrorRewrite._of(policy);
}

function cacheControl(ttl: Duration = Duration.seconds(0)): string {
  const kept = seconds('ttl', ttl);
  return kept === 0 ? 'no-store' : `max-age=0, s-maxage=${kept}`;
}

function seconds(option: string, duration: Duration): number {
  if (duration.isUnresolved()) {
    throw new Error(`${option} holds a token, and it is baked into the edge function at synth. ` +
      `Got: a token. Allowed: a literal duration. Write the ${option} out.`);
  }
  return duration.toSeconds();
}

function codes(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** Status codes as inclusive ranges, which take fewer characters of an inline function than a list. */
function ranges(statusCodes: readonly number[]): Array<[number, number]> {
  const isToken = Token.isUnresolved(statusCodes) || statusCodes.some(code => Token.isUnresolved(code));
  const wrong = isToken ? [] : statusCodes.filter(code => !Number.isInteger(code) || code < 400 || code > 599);
  if (isToken || wrong.length || !statusCodes.length) {
    const got = isToken ? 'a token' : wrong.join(', ') || 'no code';
    throw new Error(`The list of status codes to rewrite is not usable. Got: ${got}. Allowed: literal integers from 400 to 599, at least one. ` +
      'Change statusCodes, or use ErrorRewrite.none() to rewrite nothing.');
  }
  const result: Array<[number, number]> = [];
  for (const code of [...new Set(statusCodes)].sort((a, b) => a - b)) {
    const last = result.at(-1);
    if (last && last[1] === code - 1) last[1] = code;
    else result.push([code, code]);
  }
  return result;
}
