import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { LeadsOut, TooBig, unzip } from './zip';
import { UnusableInput } from '../model/errors';
import { FunctionModel } from '../model/lambda-function';

/**
 * Lambda@Edge takes 50 MB, zipped. The limit here is 50 MB unzipped, so that no archive fills the memory.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge
 */
const MAX_BYTES = 50 * 1024 * 1024;

/** Of folders and archives. Links may lead to the same file in more ways than anybody can count. */
const MAX_ENTRIES = 20_000;

/** Files that `require` can load or that functions read as text. Lambda loads a file `index` before `index.js`. */
const TEXT = /\.([cm]?js|json|html?|xhtml|xml|svg|css|txt|text|md|csv|ya?ml|ejs|hbs|mustache|njk|pug|tpl|template)$|(^|[/\\])[^./\\]+$/i;

/**
 * The JavaScript and text files of a function by their path in its code, with `/` on every system.
 *
 * @throws UnusableInput when there is no code, it is too big, or an entry points outside it
 */
export function codeFiles({ code, logicalId }: FunctionModel): Record<string, string> {
  const fail = (what: string, hint: string) => new UnusableInput(`The code of the function ${logicalId} ${what}. ${hint}`);
  if (code.text !== undefined) return { 'index.js': code.text };
  if (code.files !== undefined) return { ...code.files };
  if (code.assetPath === undefined) {
    const { missing = 'it is not in the template', remedy = 'Pass the cloud assembly (cdk.out) of the app.' } = code;
    throw fail(`is missing: ${missing}`, remedy);
  }

  try {
    const stats = statSync(code.assetPath);
    // An assembly may name a device or a pipe, which are endless.
    if (!stats.isDirectory() && !stats.isFile()) throw new Error('it is neither a folder nor a file');
    return stats.isDirectory() ? ofFolder(code.assetPath) : ofZip(code.assetPath);
  } catch (error) {
    if (error instanceof TooBig) {
      throw fail(`is larger than 50 MB, or has more than ${MAX_ENTRIES} entries`, 'Lambda@Edge takes at most 50 MB, zipped. Leave out files that it does not need.');
    }
    if (error instanceof LeadsOut) {
      throw fail(`has an entry that points outside it: ${error.message}`, 'Replace the entry with the file itself.');
    }
    throw fail(
      `cannot be read from ${code.assetPath}: ${(error as Error).message}`,
      'Allowed: a folder, or a zip file. Synthesize the app again.',
    );
  }
}

function ofFolder(root: string): Record<string, string> {
  const files: Record<string, string> = {};
  const inside = realpathSync(root) + sep;
  let bytes = 0;
  let entries = 0;

  const visit = (folder: string, above: readonly string[]) => {
    for (const { name } of readdirSync(folder, { withFileTypes: true })) {
      if (++entries > MAX_ENTRIES) throw new TooBig();
      const path = join(folder, name);
      const target = realpathSync.native(path);
      if (!`${target}${sep}`.startsWith(inside)) throw new LeadsOut(relative(root, path));
      const stats = statSync(target);
      if (stats.isDirectory()) {
        if (!above.includes(target)) visit(path, [...above, target]);
      } else if (stats.isFile()) {
        bytes += stats.size;
        if (bytes > MAX_BYTES) throw new TooBig();
        if (TEXT.test(name)) files[relative(root, path).split(sep).join('/')] = readFileSync(target, 'utf8');
      }
    }
  };
  visit(root, [realpathSync(root)]);
  return files;
}

function ofZip(path: string): Record<string, string> {
  if (statSync(path).size > MAX_BYTES) throw new TooBig();
  const entries = unzip(readFileSync(path), name => TEXT.test(name), { bytes: MAX_BYTES, entries: MAX_ENTRIES });
  return Object.fromEntries(Object.entries(entries).map(([name, content]) => [name.replace(/^(\.\/)+/, ''), content.toString('utf8')]));
}
