import { createHash } from 'node:crypto';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { wellFormed } from '../model/printable';
import { Finding } from '../rules/finding';

/** The path of a file from the working directory, with `/` on every system; an absolute path for a file that is not below it. */
export function relativePath(file: string): string {
  const path = relative(process.cwd(), resolve(file));
  return isAbsolute(path) || path.split(sep)[0] === '..' ? resolve(file) : path.split(sep).join('/');
}

/** The same as a URI reference: special characters are escaped, and an absolute path is a `file:` URL. */
export function relativeUri(file: string): string {
  const path = relativePath(file);
  return isAbsolute(path) ? pathToFileURL(path).href : path.split('/').map(part => encodeURIComponent(wellFormed(part))).join('/');
}

/**
 * Names findings so that each keeps its name when lines move, messages change or the file is renamed: by rule, construct and
 * property. Of several with one name, all but the first have a number.
 */
export function fingerprinter(): (finding: Pick<Finding, 'rule' | 'template' | 'path' | 'property'>) => string {
  const seen = new Map<string, number>();
  return ({ rule, template, path, property }) => {
    const hash = createHash('sha256').update(JSON.stringify([rule, path, property])).digest('hex').slice(0, 32);
    const place = `${template}\n${hash}`;
    const times = (seen.get(place) ?? 0) + 1;
    seen.set(place, times);
    return times === 1 ? hash : `${hash}:${times}`;
  };
}
