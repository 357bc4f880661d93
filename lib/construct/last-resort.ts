import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ISource } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { checkOptions, checkSeconds, quoted, refusal } from './options';

/** When CloudFront responds with the page of a `LastResort`, and for how long it keeps the error. */
export interface LastResortOptions {
  /**
   * The status codes that get the page, with their status as it is: any of 500, 501, 502, 503, 504.
   *
   * The page replaces every response with such a status, of the whole distribution: an API's own 503 as well.
   *
   * @default [502, 503, 504]
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/creating-custom-error-pages.html
   */
  readonly statusCodes?: number[];

  /**
   * For how long CloudFront keeps an error with such a status before it asks the origins again: whole seconds, up to an hour.
   * CloudFront itself would keep it for 10 seconds.
   *
   * @default Duration.seconds(5)
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html
   */
  readonly ttl?: Duration;
}

/** Options of a page that is deployed with the distribution. */
export interface LastResortDeploymentOptions extends LastResortOptions {
  /**
   * The path at which the distribution serves the page and what belongs to it. Requests for paths below it do not reach the
   * origins of the group.
   *
   * @default '/last-resort'
   */
  readonly path?: string;
}

/** Options of a folder that is deployed with the distribution. */
export interface LastResortFolderOptions extends LastResortDeploymentOptions {
  /**
   * The file in the folder that is the page.
   *
   * @default 'index.html'
   */
  readonly page?: string;
}

/**
 * What CloudFront responds when no member can be reached. Then no origin responds, and the function that rewrites errors may not run,
 * so CloudFront would send an error of its own. The page comes from a third bucket, through a behavior of its own.
 *
 * The page is for people; it replaces the page of `ErrorRewrite.keepStatus` for the same status codes. Where the page is all that is
 * wanted, combine it with `ErrorRewrite.none()`: then no function is made.
 *
 * @example
 * declare const primaryOrigin: cloudfront.IOrigin;
 * declare const secondaryOrigin: cloudfront.IOrigin;
 *
 * new FailoverDistribution(this, 'Site', {
 *   primaryOrigin,
 *   secondaryOrigin,
 *   lastResort: LastResort.fromBucket(s3.Bucket.fromBucketName(this, 'Pages', 'example-pages'), '/sorry/index.html'),
 * });
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/GeneratingCustomErrorResponses.html
 */
export class LastResort {
  /**
   * A page from a text file in UTF-8, deployed into a bucket that is made for it.
   *
   * @param file relative to the working directory of the app
   * @param options for which errors, for how long, and where it is deployed
   * @throws when the file cannot be read
   */
  static fromFile(file: string, options: LastResortDeploymentOptions = {}): LastResort {
    checkPath('fromFile', file, 'file');
    const name = basename(file);
    const source = deployment().Source.data(name, readFileSync(file, 'utf8'));
    return new LastResort('fromFile', pathBelow('fromFile', options, name), options, [source]);
  }

  /**
   * A page with pictures and styles from a folder, deployed into a bucket that is made for it.
   *
   * @param folder relative to the working directory of the app
   * @param options for which errors, for how long, where it is deployed, and the page in the folder
   * @throws when the folder cannot be read, or the page is not in it
   */
  static fromFolder(folder: string, options: LastResortFolderOptions = {}): LastResort {
    checkPath('fromFolder', folder, 'folder');
    const { page = 'index.html' } = options ?? {};
    checkPath('fromFolder', join(folder, page), 'file');
    return new LastResort('fromFolder', pathBelow('fromFolder', options, page), options, [deployment().Source.asset(folder)]);
  }

  /**
   * A page that is in a bucket already. A behavior for its folder is added, and the distribution may read the bucket.
   *
   * A bucket in another Region than the members outlives the loss of theirs.
   *
   * @param bucket not the bucket of a member
   * @param page the path of the page: its key with a slash before it
   * @param options for which errors, and for how long
   */
  static fromBucket(bucket: s3.IBucket, page: string, options: LastResortOptions = {}): LastResort {
    if (typeof bucket !== 'object' || bucket === null || !('bucketName' in bucket)) {
      throw refusal('LastResort.fromBucket', 'bucket is not a bucket.', bucket, 'an s3.IBucket', 'Change bucket.');
    }
    return new LastResort('fromBucket', checkPagePath('fromBucket', page), options, bucket);
  }

  /** @internal */
  readonly _statusCodes: readonly number[];
  private readonly ttl: Duration;

  private constructor(
    method: string,
    private readonly page: string,
    { statusCodes = [502, 503, 504], ttl = Duration.seconds(5) }: LastResortOptions,
    private readonly content: s3.IBucket | ISource[],
  ) {
    const where = `LastResort.${method}`;
    checkSeconds(where, 'ttl', ttl, [0, 3600]);
    const codes = Array.isArray(statusCodes) && !Token.isUnresolved(statusCodes) ? [...new Set(statusCodes)] : [];
    const wrong = codes.filter(code => !STATUS_CODES.includes(code));
    if (!codes.length || wrong.length) {
      throw refusal(
        where,
        'statusCodes is not a list of server errors that CloudFront has pages for.',
        codes.length ? quoted(wrong) : statusCodes,
        STATUS_CODES.join(', '),
        'Change statusCodes.',
      );
    }
    this._statusCodes = codes;
    this.ttl = ttl;
  }

  /**
   * Makes what holds the page, in the stack of a distribution.
   * @param id of what is made
   * @internal
   */
  _make(scope: Construct, id: string): LastResortParts {
    const folder = this.page.slice(0, this.page.lastIndexOf('/'));
    const bucket = Array.isArray(this.content) ? deploy(new Construct(scope, id), this.content, folder) : this.content;
    return {
      bucket,
      origin: S3BucketOrigin.withOriginAccessControl(bucket),
      pathPattern: folder ? `${folder}/*` : this.page,
      errorResponses: this._statusCodes.map(code => ({
        httpStatus: code,
        responseHttpStatus: code,
        responsePagePath: this.page,
        ttl: this.ttl,
      })),
    };
  }
}

/**
 * What a distribution needs for the page.
 * @internal
 */
export interface LastResortParts {
  readonly bucket: s3.IBucket;
  readonly origin: cloudfront.IOrigin;
  readonly pathPattern: string;
  readonly errorResponses: cloudfront.ErrorResponse[];
}

/** The server errors for which CloudFront shows a page. */
const STATUS_CODES = [500, 501, 502, 503, 504];

/** @throws when the page is in the bucket of one of the members */
export function checkApart(
  where: string,
  { bucket }: LastResortParts,
  members: readonly cloudfront.CfnDistribution.OriginProperty[],
): void {
  const nameIn = (value: unknown) => JSON.stringify(Stack.of(bucket).resolve(value));
  const domainName = nameIn(bucket.bucketRegionalDomainName);
  if (!members.some(member => nameIn(member.domainName) === domainName)) return;
  throw refusal(
    where,
    'lastResort is in the bucket of a member, so the page is gone when the member is.',
    bucket.node.path,
    'a bucket that is neither member',
    'Put the page into a bucket of its own.',
  );
}

/** @throws when a status code has an error response already */
export function checkErrorResponses(where: string, { errorResponses }: LastResortParts, given: readonly number[]): void {
  const twice = errorResponses.map(({ httpStatus }) => httpStatus).filter(code => given.includes(code));
  if (!twice.length) return;
  throw refusal(
    where,
    'Two error responses are for the same status code, and CloudFront accepts one.',
    `${twice.join(', ')} of errorResponses and of lastResort`,
    'one for each status code',
    'Remove them from errorResponses, or change statusCodes of lastResort.',
  );
}

/** Loaded only when a page is deployed. */
function deployment() {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('aws-cdk-lib/aws-s3-deployment') as typeof import('aws-cdk-lib/aws-s3-deployment');
}

function deploy(scope: Construct, sources: ISource[], folder: string): s3.Bucket {
  const { BucketDeployment, CacheControl } = deployment();
  const bucket = new s3.Bucket(scope, 'Pages', {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.DESTROY, // The deployment fills it, and empties it again.
  });
  new BucketDeployment(scope, 'Deployment', {
    sources,
    destinationBucket: bucket,
    destinationKeyPrefix: folder.slice(1),
    retainOnDelete: false,
    cacheControl: [CacheControl.maxAge(Duration.minutes(1))], // A new page is seen soon, without an invalidation.
  });
  return bucket;
}

function checkPath(method: string, path: string, kind: 'file' | 'folder'): void {
  const found = typeof path === 'string' && !Token.isUnresolved(path) ? statSync(path, { throwIfNoEntry: false }) : undefined;
  if (kind === 'file' ? found?.isFile() : found?.isDirectory()) return;
  const allowed = `the path of a ${kind}, from ${process.cwd()}`;
  throw refusal(`LastResort.${method}`, `There is no such ${kind}.`, path, allowed, 'Change the path.');
}

function pathBelow(method: string, options: LastResortDeploymentOptions, name: string): string {
  checkOptions(`LastResort.${method}`, 'options', options);
  return checkPagePath(method, `${options.path ?? '/last-resort'}/${name}`);
}

/** Characters that need no percent-encoding, so that the path, the pattern of the behavior and the key of the object are the same. */
function checkPagePath(method: string, page: string): string {
  if (typeof page === 'string' && !Token.isUnresolved(page) && /^(\/[\w.~-]+)+$/.test(page) && page.length <= 200) return page;
  throw refusal(
    `LastResort.${method}`,
    'The path of the page cannot be used.',
    page,
    'a path such as /last-resort/index.html, of letters, digits, _ . ~ and -, up to 200 characters',
    'Change the path.',
  );
}
