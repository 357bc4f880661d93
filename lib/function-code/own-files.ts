/** Access to the files of a function. */
export interface FileHost {
  /** The text of a file by its path in the code; undefined when it is missing or not text. */
  text(path: string): string | undefined;
  /** An absolute path, from one that may start at the folder of the code. */
  resolve(path: string): string;
  toBuffer(text: string): { toString(encoding?: any): string };
  /** Records that the function needs something that it does not get here, and describes it. */
  refusal(what: string): Error;
  /** Adds stand-ins for the rest of `node:fs`. */
  complete(fs: object): void;
}

/**
 * The part of `node:fs` that a function needs to read text files in its own code: pages, templates. Everything else is not available
 * here, because a file that is missing here may exist in Lambda.
 *
 * Runs inside the worker and inside the engine of the rules: its source text is sent there, so it must not refer to anything outside
 * itself.
 *
 * @see https://nodejs.org/api/fs.html
 */
export function ownFiles(host: FileHost): Record<string, unknown> {
  const textOf = (path: unknown) => {
    const [, name] = /^\/var\/task\/(.*)$/s.exec(host.resolve(String(path).replace(/^file:\/\//, ''))) ?? [];
    const text = name === undefined ? undefined : host.text(name);
    if (text === undefined) throw host.refusal(`the file ${String(path)}`);
    return text;
  };
  const readFileSync = (path: unknown, options?: any) => {
    const text = textOf(path);
    const encoding = typeof options === 'string' ? options : options?.encoding;
    if (!encoding) return host.toBuffer(text);
    return /^utf-?8$/i.test(encoding) ? text : host.toBuffer(text).toString(encoding);
  };
  const readFile = async (path: unknown, options?: unknown) => readFileSync(path, options);
  const fs: Record<string, unknown> = {
    readFileSync,
    readFile: (path: unknown, ...rest: any[]) => {
      const callback = rest.pop();
      void readFile(path, rest[0]).then(content => callback(null, content), error => callback(error));
    },
    existsSync: (path: unknown) => textOf(path) !== undefined,
    promises: { readFile },
  };
  host.complete(fs);
  return fs;
}
