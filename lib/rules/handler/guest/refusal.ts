import { Host } from './host';

/** An error that says that something is not to be had here. It tells nothing about the function. */
export function refusal(host: Host, what: string): Error {
  host.refused(what);
  return Object.assign(new Error(`${what} is refused where handlers are tried: they get no network, no processes, and no files but the text files of their code`), { code: 'REFUSED' });
}

/** Gives an object the names that it lacks. Reading one is refused; listing them is not. */
export function refuseMissing(host: Host, target: object, names: readonly string[], prefix: string): void {
  for (const name of names) {
    if (name in target) continue;
    Object.defineProperty(target, name, { configurable: true, get: () => { throw refusal(host, `${prefix}.${name}`); } });
  }
}
