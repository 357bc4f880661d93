import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { Token } from 'aws-cdk-lib';
import { checkOptions, refusal } from './options';

/** How an `ErrorPage` is served. */
export interface ErrorPageOptions {
  /**
   * The media type of the page.
   *
   * @default - by the file's extension (.html, .htm, .json, .txt, .xml, .svg); `text/html; charset=utf-8` for a string
   */
  readonly contentType?: string;
}

/**
 * The page that viewers get in place of an error. It is part of the edge function, so it needs no healthy origin:
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
   * @param options how it is served, HTML by default
   * @throws when the content is not text or holds a token
   */
  static fromString(content: string, options: ErrorPageOptions = {}): ErrorPage {
    if (typeof content !== 'string' || Token.isUnresolved(content)) {
      throw refusal(
        'ErrorPage.fromString',
        'The page has to be text that is known at synthesis, because it is part of the function.',
        content,
        'literal text',
        'Write the value out, or redirect to a page that has it (ErrorRewrite.redirect).',
      );
    }
    checkOptions('ErrorPage.fromString', 'options', options);
    return new ErrorPage(content, checked(options.contentType ?? MEDIA_TYPES['.html']!));
  }

  /**
   * A page from a text file in UTF-8, read at synth.
   *
   * @param path the file, relative to the working directory of the app
   * @param options how it is served, by default as the extension says
   * @throws when the file cannot be read, is not UTF-8 text, or has an extension without a known media type
   */
  static fromFile(path: string, options: ErrorPageOptions = {}): ErrorPage {
    if (typeof path !== 'string') {
      throw refusal('ErrorPage.fromFile', 'The path of the page is not text.', path, 'the path of a file', 'Change the path.');
    }
    checkOptions('ErrorPage.fromFile', 'options', options);
    const contentType = options.contentType ?? MEDIA_TYPES[extname(path).toLowerCase()];
    if (contentType === undefined) {
      throw refusal(
        'ErrorPage.fromFile',
        'The extension of the page has no known media type.',
        path,
        Object.keys(MEDIA_TYPES).join(', '),
        'Rename the file, or pass contentType.',
      );
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
    throw refusal(
      'ErrorPage.fromFile',
      'The page cannot be read.',
      `${path} (${(error as NodeJS.ErrnoException).code})`,
      'a readable text file',
      `Check the path; it is relative to ${process.cwd()}.`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refusal('ErrorPage.fromFile', 'The page is not UTF-8 text.', path, 'UTF-8', 'Convert the file, or embed pictures as data URLs.');
  }
}

function checked(contentType: string): string {
  if (typeof contentType !== 'string' || Token.isUnresolved(contentType) || !/^[\w.+-]+\/[\w.+-]+[\x20-\x7e]*$/.test(contentType)) {
    throw refusal(
      'ErrorPage',
      'contentType is not a media type.',
      contentType,
      'literal text such as text/html; charset=utf-8',
      'Change contentType.',
    );
  }
  return contentType;
}

/** The page of a rewrite without one. */
export const DEFAULT_PAGE = ErrorPage.fromString(
  [
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    '<title>Back soon</title><style>body{font:1.1em/1.5 system-ui;margin:20vh auto;max-width:30em;padding:0 1em}</style>',
    '<h1>Back soon</h1><p>This page is not available right now. Please try again in a moment.</p></html>',
  ].join('\n'),
);
