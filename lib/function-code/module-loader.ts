/** What the loader needs from its surroundings. */
export interface ModuleHost {
  /** Names of built-in modules that only compute. */
  readonly allowed: readonly string[];
  isBuiltin(name: string): boolean;
  builtin(name: string): unknown;
  parseJson(text: string): unknown;
  compile(text: string, path: string): (...wrapper: unknown[]) => void;
}

/**
 * CommonJS over files in memory, so that code cannot name anything outside the asset. Built-in modules that access files,
 * processes or the network, and the AWS SDK, are refused by name.
 *
 * Runs inside the worker: its source text is sent there, so it must not refer to anything outside itself.
 *
 * @returns loads a file by its path in the asset
 * @see https://nodejs.org/api/modules.html#all-together
 */
export function moduleLoader(files: Readonly<Record<string, string>>, host: ModuleHost): (path: string) => unknown {
  const cache = new Map<string, { exports: unknown }>();
  const has = (path: string | undefined): path is string => path !== undefined && Object.prototype.hasOwnProperty.call(files, path);
  const fault = (code: string, message: string) => Object.assign(new Error(message), { code });

  /** Resolves `.` and `..`; undefined for a path that leaves the asset. */
  const normal = (path: string) => {
    const parts: string[] = [];
    for (const part of path.split('/')) {
      if (part === '..' && parts.pop() === undefined) return undefined;
      if (part !== '' && part !== '.' && part !== '..') parts.push(part);
    }
    return parts.join('/');
  };
  const folderOf = (path: string) => path.split('/').slice(0, -1).join('/');
  const asFile = (path: string) => ['', '.js', '.json', '.cjs', '.mjs'].map(extension => path + extension).find(has);
  const asFolder = (folder: string): string | undefined => {
    const inside = (path: string) => normal(`${folder}/${path}`);
    const manifest = inside('package.json');
    const { main, exports } = (has(manifest) ? JSON.parse(files[manifest]!) : {}) as { main?: string; exports?: any };
    let target = exports?.['.'] ?? exports;
    while (target && typeof target === 'object') target = target.require ?? target.node ?? target.default ?? target.import;
    for (const candidate of [target, main, 'index'].filter(name => typeof name === 'string').map(inside)) {
      const found = candidate === undefined ? undefined : asFile(candidate) ?? asFile(`${candidate}/index`);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const resolve = (request: string, from: string) => {
    if (/^\.{0,2}\/|^\.{1,2}$/.test(request)) {
      const task = request.replace(/^\/var\/task\//, '');
      const path = normal(task.startsWith('/') ? '..' : task === request ? `${folderOf(from)}/${request}` : task);
      if (path === undefined) {
        throw fault('REFUSED', `require('${request}') is refused by the local edge: it points outside the code of the function`);
      }
      return asFile(path) ?? asFolder(path);
    }
    for (let folder: string | undefined = folderOf(from); ; folder = folderOf(folder)) {
      const path = normal(`${folder}/node_modules/${request}`)!;
      const found = asFile(path) ?? asFolder(path);
      if (found !== undefined || folder === '') return found;
    }
  };

  const requireFrom = (from: string) => (request: string): unknown => {
    const name = String(request).replace(/^node:/, '');
    if (host.allowed.includes(name.split('/')[0]!) && host.isBuiltin(name)) return host.builtin(name);
    if (host.isBuiltin(name) || name !== request || /^(aws-sdk|@aws-sdk|@smithy)(\/|$)/.test(name)) {
      throw fault('REFUSED', `require('${request}') is refused by the local edge, which gives functions no files, processes or network. ` +
        `Allowed: ${host.allowed.join(', ')}`);
    }
    const path = resolve(String(request), from);
    if (path === undefined) throw fault('MODULE_NOT_FOUND', `Cannot find module '${request}' in the code of the function`);
    return loadFile(path);
  };

  const loadFile = (path: string): unknown => {
    const known = cache.get(path);
    if (known) return known.exports;
    const module = { exports: {} as unknown, id: path, filename: `/var/task/${path}`, loaded: false };
    cache.set(path, module);
    try {
      if (path.endsWith('.json')) {
        module.exports = host.parseJson(files[path]!);
      } else {
        const where = `/var/task/${path}`;
        host.compile(files[path]!, where).call(module.exports, module.exports, requireFrom(path), module, where, folderOf(where));
      }
    } catch (error) {
      cache.delete(path);
      throw error;
    }
    module.loaded = true;
    return module.exports;
  };

  return loadFile;
}
