import { join } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = join(__dirname, '..', '..', '..');

/** A module of this repository as the code of a function, with what it imports. */
export function bundled(contents: string): string {
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
  });
  return outputFiles[0]!.text;
}

/** AWS's sample that makes 200 of every error. */
export const STATIC_BODY = bundled("export { staticBody as handler } from './test/support/aws-sample'");

/** AWS's sample that makes a redirect of every error. */
export const REDIRECT = bundled("export { redirect as handler } from './test/support/aws-sample'");

/** A handler that is called with `request`, `response` and `status`, and whose changes of the response are returned. */
export function changing(statements: string): string {
  return `exports.handler = async event => {
    const { request, response } = event.Records[0].cf;
    const status = Number(response.status);
    ${statements}
    return response;
  };`;
}

/** A page in the place of the origin's, as it should be done. */
export const PAGE = `
  response.status = '200';
  response.statusDescription = 'OK';
  response.body = '<h1>Back soon</h1>';
  for (const name of ['content-encoding', 'content-length', 'etag', 'last-modified']) delete response.headers[name];
  response.headers['content-type'] = [{ key: 'Content-Type', value: 'text/html' }];
  response.headers['cache-control'] = [{ key: 'Cache-Control', value: 'no-store' }];`;

export const PASS = changing('');
