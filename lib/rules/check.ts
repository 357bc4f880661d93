import { acknowledge, Acknowledging } from './acknowledgements';
import { AcknowledgedFinding, evaluate, Finding, Unclear } from './finding';
import { evaluateHandlers, handlersNotRun } from './handler';
import { RULES } from './index';
import { Level, Rule } from './rule';
import { together } from './together';
import { Budget } from '../model/budget';
import { DistributionModel, variantsOf } from '../model/distribution';

/** A stack with distributions. */
export type CheckedStack = Acknowledging['stack'] & {
  readonly name: string;
  /** Path of its template. */
  readonly file?: string;
};

export interface CheckOptions {
  /** @default - every rule */
  readonly rules?: readonly Rule[];
  /**
   * Whether the attached origin-response functions are run, in a process of their own that has no network, and no files but those of the
   * function.
   * @default true
   */
  readonly runHandlers?: boolean;
  /** @default - functions may take 60 s together, everything else what it takes */
  readonly budget?: Budget;
}

/** The result of a check. */
export interface CheckResult {
  /** Every template that was read, as findings name it. */
  readonly templates: readonly string[];
  /** By template and distribution, errors first. */
  readonly findings: readonly Finding[];
  readonly acknowledged: readonly AcknowledgedFinding[];
  /** What only a deployment knows. */
  readonly cannotTell: readonly Unclear[];
  readonly distributions: number;
  readonly originGroups: number;
}

/**
 * Checks distributions: evaluates the rules, runs the functions on origin groups, and takes out what was acknowledged. The construct, the
 * plugin and the command all check with this. The same distributions give the same result, in the same order.
 *
 * @param stacks those of the distributions, and perhaps more
 */
export function check(
  distributions: readonly DistributionModel[], stacks: readonly CheckedStack[], options: CheckOptions = {},
): CheckResult {
  const { rules = RULES, runHandlers = true, budget } = options;
  const places = distributions.map(distribution => placeOf(distribution, stacks));
  const models = places.map(({ distribution }) => distribution);
  const variants = models.flatMap(variantsOf);
  const ofRules = variants.map(model => {
    budget?.check();
    return evaluate(model, rules);
  });
  const evaluations = [...ofRules, runHandlers ? evaluateHandlers(variants, undefined, budget) : handlersNotRun(variants)];
  const results = models.map(model => together(model, evaluations));
  const { findings, acknowledged } = acknowledge(results.flatMap(result => result.findings), places);

  const templates = stacks.map(templateOf);
  const resource = (found: Finding | Unclear) => [templates.indexOf(found.template), found.resource];
  const byLevel = by<Finding>(found => [...resource(found), LEVELS.indexOf(found.level), found.rule, found.property, found.message]);
  return {
    templates,
    findings: onceForEachRule([...findings].sort(byLevel)),
    acknowledged: onceForEachRule([...acknowledged].sort(byLevel)),
    cannotTell: results
      .flatMap(({ cannotTell }) => cannotTell)
      .sort(by(found => [...resource(found), found.rule, found.property, found.reason])),
    distributions: models.length,
    originGroups: models.reduce((sum, { groups }) => sum + groups.length, 0),
  };
}

/** Information about several places of a distribution is one finding, at the first of them. */
function onceForEachRule<F extends Finding>(findings: readonly F[]): F[] {
  const alike = new Map<unknown, F[]>();
  for (const finding of findings) {
    const { level, template, resource, rule } = finding;
    const key = level === 'info' ? JSON.stringify([template, resource, rule]) : finding;
    alike.set(key, [...alike.get(key) ?? [], finding]);
  }
  return [...alike.values()].map(([first, ...others]) => (others.length
    ? { ...first!, message: `${first!.message} The same at ${others.map(({ property }) => property).join(', ')}.` }
    : first!));
}

const LEVELS: readonly Level[] = ['error', 'warning', 'info'];

/**
 * A distribution whose template is called by the path of its file, as findings call it. Stacks of several assemblies may have the same
 * name.
 */
function placeOf(distribution: DistributionModel, stacks: readonly CheckedStack[]): Acknowledging {
  const stack = stacks.find(({ name }) => name === distribution.template)!;
  const called = (each: DistributionModel): DistributionModel =>
    ({ ...each, template: templateOf(stack), otherwise: each.otherwise.map(called) });
  return { distribution: called(distribution), stack };
}

function templateOf({ name, file = name }: CheckedStack): string {
  return file;
}

/**
 * Compares what are lists of the same length, item by item. Text is not compared by the rules of a language, which differ between machines.
 */
function by<T>(keysOf: (item: T) => ReadonlyArray<string | number>): (a: T, b: T) => number {
  return (a, b) => {
    const [first, second] = [keysOf(a), keysOf(b)];
    const i = first.findIndex((key, index) => key !== second[index]);
    return i < 0 ? 0 : first[i]! < second[i]! ? -1 : 1;
  };
}
