import { Outcome, Rule } from './rule';
import { DistributionModel, originResponsesOf } from '../model/distribution';
import { isUnknown } from '../model/value';

/** The defaults of a `FailoverDistribution` about which rules have information, in the words of these rules. */
const OWN_DEFAULTS: Readonly<Record<string, string>> = {
  'edge-function-deletion': 'Delete',
  'failovers-invisible': 'no real-time log configuration',
  'options-cached-without-origin': 'no Origin header',
  'outage-without-error-response': 'none for 502, 503, 504',
  'secondary-kept-long': 'a default TTL of 86400 s',
};

/** Whether information is about a default of this library's construct: nobody chose it, and it is in docs/distribution.md. */
export function isOwnDefault({ id, level }: Pick<Rule, 'id' | 'level'>, outcome: Outcome, { behaviors }: DistributionModel): boolean {
  if (level !== 'info' || !('got' in outcome) || outcome.got !== OWN_DEFAULTS[id]) return false;
  return behaviors.some(behavior =>
    originResponsesOf(behavior).some(({ function: edgeFunction }) => !isUnknown(edgeFunction) && edgeFunction.policy !== undefined));
}
