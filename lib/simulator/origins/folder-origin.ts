import { createHash } from 'node:crypto';
import { createReadStream, realpathSync, Stats, statSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import { join, resolve, sep } from 'node:path';
import { contentTypeOf } from './content-types';
import { OriginOutcome, OriginServer } from './origin';
import { EdgeResponse, EMPTY, Headers, headerOf } from '../../function-code/message';
import { UnusableInput } from '../../model/errors';
import { OriginRequest } from '../forwarding/forwarding';

/** How a folder answers. */
export interface FolderOriginOptions {
  /** Whether CloudFront may list the bucket: S3 answers 404 for a missing object then, and 403 otherwise. */
  readonly canList?: boolean;
}

interface StoredObject {
  readonly file: string;
  readonly stats: Stats;
  readonly etag: string;
}

/**
 * A folder on this machine that answers as a private S3 bucket with these files does: an object for an exact key and nothing for
 * a folder, no index, errors in XML. Links that lead out of the folder lead nowhere.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export class FolderOrigin implements OriginServer {
  private readonly root: string;
  private readonly etags = new Map<string, Promise<string>>();

  /** @throws UnusableInput unless it is a folder */
  constructor(readonly url: string, private readonly options: FolderOriginOptions = {}) {
    try {
      this.root = realpathSync(resolve(url));
      if (!statSync(this.root).isDirectory()) throw new Error('it is a file');
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such folder' : (error as Error).message;
      throw new UnusableInput(
        `origin ${JSON.stringify(url)}: neither a URL nor a folder (${why}). Write it like http://localhost:3000 or ./dist.`,
      );
    }
  }

  async exchange(request: OriginRequest): Promise<OriginOutcome> {
    const failed = () => failure(request, 500, 'InternalError', 'The file cannot be read.');
    return { kind: 'response', response: await this.respond(request).catch(failed) };
  }

  private async respond(request: OriginRequest): Promise<EdgeResponse> {
    const { method, path } = request;
    if (method === 'OPTIONS') return failure(request, 403, 'AccessForbidden', 'CORSResponse: CORS is not enabled for this bucket.');
    if (method === 'PUT' || method === 'DELETE') return failure(request, 403, 'AccessDenied', 'Access Denied');
    if (method !== 'GET' && method !== 'HEAD') {
      const message = 'The specified method is not allowed against this resource.';
      return failure(request, 405, 'MethodNotAllowed', message, { allow: ['GET, HEAD'] });
    }
    const key = decoded(path);
    if (key === undefined) return failure(request, 400, 'InvalidURI', "Couldn't parse the specified URI.");
    if (key === '' && this.options.canList) {
      return failure(request, 501, 'NotImplemented', 'The listing of a bucket is not modelled.');
    }
    const object = await this.find(key);
    if (object) return found(object, key, request);
    return this.options.canList
      ? failure(request, 404, 'NoSuchKey', 'The specified key does not exist.')
      : failure(request, 403, 'AccessDenied', 'Access Denied');
  }

  private async find(key: string): Promise<StoredObject | undefined> {
    const names = key.split('/');
    if (names.some(name => ['', '.', '..'].includes(name) || /[\\\0]/.test(name))) return undefined;
    try {
      const file = realpathSync.native(join(this.root, ...names));
      const stats = statSync(file);
      if (!file.startsWith(this.root + sep) || !stats.isFile()) return undefined;
      return { file, stats, etag: await this.etagOf(file, stats) };
    } catch {
      return undefined;
    }
  }

  /** As S3 makes it for an object that was uploaded in one piece. */
  private etagOf(file: string, { mtimeMs, size }: Stats): Promise<string> {
    const key = JSON.stringify([file, mtimeMs, size]);
    let etag = this.etags.get(key);
    if (!etag) this.etags.set(key, etag = md5(file).then(hash => `"${hash}"`));
    return etag;
  }
}

function found({ file, stats, etag }: StoredObject, key: string, request: OriginRequest): EdgeResponse {
  const headers: Headers = {
    'last-modified': [stats.mtime.toUTCString()], 'etag': [etag], 'accept-ranges': ['bytes'], 'server': ['AmazonS3'],
  };
  const condition = unmet(request.headers, etag, stats.mtime);
  if (condition === 304) return response(304, headers);
  if (condition === 412) return failure(request, 412, 'PreconditionFailed', 'A precondition did not hold.');

  const range = rangeOf(request.headers, etag, stats);
  if (range === 'none') {
    return failure(request, 416, 'InvalidRange', 'The requested range is not satisfiable', { 'content-range': [`bytes */${stats.size}`] });
  }
  const { start, end } = range ?? { start: 0, end: stats.size - 1 };
  headers['content-type'] = [contentTypeOf(key)];
  headers['content-length'] = [String(end - start + 1)];
  if (range) headers['content-range'] = [`bytes ${start}-${end}/${stats.size}`];
  const body = request.method === 'HEAD' || end < start ? EMPTY : bytesOf(file, start, end);
  return { ...response(range ? 206 : 200, headers), body };
}

/** Opened when it is read, so that nothing stays open when nobody does. */
async function* bytesOf(file: string, start: number, end: number): AsyncGenerator<Uint8Array> {
  yield* createReadStream(file, { start, end });
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2 */
function unmet(headers: Headers, etag: string, modified: Date): 304 | 412 | undefined {
  const names = (name: string) => headerOf(headers, name)?.split(',').map(text => text.trim().replace(/^W\//, ''));
  const lists = (all: readonly string[]) => all.includes('*') || all.includes(etag);
  const time = (name: string) => Date.parse(headerOf(headers, name) ?? '');
  const seconds = Math.floor(modified.getTime() / 1000) * 1000;
  const [match, noneMatch] = [names('if-match'), names('if-none-match')];
  if (match ? !lists(match) : seconds > time('if-unmodified-since')) return 412;
  if (noneMatch ? lists(noneMatch) : seconds <= time('if-modified-since')) return 304;
  return undefined;
}

/**
 * The bytes that were asked for: undefined for all of them, `none` for a range that there is not. S3 gives one range only.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax
 */
function rangeOf(headers: Headers, etag: string, { size, mtime }: Stats): { start: number; end: number } | 'none' | undefined {
  const condition = headerOf(headers, 'if-range');
  if (condition !== undefined && condition !== etag && condition !== mtime.toUTCString()) return undefined;
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(headerOf(headers, 'range') ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  return start > end ? 'none' : { start, end };
}

function failure({ method }: OriginRequest, status: number, code: string, message: string, more: Headers = {}): EdgeResponse {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  const headers = { 'content-type': ['application/xml'], 'server': ['AmazonS3'], ...more };
  return { ...response(status, headers), body: method === 'HEAD' ? EMPTY : new TextEncoder().encode(xml) };
}

function response(status: number, headers: Headers): EdgeResponse {
  return { status, statusText: STATUS_CODES[status] ?? '', headers, body: EMPTY };
}

/** The key of a path; undefined for one that is not valid UTF-8. */
function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path.replace(/^\//, ''));
  } catch {
    return undefined;
  }
}

async function md5(file: string): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
