import { BehaviorModel } from '../../model/distribution';
import { matchesPath } from '../../model/path-pattern';
import { isUnknown } from '../../model/value';

/** What may stand for the stars of a pattern; the first that leads to the behavior is taken. */
const FILLINGS = ['page', 'a/page', 'page.html', 'x', ''];

/** A path whose requests the behavior serves. Undefined when none was found: those before it take what it matches. */
export function samplePath(behavior: BehaviorModel, all: readonly BehaviorModel[]): string | undefined {
  const { pathPattern } = behavior;
  const pattern = isUnknown(pathPattern) ? '*' : pathPattern;
  return FILLINGS.map(filling => sendable(pattern.replaceAll('*', filling).replaceAll('?', 'x')))
    .find(path => all.find(other => isUnknown(other.pathPattern) || matchesPath(other.pathPattern, path)) === behavior);
}

/** As it stands in a request line. */
function sendable(path: string): string {
  const rooted = path.startsWith('/') ? path : `/${path}`;
  return Buffer.from(rooted).toString().replace(/[^\x21\x22\x24-\x7e]+/g, encodeURIComponent);
}
