import { Changes } from './template';
import { Level } from '../../../lib/rules/rule';

/** What one rule says of which template. */
export interface RuleCase {
  readonly level: Level;
  /** The rule finds one thing, other rules may find more. */
  readonly fails: Changes;
  /** As close to `fails` as can be, mended: this rule finds nothing, and other rules information at most. */
  readonly passes: Changes;
  /** What the message has to say it got. */
  readonly got: string;
  /** Left to the deployment; none for a rule that compares what is written, whatever it stands for. */
  readonly cannotTell?: Changes;
}

export type RuleCases = Readonly<Record<string, RuleCase>>;
