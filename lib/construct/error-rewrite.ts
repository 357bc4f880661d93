import { Duration, Token } from 'aws-cdk-lib';
import { DEFAULT_PAGE, ErrorPage } from './error-page';
import { checkOptions, checkSeconds, quoted, refusal } from './options';
import { checkResponseHeaders } from './response-headers';
import { includes } from '../../lambda/decide';
import { Policy, StatusRanges } from '../../lambda/policy';

/** Which errors are rewritten, how long the result is kept, and which headers it carries. */
export interface ErrorRewriteOptions {
  /**
   * The status codes to rewrite when no origin is left to try: integers from 400 to 599.
   *
   * A code that is also a failover status code is rewritten on the secondary only, because the primary's has to reach
   * CloudFront as it is.
   *
   * @default - 500-599; 400-599 for `ErrorRewrite.toOk`
   */
  readonly statusCodes?: number[];

  /**
   * The status codes to rewrite when the secondary sends them: integers from 400 to 599.
   *
   * The secondary is asked only while the primary is failing, so its 403 or 404 often means that the standby lacks what the
   * primary has. A code that is on this list and not among `statusCodes` therefore counts as the outage's:
   * `ErrorRewrite.keepStatus` makes it 503.
   *
   * @default - the same as `statusCodes`; 403 and 404 as well when the secondary is an S3 bucket, the primary is not, and
   * neither of the two is a failover status code
   */
  readonly secondaryStatusCodes?: number[];

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
   * When clients should try again (`Retry-After`): whole seconds, up to a year.
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
 * What viewers get instead of an error when no origin is left to try: an error of the secondary, or an error of the primary with
 * a status or a method on which CloudFront does not fail over.
 */
export class ErrorRewrite {
  /**
   * Every error becomes `200 OK` with a page: AWS's "update the error status code to 200" sample, made failover-aware.
   *
   * It hides a total outage from monitors and search engines, and turns a genuine 404 into 200, for which the construct warns.
   * `keepStatus` does neither.
   *
   * @param page what viewers get, a small page by default
   * @param options which errors are rewritten, how long the result is kept, and which headers it carries
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-examples.html#lambda-examples-custom-error-static-body
   */
  static toOk(page?: ErrorPage, options: ErrorRewriteOptions = {}): ErrorRewrite {
    return withPage('ErrorRewrite.toOk', page, options, codes(400, 599), { status: 200, statusDescription: 'OK' });
  }

  /**
   * The page in place of the origin's, the status as it was, and a `Retry-After`. The default, with server errors (500-599).
   *
   * Monitors, API clients and search engines still see the outage, and CloudFront can go on serving stale copies.
   *
   * @param page what viewers get, a small page by default
   * @param options which errors are rewritten, how long the result is kept, which headers it carries, and when to try again
   */
  static keepStatus(page?: ErrorPage, options: KeepStatusOptions = {}): ErrorRewrite {
    checkOptions('ErrorRewrite.keepStatus', 'options', options);
    const retryAfter = checkSeconds('ErrorRewrite', 'retryAfter', options.retryAfter ?? Duration.seconds(30), UP_TO_A_YEAR);
    return withPage('ErrorRewrite.keepStatus', page, options, codes(500, 599), {}, [['retry-after', String(retryAfter)]]);
  }

  /**
   * A temporary redirect. The target must not be behind the failing group, or viewers go in circles.
   *
   * @param url an absolute URL (http or https), or a path that starts with one slash. It is percent-encoded and has no backslash.
   * @param options which errors are rewritten, how long the result is kept, which headers it carries, and the status
   */
  static redirect(url: string, options: RedirectOptions = {}): ErrorRewrite {
    checkOptions('ErrorRewrite.redirect', 'options', options);
    // Browsers take a backslash for a slash, so that "/\host" leads to another site.
    if (Token.isUnresolved(url) || typeof url !== 'string' || !/^(https?:\/\/[^\s/\\]|\/(?!\/))[\x21-\x5b\x5d-\x7e]*$/.test(url)) {
      throw refusal(
        'ErrorRewrite.redirect',
        'The target cannot be used.',
        url,
        'a literal http or https URL, or a path that starts with one slash, percent-encoded',
        'Change the url.',
      );
    }
    const status = options.redirectStatus ?? 302;
    const statusDescription = REDIRECTS.get(status);
    if (!statusDescription) {
      throw refusal(
        'ErrorRewrite.redirect',
        'The status is not that of a temporary redirect.',
        status,
        [...REDIRECTS.keys()].join(', '),
        'Change redirectStatus.',
      );
    }
    return rewrite(options, codes(500, 599), { status, statusDescription, body: '' }, [['location', url]]);
  }

  /** No rewrite: viewers get the errors of the secondary as they are. No function is made, unless `servedByHeader` asks for one. */
  static none(): ErrorRewrite {
    return new ErrorRewrite({ rewrite: [], body: '', headers: [] });
  }

  /** @internal */
  static _of(policy: RewritePolicy, secondary?: readonly number[]): ErrorRewrite {
    return new ErrorRewrite(policy, secondary);
  }

  private constructor(
    private readonly policy: RewritePolicy,
    private readonly secondary?: readonly number[],
  ) {}

  /**
   * Which of these codes are kept as they are and get a page that was chosen for them.
   * @internal
   */
  _withPageOfTheirOwn(given: readonly number[]): number[] {
    const { status, body } = this.policy;
    return status === undefined && body !== DEFAULT_PAGE.content ? given.filter(code => includes(this.policy.rewrite, code)) : [];
  }

  /**
   * The part of the function's policy that the rewrite decides.
   * @param missing codes that the secondary sends for what it lacks
   * @internal
   */
  _policyFor(missing: readonly number[]): RewritePolicy {
    const added = this._addedOnSecondary(missing);
    const secondary = this.secondary ?? [...listed(this.policy.rewrite), ...added];
    return this.secondary || added.length ? { ...this.policy, secondary: ranges(secondary) } : this.policy;
  }

  /**
   * Which of these codes are rewritten on the secondary only, because nothing else was asked for.
   * @internal
   */
  _addedOnSecondary(missing: readonly number[]): number[] {
    const isNone = this.policy.rewrite.length === 0;
    return isNone || this.secondary ? [] : missing.filter(code => !includes(this.policy.rewrite, code));
  }
}

type RewritePolicy = Omit<Policy, 'failover' | 'hint'>;

const REDIRECTS: ReadonlyMap<number, string> = new Map([
  [302, 'Found'],
  [303, 'See Other'],
  [307, 'Temporary Redirect'],
]);

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge */
const MAX_RESPONSE_BYTES = 1_000_000;

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-headers */
const MAX_HEADER_BYTES = 32_768;

/** A year: CloudFront's default for the maximum TTL. */
const UP_TO_A_YEAR = [0, 31_536_000] as const;

type Status = Pick<Policy, 'status' | 'statusDescription'>;
type Headers = ReadonlyArray<readonly [name: string, value: string]>;

function withPage(
  where: string,
  page: ErrorPage = DEFAULT_PAGE,
  options: ErrorRewriteOptions,
  byDefault: number[],
  status: Status,
  headers: Headers = [],
): ErrorRewrite {
  if (!(page instanceof ErrorPage)) {
    throw refusal(where, 'The page is not an ErrorPage.', page, 'ErrorPage.fromString(…) or ErrorPage.fromFile(…)', 'Wrap the page.');
  }
  checkOptions(where, 'options', options);
  return rewrite(options, byDefault, { ...status, body: page.content }, [['content-type', page.contentType], ...headers]);
}

function rewrite(options: ErrorRewriteOptions, byDefault: number[], result: Status & { body: string }, headers: Headers): ErrorRewrite {
  const policy = {
    ...result,
    rewrite: ranges(statusCodes('statusCodes', options.statusCodes ?? byDefault)),
    headers: [...headers, ['cache-control', cacheControl(options.ttl)] as const, ...checkResponseHeaders(options.headers ?? {}, headers)],
  };
  checkSize(
    'headers',
    policy.headers.reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0),
    MAX_HEADER_BYTES,
    'Shorten the headers, or the url of a redirect.',
  );
  checkSize(
    'page and headers',
    Buffer.byteLength(JSON.stringify(policy)),
    MAX_RESPONSE_BYTES,
    'Make the page smaller, for example by linking to pictures elsewhere.',
  );
  return ErrorRewrite._of(policy, options.secondaryStatusCodes && statusCodes('secondaryStatusCodes', options.secondaryStatusCodes));
}

function checkSize(what: string, bytes: number, max: number, fix: string): void {
  if (bytes > max) {
    throw refusal('ErrorRewrite', `The ${what} are larger than CloudFront accepts from a function.`, `${bytes} bytes`, `${max} bytes`, fix);
  }
}

function cacheControl(ttl: Duration = Duration.seconds(0)): string {
  const kept = checkSeconds('ErrorRewrite', 'ttl', ttl, UP_TO_A_YEAR);
  return kept === 0 ? 'no-store' : `max-age=0, s-maxage=${kept}`;
}

function codes(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function listed(statusRanges: StatusRanges): number[] {
  return statusRanges.flatMap(([from, to]) => codes(from, to));
}

function statusCodes(option: string, list: number[]): number[] {
  const usable =
    Array.isArray(list) &&
    !Token.isUnresolved(list) &&
    list.length > 0 &&
    list.every(code => Number.isInteger(code) && code >= 400 && code <= 599);
  if (usable) return list;
  const wrong =
    Array.isArray(list) && !Token.isUnresolved(list) ? list.filter(code => !(Number.isInteger(code) && code >= 400 && code <= 599)) : list;
  throw refusal(
    'ErrorRewrite',
    `${option} is not a usable list of status codes.`,
    quoted(wrong),
    'literal integers from 400 to 599, at least one',
    `Change ${option}, or use ErrorRewrite.none() to rewrite nothing.`,
  );
}

function ranges(list: readonly number[]): Array<[number, number]> {
  const result: Array<[number, number]> = [];
  for (const code of [...new Set(list)].sort((a, b) => a - b)) {
    const last = result.at(-1);
    if (last && last[1] === code - 1) last[1] = code;
    else result.push([code, code]);
  }
  return result;
}
