import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { Token } from 'aws-cdk-lib';

/** How an {@link ErrorPage} is served. */
export interface ErrorPageOptions {
  /**
   * The media type of the page.
   *
   * @default - by the file's extension (.html, .htm, .json, .txt, .xml, .svg); `text/html; charset=utf-8` for a string
   */
  readonly contentType?: string;
}

/**
 * The page that viewers get in place of an error. It is baked into the edge function, so it needs no origin to be up:
 * keep it small, with styles and pictures inside.
 *
 * Up to about 2,000 characters it travels inline in the template. A larger one becomes an asset. Page and headers
 * together may take 1 MB.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
 */
export class ErrorPage {
  /**
   * A page from a string.
   *
   * @param content the page, literal text: tokens are not known when the function is made
   * @throws when the content holds a token
   */
  static fromString(content: string, options: ErrorPageOptions = {}): ErrorPage {
    if (Token.isUnresolved(content)) {
      throw new Error('The error page holds a token, and the page is baked into the edge function at synth. ' +
        `Got: ${content}. Allowed: literal text. Write the value out, or redirect to a page that has it (ErrorRewrite.redirect).`);
    }
    return new ErrorPage(content, checked(options.contentType ?? MEDIA_TYPES['.html']!));
  }

  /**
   * A page from a text file in UTF-8, read at synth.
   *
   * @param path the file, relative to the working directory of the app
   * @throws when the file cannot be read, is not UTF-8 text, or has an extension without a known media type
   */
  static fromFile(path: string, options: ErrorPageOptions = {}): ErrorPage {
    const contentType = options.contentType ?? MEDIA_TYPES[extname(path).toLowerCase()];
    if (contentType === undefined) {
      throw new Error(`The media type of the error page is not known. Got: ${path}. ` +
        `Allowed: ${Object.keys(MEDIA_TYPES).join(', ')}. Rename the file, or pass contentType.`);
    }
    return new ErrorPage(readText(path), checked(contentType));
  }

  private constructor(
    /** The page itself. */
    readonly content: string,
    /** The media type that it is served with. */
    readonly contentType: string,
  ) {}
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.htm': 'text/html; charset=utf-8',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml',
  '.svg': 'image/svg+xml',
};

function readText(path: string): string {
  let bytes;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new Error(`The error page cannot be read. Got: ${path} (${(error as NodeJS.ErrnoException).code}). ` +
      `Allowed: a readable text file. Check the path; it is relative to ${process.cwd()}.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`The error page is not UTF-8 text. Got: ${path}. Allowed: UTF-8. Convert the file, or embed pictures as data URLs.`);
  }
}

function checked(contentType: string): string {
  if (Token.isUnresolved(contentType) || !/^[\w.+-]+\/[\w.+-]+[\x20-\x7e]*$/.test(contentType)) {
    throw new Error(`The media type of the error page is not usable. Got: contentType ${JSON.stringify(contentType)}. ` +
      'Allowed: literal text such as text/html; charset=utf-8. Change contentType.');
  }
  return contentType;
}
