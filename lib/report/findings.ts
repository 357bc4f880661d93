import { AcknowledgedFinding } from '../rules/acknowledgements';
import { Finding, Unclear } from '../rules/rule';

/** What `check` has to tell. `template` is the path of the file everywhere. */
export interface Findings {
  /** Every template that was read. */
  readonly templates: readonly string[];
  readonly findings: readonly Finding[];
  readonly acknowledged: readonly AcknowledgedFinding[];
  /** What only a deployment can tell. */
  readonly cannotTell: readonly Unclear[];
  readonly distributions: number;
  readonly originGroups: number;
}

/** The line of the template that a finding is about; undefined where it could not be found. */
export type LineOfFinding = (place: Pick<Finding, 'template' | 'resource' | 'property'>) => number | undefined;
