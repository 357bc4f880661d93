import { evaluate, holds } from './intrinsics';
import { Environment, Resource } from './template';
import { entryOf, isUnknown, listOf, recordOf, show } from './value';

/** Values of conditions that only a deployment knows, by the names of the conditions. */
export type Conditions = Readonly<Record<string, boolean>>;

/** One of the ways in which the conditions of a resource may turn out. */
export interface Variant {
  readonly where: Conditions;
  readonly environment: Environment;
}

export interface Variants {
  /** At least one. The first has the defaults of parameters, and what is optional. */
  readonly variants: readonly Variant[];
  /** Conditions of which not every combination is among the variants. */
  readonly unread: readonly string[];
}

const MAX_VARIANTS = 16;
const MAX_ANSWERS = 256;

/** An answer other than those that the template mentions. */
const OTHER = Symbol('another value');

/** What each question is answered with: the value of a parameter, or whether two values are equal. */
type Answers = ReadonlyMap<string, unknown>;

/**
 * The ways in which the conditions in a resource may turn out. Conditions are decided together: two that compare the same parameter
 * with different values are not true at once, and neither is one with its opposite.
 */
export function variantsIn({ Properties, Condition }: Resource, environment: Environment): Variants {
  const names = [...new Set([...typeof Condition === 'string' ? [Condition] : [], ...conditionsIn(Properties)])]
    .filter(name => Object.hasOwn(environment.conditions ?? {}, name) && holds(name, environment) === undefined);
  if (!names.length) return { variants: [{ where: {}, environment }], unread: [] };
  const decisions = new Decisions(environment);
  const questions = decisions.questionsOf(names);
  const { all, isComplete } = answersTo(questions.map(([question, answers]) => [question, possible(question, answers, environment)]));
  const found = new Map<string, Variant>();
  for (const answers of all) {
    const where = decisions.under(names, answers);
    const key = JSON.stringify(where);
    if (where[Condition ?? ''] === false || found.has(key)) continue;
    found.set(key, { where, environment: { ...environment, ...valuesUnder(answers, questions, environment), where } });
  }
  const variants = [...found.values()];
  const differences = ({ where }: Variant) => names.filter(name => where[name] !== variants[0]!.where[name]).length;
  const nearest = [...variants].sort((a, b) => differences(a) - differences(b)).slice(0, MAX_VARIANTS);
  return {
    variants: nearest.length ? nearest : [{ where: {}, environment }],
    unread: isComplete && variants.length <= MAX_VARIANTS ? [] : names,
  };
}

/** The conditions that `Fn::If` asks for, the outer ones first. */
function* conditionsIn(value: unknown): Iterable<string> {
  if (typeof value !== 'object' || value === null) return;
  const [name] = listOf(recordOf(value)['Fn::If']);
  if (typeof name === 'string') yield name;
  for (const item of Object.values(value)) yield* conditionsIn(item);
}

/** The answer that makes two values equal. Without a question it is known whether they are. */
interface Comparison {
  readonly question?: string;
  readonly answer: unknown;
}

/** The conditions of a template as questions to a deployment. */
class Decisions {
  private readonly conditions: Readonly<Record<string, unknown>>;
  private readonly environment: Environment;
  private readonly comparisons = new Map<unknown, Comparison>();

  constructor({ defaults, ...deciding }: Environment) {
    this.environment = deciding;
    this.conditions = deciding.conditions ?? {};
  }

  /** What decides these conditions, each with the answers that make a difference. */
  questionsOf(names: readonly string[]): Array<readonly [string, readonly unknown[]]> {
    const questions = new Map<string, Set<unknown>>();
    const seen = new Set<string>();
    const visit = (expression: unknown): void => {
      const { name, operands } = partsOf(expression);
      if (name === 'Condition') {
        const condition = String(operands[0]);
        if (!seen.has(condition)) {
          seen.add(condition);
          visit(entryOf(this.conditions, condition));
        }
      } else if (name === 'logic') {
        operands.forEach(visit);
      } else {
        const { question, answer } = this.compared(expression);
        if (question !== undefined) questions.set(question, (questions.get(question) ?? new Set([OTHER])).add(answer));
      }
    };
    for (const Condition of names) visit({ Condition });
    return [...questions].map(([question, answers]) => [question, [...answers]] as const);
  }

  under(names: readonly string[], answers: Answers): Conditions {
    const known = new Map<string, boolean>();
    const truth = (expression: unknown): boolean => {
      const { name, operands, isAny, isNot } = partsOf(expression);
      if (name === 'logic') return isNot ? !truth(operands[0]) : isAny ? operands.some(truth) : operands.every(truth);
      if (name === 'Condition') return of(String(operands[0]));
      const { question, answer } = this.compared(expression);
      return question === undefined ? answer === true : answers.get(question) === answer;
    };
    const of = (name: string): boolean => {
      if (!known.has(name)) {
        // What a circular condition finds.
        known.set(name, false);
        known.set(name, truth(entryOf(this.conditions, name)));
      }
      return known.get(name)!;
    };
    return Object.fromEntries(names.map(name => [name, of(name)]));
  }

  private compared(expression: unknown): Comparison {
    const known = this.comparisons.get(expression) ?? this.comparison(expression);
    this.comparisons.set(expression, known);
    return known;
  }

  private comparison(expression: unknown): Comparison {
    const equals = recordOf(expression)['Fn::Equals'];
    if (equals === undefined) return { question: show(expression), answer: true };
    const [first, second] = listOf(equals).map(operand => evaluate(operand, this.environment));
    if (isUnknown(first) && isUnknown(second)) return { question: [first.unknown, second.unknown].sort().join(' = '), answer: true };
    if (isUnknown(first)) return { question: first.unknown, answer: show(second) };
    return isUnknown(second) ? { question: second.unknown, answer: show(first) } : { answer: show(first) === show(second) };
  }
}

function partsOf(expression: unknown) {
  const { Condition, 'Fn::And': and, 'Fn::Or': or, 'Fn::Not': not } = recordOf(expression);
  const logic = and ?? or ?? not;
  if (typeof Condition === 'string') return { name: 'Condition' as const, operands: [Condition] };
  if (logic === undefined) return { operands: [] };
  return { name: 'logic' as const, operands: listOf(logic), isAny: logic === or, isNot: logic === not };
}

/** Without values that a parameter cannot have. Its default comes first, and nothing last, because it stands for what is left out. */
function possible(question: string, answers: readonly unknown[], { defaults = {}, allowed = {} }: Environment): readonly unknown[] {
  const parameter = parameterIn(question);
  const values = Object.hasOwn(allowed, parameter) ? allowed[parameter]!.map(show) : undefined;
  const usual = Object.hasOwn(defaults, parameter) ? show(defaults[parameter]) : undefined;
  const first = usual === undefined || answers.includes(usual) ? usual : OTHER;
  const rank = (answer: unknown) => (answer === first ? 0 : answer === '' ? 3 : answer === OTHER ? 2 : 1);
  const isAllowed = (answer: unknown) => !values
    || (answer === OTHER ? values.some(value => !answers.includes(value)) : values.includes(answer as string));
  return answers.filter(isAllowed).sort((a, b) => rank(a) - rank(b));
}

/** Every combination of answers; or those in which at most one answer is not the first, where there are too many. */
function answersTo(questions: ReadonlyArray<readonly [string, readonly unknown[]]>): { all: Answers[]; isComplete: boolean } {
  const isComplete = questions.reduce((product, [, answers]) => product * answers.length, 1) <= MAX_ANSWERS;
  if (!isComplete) {
    const first = new Map(questions.map(([question, answers]) => [question, answers[0]]));
    const others = questions.flatMap(([question, answers]) => answers.slice(1).map(answer => new Map(first).set(question, answer)));
    return { all: [first, ...others], isComplete };
  }
  let all: Array<Map<string, unknown>> = [new Map()];
  for (const [question, answers] of questions) all = all.flatMap(some => answers.map(answer => new Map(some).set(question, answer)));
  return { all, isComplete };
}

/** A parameter has the value that the conditions take it to have; a default that they exclude is none. */
function valuesUnder(
  answers: Answers, questions: ReadonlyArray<readonly [string, readonly unknown[]]>, { parameters, defaults }: Environment,
): Pick<Environment, 'parameters' | 'defaults'> {
  const known: Record<string, unknown> = { ...parameters };
  const usual: Record<string, unknown> = { ...defaults };
  for (const [question, mentioned] of questions) {
    const parameter = parameterIn(question);
    const answer = answers.get(question);
    if (parameter === '' || answer === true) continue;
    if (answer !== OTHER) known[parameter] = answer;
    else if (mentioned.includes(show(entryOf(usual, parameter)))) delete usual[parameter];
  }
  return { parameters: known, defaults: usual };
}

function parameterIn(question: string): string {
  return /^\$\{(\w+)\}$/.exec(question)?.[1] ?? '';
}

/** Which of several variants, in words. */
export function whereText(all: readonly Conditions[], indices: ReadonlySet<number>): string {
  const chosen = all.filter((_, i) => indices.has(i));
  const others = all.filter((_, i) => !indices.has(i));
  return only(chosen, others) ?? negated(only(others, chosen)) ?? `${conditionsText(chosen[0]!)}, and in other cases`;
}

/** The fewest conditions by which all of these differ from all of the others. */
function only(chosen: readonly Conditions[], others: readonly Conditions[]): string | undefined {
  const [first = {}] = chosen;
  const isIn = (where: Conditions, names: readonly string[]) => names.every(name => where[name] === first[name]);
  let names = Object.keys(first).filter(name => chosen.every(where => where[name] === first[name]));
  if (!chosen.length || others.some(where => isIn(where, names))) return undefined;
  for (const name of names) {
    const fewer = names.filter(other => other !== name);
    if (!others.some(where => isIn(where, fewer))) names = fewer;
  }
  return conditionsText(Object.fromEntries(names.map(name => [name, first[name]!])));
}

function negated(condition: string | undefined): string | undefined {
  return condition && `it is not the case that ${condition}`;
}

/** Conditions in words. */
export function conditionsText(where: Conditions): string {
  return Object.entries(where).map(([name, value]) => `${name} is ${value}`).join(' and ');
}
