import { FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** `cdk synth` writes many files; act on the last event. */
const SETTLED_MS = 100;

/** How often to look for a deleted folder. */
const RETRY_MS = 500;

/** Calls back when a cloud assembly or a template is rewritten, even when its folder is deleted and recreated. */
export function watchAssembly(path: string, changed: () => void): { close(): void } {
  const isFolder = statSync(path).isDirectory();
  const folder = isFolder ? path : dirname(path);
  let watcher: FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;
  open();
  return { close };

  function open() {
    watcher?.close();
    watcher = watch(folder, (_, name) => { if (matters(name)) later(SETTLED_MS); });
    watcher.on('error', () => later(SETTLED_MS));
  }

  /** The folder may have been replaced since the event: it is watched again before it is read, so that no change is missed. */
  function later(milliseconds: number) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      try {
        open();
      } catch {
        return later(RETRY_MS);
      }
      changed();
    }, milliseconds);
  }

  function matters(name: string | null) {
    return name === null || name === basename(path) || (isFolder && (name === 'manifest.json' || name.endsWith('.template.json')));
  }

  function close() {
    clearTimeout(timer);
    watcher?.close();
  }
}
