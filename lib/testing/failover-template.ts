import type { Stack } from 'aws-cdk-lib';
import type { Match, Matcher, Template } from 'aws-cdk-lib/assertions';
import { FoundFailover, foundIn } from './found-failover';
import { synthesize } from './synthesis';

/** A member of an origin group: an origin's id or domain name, which may be a token of the stack, or a matcher for the domain name. */
export type ExpectedOrigin = string | Matcher | Readonly<Record<string, unknown>>;

/** An expected failover. What is left out matches anything. */
export interface ExpectedFailover {
  readonly primary?: ExpectedOrigin;
  readonly secondary?: ExpectedOrigin;
  /** The failover criteria, in any order: all of them, or a matcher for the sorted list. */
  readonly statusCodes?: readonly number[] | Matcher;
  /** Path pattern of a behavior that has to be on the group; `*` for the default behavior. */
  readonly behavior?: string;
}

/**
 * Assertions on the origin groups of a template, in addition to those of `aws-cdk-lib/assertions`. For what viewers get, see
 * `simulate`: the template may be right and a function still cancel the failover.
 */
export class FailoverTemplate {
  /** From a stack, which is synthesized with its app. */
  static fromStack(stack: Stack): FailoverTemplate {
    synthesize(stack);
    return new FailoverTemplate(assertions().Template.fromStack(stack), value => stack.resolve(value));
  }

  /** From a parsed template, of any origin. */
  static fromJSON(template: Readonly<Record<string, any>>): FailoverTemplate {
    return new FailoverTemplate(assertions().Template.fromJSON(template), value => value);
  }

  private constructor(
    /** For the assertions of `aws-cdk-lib/assertions`. */
    readonly template: Template,
    private readonly resolve: (value: unknown) => unknown,
  ) {}

  /**
   * Asserts that a distribution of the template has a behavior on an origin group like this.
   * @throws Error with what was found instead, or for an unknown expectation
   */
  hasFailover(expected: ExpectedFailover = {}): void {
    checkExpected(expected);
    const { groups, others } = foundIn(this.template.toJSON());
    const differences = groups.map(group => this.differences(group, expected));
    if (differences.some(({ length }) => length === 0)) return;
    const found = groups.flatMap((group, i) => [`  ${group.text}`, ...differences[i]!.map(difference => `    ${difference}`)]);
    throw new Error([
      'No distribution fails over like this. Expected:',
      `  ${this.expectedWords(expected)}`,
      'Found:',
      ...found,
      ...others.map(other => `  ${other}`),
      ...found.length || others.length ? [] : ['  no AWS::CloudFront::Distribution'],
    ].join('\n'));
  }

  private differences(group: FoundFailover, { primary, secondary, statusCodes, behavior }: ExpectedFailover): string[] {
    return [
      ...primary === undefined ? [] : this.differenceOf('primary', group.primary, primary),
      ...secondary === undefined ? [] : this.differenceOf('secondary', group.secondary, secondary),
      ...statusCodes === undefined ? [] : differenceOfCodes(group.statusCodes, statusCodes),
      ...behavior === undefined || group.behaviors.includes(behavior) ? [] : [`behavior: ${behavior} is not on this group`],
    ];
  }

  private differenceOf(role: string, origin: FoundFailover['primary'], expected: ExpectedOrigin): string[] {
    if (isMatcher(expected)) return failuresOf(role, expected, origin.domainName);
    const resolved = this.resolve(expected);
    if (typeof resolved !== 'string') return failuresOf(role, assertions().Match.exact(resolved), origin.domainName);
    return [origin.id, origin.domainName, origin.text].includes(resolved) ? [] : [`${role}: ${origin.text} is not ${resolved}`];
  }

  private expectedWords({ primary, secondary, statusCodes, behavior }: ExpectedFailover): string {
    const show = (value: unknown) => {
      if (isMatcher(value)) return `Match.${value.name}`;
      return typeof value === 'string' ? String(words(this.resolve(value))) : JSON.stringify(value);
    };
    const parts = [
      ...primary === undefined ? [] : [`primary ${show(primary)}`],
      ...secondary === undefined ? [] : [`secondary ${show(secondary)}`],
      ...statusCodes === undefined ? [] : [`failover on ${Array.isArray(statusCodes) ? statusCodes.join(', ') : show(statusCodes)}`],
      ...behavior === undefined ? [] : [`behavior ${behavior}`],
    ];
    return parts.join(', ') || 'an origin group that a behavior targets';
  }
}

const EXPECTABLE: ReadonlyArray<keyof ExpectedFailover> = ['primary', 'secondary', 'statusCodes', 'behavior'];

/** A misspelled name would expect nothing, and pass. */
function checkExpected(expected: ExpectedFailover): void {
  const unknown = Object.keys(expected).filter(name => !(EXPECTABLE as readonly string[]).includes(name));
  if (unknown.length) {
    throw new TypeError(
      `hasFailover got an unknown expectation. Got: ${unknown.join(', ')}. Allowed: ${EXPECTABLE.join(', ')}. Correct the name.`,
    );
  }
  const { statusCodes } = expected;
  if (statusCodes !== undefined && !Array.isArray(statusCodes) && !isMatcher(statusCodes)) {
    throw new TypeError(
      `hasFailover cannot use these status codes. Got: ${words(statusCodes)}. Allowed: an array of numbers, or a matcher. Write [503].`,
    );
  }
}

function differenceOfCodes(found: readonly unknown[], expected: readonly number[] | Matcher): string[] {
  if (isMatcher(expected)) return failuresOf('status codes', expected, [...found].sort());
  const missing = expected.filter(code => !found.includes(code));
  const unexpected = (found as number[]).filter(code => !expected.includes(code));
  return [
    ...missing.length ? [`status codes: ${missing.join(', ')} missing`] : [],
    ...unexpected.length ? [`status codes: ${unexpected.join(', ')} not expected`] : [],
  ];
}

function words(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isMatcher(value: unknown): value is Matcher {
  return assertions().Matcher.isMatcher(value);
}

function failuresOf(what: string, matcher: Matcher, target: unknown): string[] {
  const result = matcher.test(target);
  return result.hasFailed() ? result.toHumanStrings().map(line => `${what}: ${line}`) : [];
}

/** Loaded on demand, so that the rest of the test kit works without aws-cdk-lib. */
function assertions(): { Match: typeof Match; Matcher: typeof Matcher; Template: typeof Template } {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('aws-cdk-lib/assertions');
}
