import { cryptoModule } from './crypto';
import { withBase64Url } from './encodings';
import { Host } from './host';
import { promisify } from './promisify';
import { ownFiles } from '../../../function-code/own-files';
import { StandIns } from '../../../function-code/stand-ins';

/** Node.js's modules. */
export interface Builtins {
  load(name: string): any;
  /** Whether a replacement is looking around for what it can build on: then there are no stand-ins. */
  isProbing(): boolean;
}

/** Loads replacements for Node.js modules, and stand-ins for those without one: files, processes, the network. */
export function builtinLoader(host: Host, standIns: StandIns): Builtins {
  let probing = 0;
  const cache = new Map<string, any>();

  /** Modules made here, without a source text. */
  const made: Record<string, () => any> = {
    'console': () => console,
    'process': () => process,
    'perf_hooks': () => ({ performance }),
    'os': () => operatingSystem(),
    'timers': () => ({ setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate }),
    'timers/promises': () => ({ setTimeout: promisify(setTimeout), setImmediate: promisify(setImmediate) }),
    'crypto': () => cryptoModule(host, load('buffer').Buffer),
    'fs': () => ownFiles({
      text: path => host.file(path),
      resolve: path => load('path').resolve('/var/task', path),
      toBuffer: text => load('buffer').Buffer.from(text),
      refusal: standIns.refusal,
      complete: fs => standIns.complete(fs, JSON.parse(host.shapesOf('fs')), 'fs'),
    }),
    'fs/promises': () => load('fs').promises,
    'path/posix': () => load('path'),
    'assert/strict': () => load('assert').strict,
  };

  const load = (name: string): any => {
    const known = cache.get(name);
    if (known !== undefined) return known;
    const shapes = JSON.parse(host.shapesOf(name));
    const replacement = made[name]?.() ?? fromText(name);
    const module = replacement ?? (Object.keys(shapes).length ? standIns.module(name, shapes) : standIns.unknownModule(name));
    if (replacement !== undefined) standIns.complete(module, shapes, name);
    cache.set(name, module);
    return module;
  };

  const fromText = (name: string): any => {
    const text = host.builtin(name);
    if (text === undefined) return undefined;
    const module = { exports: {} as any };
    // Packages write `util/` to mean the package of that name.
    const requireIt = (request: string) => load(request.replace(/\/$/, ''));
    probing += 1;
    (host.evaluate(`(function (module, exports, require) {${text}\n})`, `node:${name}`) as any)(module, module.exports, requireIt);
    probing -= 1;
    if (name === 'buffer') withBase64Url(module.exports.Buffer);
    if (name === 'util') Object.assign(module.exports, { TextEncoder, TextDecoder, promisify });
    return module.exports;
  };
  return { load, isProbing: () => probing > 0 };
}

/** What libraries ask while they are loaded. */
function operatingSystem() {
  const values = { arch: 'x64', platform: 'linux', type: 'Linux', endianness: 'LE', tmpdir: '/tmp', homedir: '/home/sbx_user1051' };
  return { EOL: '\n', ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, () => value])) };
}
