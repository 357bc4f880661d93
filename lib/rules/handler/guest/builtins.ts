import { cryptoModule } from './crypto';
import { withBase64Url } from './encodings';
import { Host } from './host';
import { refusal, refuseMissing } from './unavailable';
import { ownFiles } from '../../../function-code/own-files';

/** Loads replacements for Node.js modules. Modules for files, processes and the network are refused. */
export function builtinLoader(host: Host): (name: string) => any {
  const cache = new Map<string, any>();

  /** Modules made here, without a source text. */
  const made: Record<string, () => any> = {
    'console': () => console,
    'process': () => process,
    'timers': () => ({ setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate }),
    'timers/promises': () => ({
      setTimeout: (ms: number, value: unknown) => new Promise(resolve => setTimeout(resolve, ms, value)),
      setImmediate: (value: unknown) => new Promise(resolve => setImmediate(resolve, value)),
    }),
    'crypto': () => cryptoModule(host, load('buffer').Buffer),
    'fs': () => ownFiles({
      text: path => host.file(path),
      resolve: path => load('path').resolve('/var/task', path),
      toBuffer: text => load('buffer').Buffer.from(text),
      refusal: what => refusal(host, what),
    }, JSON.parse(host.exportsOf('fs'))),
    'fs/promises': () => load('fs').promises,
    'path/posix': () => load('path'),
    'assert/strict': () => load('assert').strict,
  };

  const load = (name: string): any => {
    const known = cache.get(name);
    if (known !== undefined) return known;
    const module = made[name]?.() ?? fromText(name);
    refuseMissing(host, module, JSON.parse(host.exportsOf(name)), name);
    cache.set(name, module);
    return module;
  };

  const fromText = (name: string): any => {
    const text = host.builtin(name);
    if (text === undefined) throw refusal(host, `the module ${name}`);
    const module = { exports: {} as any };
    // Packages write `util/` to mean the package of that name.
    const requireIt = (request: string) => load(request.replace(/\/$/, ''));
    host.quiet(true); // These probe for much that they can do without.
    (host.evaluate(`(function (module, exports, require) {${text}\n})`, `node:${name}`) as any)(module, module.exports, requireIt);
    host.quiet(false);
    if (name === 'buffer') withBase64Url(module.exports.Buffer);
    if (name === 'util') Object.assign(module.exports, { TextEncoder, TextDecoder });
    return module.exports;
  };
  return load;
}
