import { Trace } from './trace';

const ids = new WeakMap<Trace, string>();
let count = 0;

/**
 * The id of a viewer's request: the same in all of its events, and for every origin that is asked. Of the form that CloudFront's
 * have, and counted rather than random.
 */
export function requestIdOf(trace: Trace): string {
  let id = ids.get(trace);
  if (!id) ids.set(trace, id = `${ZEROS.slice(String(++count).length)}${count}==`);
  return id;
}

const ZEROS = '0'.repeat(54);
