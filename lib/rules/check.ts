import { RULES } from './index';
import { Finding, judge, Unclear } from './rule';
import { Assembly } from '../model/assembly';

/** What the rules say of everything in an assembly or a template. */
export interface CheckResult {
  /** Every stack or file that was read. */
  readonly templates: readonly string[];
  readonly findings: readonly Finding[];
  /** What only a deployment can tell. */
  readonly cannotTell: readonly Unclear[];
}

export interface CheckOptions {
  /**
   * Whether the attached origin-response functions are run.
   * @default true
   */
  readonly runHandlers?: boolean;
}

/** Checks every distribution of an assembly. */
export function checkAssembly(assembly: Assembly, _options: CheckOptions = {}): CheckResult {
  const judged = assembly.distributions().map(distribution => judge(distribution, RULES));
  return {
    templates: assembly.stacks.map(({ name }) => name),
    findings: judged.flatMap(({ findings }) => findings),
    cannotTell: judged.flatMap(({ cannotTell }) => cannotTell),
  };
}
