/** What the loader needs from its surroundings. */
export interface ModuleHost {
  isBuiltin(name: string): boolean;
  /** A module of Node.js, or its stand-in. */
  builtin(name: string): unknown;
  /** The stand-in for a package that Lambda adds to the code; undefined if it adds none of that name. */
  provided(name: string): unknown;
  /** Records that the function needs something that it does not get here, and describes it. */
  refusal(what: string): Error;
  parseJson(text: string): unknown;
  compile(text: string, path: string): (...wrapper: unknown[]) => void;
}

/**
 * CommonJS over files in memory, so that code cannot name anything outside the asset. A module that neither the code nor Lambda has is
 * missing here as it is there, unless a package.json names it: then it is still to be installed.
 *
 * Runs inside the worker and inside the engine of the rules: its source text is sent there, so it must not refer to anything outside
 * itself.
 *
 * @returns loads a file by its path in the asset
 * @see https://nodejs.org/api/modules.html#all-together
 */
export function moduleLoader(files: Readonly<Record<string, string>>, host: ModuleHost): (path: string) => unknown {
  const cache = new Map<string, { exports: unknown }>();
  const has = (path: string | undefined): path is string => path !== undefined && Object.prototype.hasOwnProperty.call(files, path);

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
    const { main, exports } = (has(manifest) ? host.parseJson(files[manifest]!) : {}) as { main?: string; exports?: any };
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
      if (path === undefined) throw host.refusal(`the file ${request}, which is outside its code`);
      return asFile(path) ?? asFolder(path);
    }
    for (let folder: string | undefined = folderOf(from); ; folder = folderOf(folder)) {
      const path = normal(`${folder}/node_modules/${request}`)!;
      const found = asFile(path) ?? asFolder(path);
      if (found !== undefined || folder === '') return found;
    }
  };

  const requireFrom = (from: string) => {
    const locate = (text: string) => {
      const path = resolve(text, from);
      if (path !== undefined) return path;
      if (isDeclared(text) || /\.(node|wasm)$/.test(text)) throw host.refusal(`the module ${text}, which is not among its files`);
      throw missing(text);
    };
    const isOfNode = (text: string) => text.startsWith('node:') || host.isBuiltin(text);
    const require = (request: string): unknown => {
      const text = String(request);
      if (isOfNode(text)) return host.builtin(text.replace(/^node:/, ''));
      return host.provided(text) ?? loadFile(locate(text));
    };
    return Object.assign(require, { resolve: (text: string) => (isOfNode(text) ? text : `/var/task/${locate(text)}`), cache: {} });
  };

  const missing = (request: string) => Object.assign(new Error(`Cannot find module '${request}'`), { code: 'MODULE_NOT_FOUND' });

  /** Whether a package.json names the package as a dependency. */
  const isDeclared = (request: string) => {
    const name = request.split('/').slice(0, request.startsWith('@') ? 2 : 1).join('/');
    return Object.keys(files).filter(path => /^([^/]+\/)*package\.json$/.test(path)).some(path => {
      try {
        const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(files[path]!);
        return name in { ...dependencies, ...optionalDependencies, ...peerDependencies };
      } catch {
        return false;
      }
    });
  };

  const loadFile = (path: string): unknown => {
    if (!has(path)) throw missing(path);
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
