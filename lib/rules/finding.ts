import { isOwnDefault } from './own-defaults';
import { Level, Outcome, Rule, Violation } from './rule';
import { DistributionModel } from '../model/distribution';
import { problemText } from '../model/problem';

/** Something that a rule found. */
export interface Finding {
  readonly rule: string;
  readonly level: Level;
  /** Path of the template's file; the name of the stack for one that is not in a file. */
  readonly template: string;
  /** Logical id. */
  readonly resource: string;
  /** Construct path where it is known, and the logical id elsewhere. */
  readonly path: string;
  readonly property: string;
  /** What is wrong, what was found and what is allowed. */
  readonly message: string;
  readonly fix: string;
  readonly page: string;
}

/** A finding that somebody accepted, and why. It does not count. */
export interface AcknowledgedFinding extends Finding {
  readonly reason: string;
}

/** A rule that is undetermined before the deployment. */
export interface Unclear extends Pick<Finding, 'rule' | 'template' | 'resource' | 'property'> {
  readonly reason: string;
}

/** A rule in words, however it is checked. */
type RuleText = Omit<Rule, 'check'>;

/** The result of some rules. */
export class Evaluation {
  readonly findings: Finding[] = [];
  readonly cannotTell: Unclear[] = [];
  readonly #parts = new Map<DistributionModel, Evaluation>();

  add(rule: RuleText, distribution: DistributionModel, outcome: Outcome): void {
    const part = this.of(distribution);
    if ('cannotTell' in outcome) {
      const { template, logicalId: resource } = distribution;
      const unclear = { rule: rule.id, template, resource, property: outcome.property, reason: outcome.cannotTell };
      for (const { cannotTell } of [this, part]) cannotTell.push(unclear);
    } else {
      const finding = findingOf(rule, distribution, outcome);
      for (const { findings } of [this, part]) findings.push(finding);
    }
  }

  /** The result for one distribution. */
  of(distribution: DistributionModel): Evaluation {
    const part = this.#parts.get(distribution) ?? new Evaluation();
    this.#parts.set(distribution, part);
    return part;
  }
}

/** Evaluates rules on a distribution. */
export function evaluate(distribution: DistributionModel, rules: readonly Rule[]): Evaluation {
  const evaluation = new Evaluation();
  for (const rule of rules) {
    for (const outcome of rule.check(distribution)) {
      if (!isOwnDefault(rule, outcome, distribution)) evaluation.add(rule, distribution, outcome);
    }
  }
  return evaluation;
}

export function findingOf(
  { id: rule, level, fix: usualFix, inTool, page }: RuleText, distribution: DistributionModel, violation: Violation,
): Finding {
  const { template, logicalId: resource, path = resource, form } = distribution;
  const hint = inTool?.[form];
  const { property, what, got, allowed, fix = hint === undefined ? usualFix : `${usualFix} ${hint}` } = violation;
  return { rule, level, template, resource, path, property, message: problemText({ what, got, allowed }), fix, page };
}

/** All four parts of a message, in one line. */
export function oneLine({ message, fix }: Pick<Finding, 'message' | 'fix'>): string {
  return `${message} ${fix}`;
}
