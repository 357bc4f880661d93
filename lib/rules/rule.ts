import { DistributionModel } from '../model/distribution';
import { Form } from '../model/form';
import { Problem } from '../model/problem';

/** `error`: it cannot be deployed, or failover cannot work. `warning`: probably wrong, and can be acknowledged. `info`: worth knowing. */
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
  /** How that is done with a tool, or what it is called there: a sentence. */
  readonly inTool?: Partial<Readonly<Record<Form, string>>>;
  /** The AWS page that it rests on. */
  readonly page: string;
  check(distribution: DistributionModel): Iterable<Outcome>;
}

/** A message. Its fourth part is the rule's `fix`, unless this place needs another one. */
export interface Violation extends Problem {
  /** Path of the property in the resource. */
  readonly property: string;
}

export interface CannotTell {
  readonly property: string;
  readonly cannotTell: string;
}

/** The result of a check at one place. No outcome means pass. */
export type Outcome = Violation | CannotTell;
