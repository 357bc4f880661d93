import { judgeHandlers } from './handler';
import { RULES } from './index';
import { Finding, judge, Level, Unclear } from './rule';
import { Assembly } from '../model/assembly';

/** What the rules say of everything in an assembly or a template. */
export interface CheckResult {
  /** Every stack or file that was read. */
  readonly templates: readonly string[];
  /** By template and distribution, errors first. */
  readonly findings: readonly Finding[];
  /** What only a deployment can tell. */
  readonly cannotTell: readonly Unclear[];
}

export interface CheckOptions {
  /**
   * Whether the attached origin-response functions are run, in a process of their own that has no network, and no files but those of the function.
   * @default true
   */
  readonly runHandlers?: boolean;
}

/** Checks every distribution of an assembly. The same assembly gives the same result, in the same order. */
export function checkAssembly(assembly: Pick<Assembly, 'stacks' | 'distributions'>, { runHandlers = true }: CheckOptions = {}): CheckResult {
  const distributions = assembly.distributions();
  const judged = distributions.map(distribution => judge(distribution, RULES));
  if (runHandlers) judged.push(judgeHandlers(distributions));

  const templates = assembly.stacks.map(({ name }) => name);
  const place = ({ template, resource, property, rule }: Finding | Unclear) => [templates.indexOf(template), resource, rule, property];
  return {
    templates,
    findings: judged.flatMap(({ findings }) => findings).sort(by(finding => [
      ...place(finding).slice(0, 2), LEVELS.indexOf(finding.level), ...place(finding).slice(2), finding.message,
    ])),
    cannotTell: judged.flatMap(({ cannotTell }) => cannotTell).sort(by(unclear => [...place(unclear), unclear.reason])),
  };
}

const LEVELS: readonly Level[] = ['error', 'warning', 'info'];

/** Compares what are lists of the same length, item by item. Text is not compared by the rules of a language, which differ between machines. */
function by<T>(keysOf: (item: T) => ReadonlyArray<string | number>): (a: T, b: T) => number {
  return (a, b) => {
    const [first, second] = [keysOf(a), keysOf(b)];
    const i = first.findIndex((key, index) => key !== second[index]);
    return i < 0 ? 0 : first[i]! < second[i]! ? -1 : 1;
  };
}
