import { DistributionModel } from '../model/distribution';

/** `error`: it cannot be deployed, or failover cannot work. `warning`: a doubt that can be acknowledged. `info`: worth knowing. */
export type Level = 'error' | 'warning' | 'info';

/**
 * One trap. The check is pure and total: whatever it cannot read in the model it answers with {@link CannotTell},
 * and an empty answer means pass.
 */
export interface Rule {
  /** Stable: people acknowledge findings by it. */
  readonly id: string;
  readonly level: Level;
  /** What goes wrong otherwise. */
  readonly why: string;
  /** What to change. */
  readonly fix: string;
  /** The AWS page that it rests on. */
  readonly page: string;
  check(distribution: DistributionModel): Iterable<Outcome>;
}

/** Three of the four parts of a message; the rule's `fix` is the fourth. */
export interface Violation {
  /** Path of the property in the resource. */
  readonly property: string;
  readonly what: string;
  readonly got: string;
  readonly allowed: string;
}

export interface CannotTell {
  readonly property: string;
  readonly cannotTell: string;
}

/** What a check says of one place. Nothing said means pass. */
export type Outcome = Violation | CannotTell;

export interface Finding {
  readonly rule: string;
  readonly level: Level;
  readonly template: string;
  /** Logical id. */
  readonly resource: string;
  /** Construct path where it is known, and the logical id elsewhere. */
  readonly path: string;
  readonly property: string;
  readonly message: string;
  readonly fix: string;
  readonly page: string;
}

export interface Unclear {
  readonly rule: string;
  readonly template: string;
  readonly resource: string;
  readonly property: string;
  readonly reason: string;
}

/** What the rules say of a distribution. */
export function judge(distribution: DistributionModel, rules: readonly Rule[]): { findings: Finding[]; cannotTell: Unclear[] } {
  const findings: Finding[] = [];
  const cannotTell: Unclear[] = [];
  const { template, logicalId: resource } = distribution;
  for (const { id, level, fix, page, check } of rules) {
    for (const outcome of check(distribution)) {
      const { property } = outcome;
      if ('cannotTell' in outcome) {
        cannotTell.push({ rule: id, template, resource, property, reason: outcome.cannotTell });
      } else {
        const message = `${outcome.what} Got: ${outcome.got || 'nothing'}. Allowed: ${outcome.allowed}.`;
        findings.push({ rule: id, level, template, resource, path: distribution.path ?? resource, property, message, fix, page });
      }
    }
  }
  return { findings, cannotTell };
}
