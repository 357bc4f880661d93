import { Environment } from './template';
import { entryOf, isUnknown, listOf, recordOf, Unknown, Value } from './value';

/**
 * Decides the conditions in a value of a template (`Fn::If`, `AWS::NoValue`) and leaves every other function as written, so
 * that references can be followed. Lists have the same length as after {@link evaluate}.
 */
export function decideConditions(value: unknown, environment: Environment = {}): unknown {
  return new Evaluation(environment, true).value(value);
}

/**
 * Evaluates the intrinsic functions in a value of a template as far as possible without deploying it. What cannot be evaluated
 * becomes an {@link Unknown}; properties set to `AWS::NoValue` are left out.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export function evaluate(value: unknown, environment: Environment = {}): unknown {
  return new Evaluation(environment).value(value);
}

const NO_VALUE = Symbol('AWS::NoValue');
const MAX_DEPTH = 100;

class Evaluation {
  private depth = 0;
  private copied = 0;

  private readonly decided = new Map<string, boolean | undefined>();

  constructor(private readonly environment: Environment, private readonly conditionsOnly = false) {}

  value(value: unknown): unknown {
    const result = this.inner(value);
    return result === NO_VALUE ? undefined : result;
  }

  private inner(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || isUnknown(value)) return value;
    if (this.depth >= MAX_DEPTH) return unknown('nested too deeply');
    this.depth++;
    try {
      if (Array.isArray(value)) return value.map(item => this.inner(item)).filter(item => item !== NO_VALUE);
      const entries = Object.entries(value);
      if (entries.length === 1) {
        const [name, argument] = entries[0]!;
        if (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::')) {
          if (!this.conditionsOnly) return this.intrinsic(name, argument);
          if (name === 'Ref' && argument === 'AWS::NoValue') return NO_VALUE;
          return name === 'Fn::If' ? this.if(argument, value) : value;
        }
      }
      return Object.fromEntries(entries
        .map(([key, item]) => [key, this.inner(item)] as const)
        .filter(([, item]) => item !== NO_VALUE));
    } finally {
      this.depth--;
    }
  }

  private intrinsic(name: string, argument: unknown): unknown {
    switch (name) {
      case 'Ref': return this.ref(asText(argument));
      case 'Fn::GetAtt': return this.getAtt(argument);
      case 'Fn::Sub': return this.sub(argument);
      case 'Fn::Join': return this.join(argument);
      case 'Fn::Split': return this.split(argument);
      case 'Fn::Select': return this.select(argument);
      case 'Fn::FindInMap': return this.findInMap(argument);
      case 'Fn::If': return this.if(argument);
      case 'Condition': return this.condition(asText(argument)) ?? unknown(`Condition ${asText(argument)}`);
      case 'Fn::Equals':
      case 'Fn::And':
      case 'Fn::Or':
      case 'Fn::Not': return this.logic(name, argument);
      default: return unknown(callText(name, this.value(argument)));
    }
  }

  private ref(name: string): unknown {
    const { region, account, stackName, parameters = {}, defaults = {} } = this.environment;
    switch (name) {
      case 'AWS::NoValue': return NO_VALUE;
      case 'AWS::Region': return region ?? unknown(name);
      case 'AWS::AccountId': return account ?? unknown(name);
      case 'AWS::StackName': return stackName ?? unknown(name);
      case 'AWS::Partition': return region && !/^(cn|us-gov|us-iso)/.test(region) ? 'aws' : unknown(name);
      case 'AWS::URLSuffix': return region && !/^(cn|us-iso)/.test(region) ? 'amazonaws.com' : unknown(name);
    }
    const values = [parameters, defaults].find(all => Object.hasOwn(all, name));
    return values ? this.copy(values[name], name) : unknown(name);
  }

  /** The value of a parameter or a mapping. One value in thousands of places could fill any memory. */
  private copy(value: unknown, name: string): unknown {
    const length = lengthOf(value);
    this.copied += length;
    return length > MAX_VALUE || this.copied > MAX_COPIED ? unknown(name) : structuredClone(value);
  }

  private getAtt(argument: unknown): unknown {
    return unknown(Array.isArray(argument) ? argument.map(part => asText(this.value(part))).join('.') : asText(argument));
  }

  private sub(argument: unknown): unknown {
    const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const own = recordOf(variables);
    const values = new Map<string, unknown>();
    const valueOf = (name: string) => {
      if (!values.has(name)) values.set(name, this.value(own[name]));
      return values.get(name);
    };
    const parts = asText(template).split(/(\$\{[^}]*\})/).map((part): unknown => {
      const name = /^\$\{([^}]*)\}$/.exec(part)?.[1]?.trim();
      if (name === undefined) return part;
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (Object.hasOwn(own, name)) return valueOf(name);
      return name.includes('.') ? unknown(name) : this.value({ Ref: name });
    });
    return concat(parts, '');
  }

  private join(argument: unknown): unknown {
    const [delimiter, list] = listOf(argument);
    const items = this.value(list);
    return Array.isArray(items) ? concat(items, asText(delimiter)) : unknown(callText('Fn::Join', items));
  }

  /** Splits the known parts of a text. A `${...}` is never cut. */
  private split(argument: unknown): unknown {
    const [delimiter, source] = listOf(argument);
    const value = this.value(source);
    if (typeof value === 'string') return value.split(asText(delimiter));
    const pieces = splitOutside(asText(value), asText(delimiter));
    return pieces.length > 1
      ? pieces.map(piece => (piece.includes('${') ? { unknown: piece } : piece))
      : unknown(callText('Fn::Split', [delimiter, value]));
  }

  private select(argument: unknown): unknown {
    const [index, list] = listOf(argument);
    const items = this.value(list);
    const position = this.value(index);
    const found = Array.isArray(items) && !isUnknown(position) ? items[Number(asText(position))] : undefined;
    return found ?? unknown(this.hostOfUrl(list, position) ?? callText('Fn::Select', [position, items]));
  }

  /** What CDK writes to take the host out of a URL that is not known: item 2 between the slashes. */
  private hostOfUrl(list: unknown, position: unknown): string | undefined {
    const [delimiter, url] = listOf(recordOf(list)['Fn::Split']);
    return delimiter === '/' && asText(position) === '2' && isUnknown(this.value(url)) ? `host of ${inner(this.value(url))}` : undefined;
  }

  private findInMap(argument: unknown): unknown {
    const [map, first, second] = listOf(this.value(argument)).map(asText);
    const found = [map, first, second].reduce<unknown>((inside, key) => entryOf(inside, key ?? ''), this.environment.mappings);
    const name = `Fn::FindInMap ${map}.${first}.${second}`;
    return found === undefined ? unknown(name) : this.copy(found, name);
  }

  private if(argument: unknown, undecided?: unknown): unknown {
    const [name, whenTrue, whenFalse] = listOf(argument);
    const condition = this.condition(asText(name));
    return condition === undefined ? undecided ?? unknown(`Fn::If ${asText(name)}`) : this.inner(condition ? whenTrue : whenFalse);
  }

  private condition(name: string): boolean | undefined {
    if (!this.decided.has(name)) {
      // Circular conditions find this.
      this.decided.set(name, undefined);
      const result = entryOf(this.environment.where, name) ?? this.deciding().value(entryOf(this.environment.conditions, name));
      this.decided.set(name, typeof result === 'boolean' ? result : undefined);
    }
    return this.decided.get(name);
  }

  /** Defaults decide no condition: a deployment may give other values. */
  private deciding(): Evaluation {
    const { defaults, ...environment } = this.environment;
    return defaults || this.conditionsOnly ? new Evaluation(environment) : this;
  }

  private logic(name: string, argument: unknown): Value<boolean> {
    const operands = listOf(argument).map(operand => this.value(operand));
    return outcome(name, operands) ?? unknown(callText(name, operands));
  }
}

function outcome(name: string, operands: readonly unknown[]): boolean | undefined {
  if (name === 'Fn::Equals') return operands.some(isUnknown) ? undefined : asText(operands[0]) === asText(operands[1]);
  if (name === 'Fn::Not') return typeof operands[0] === 'boolean' ? !operands[0] : undefined;
  const decisive = name === 'Fn::Or';
  if (operands.includes(decisive)) return decisive;
  return operands.every(operand => typeof operand === 'boolean') ? !decisive : undefined;
}

/** Whether a resource with this condition exists; undefined when that is known only at deployment. */
export function holds(condition: string | undefined, environment: Environment): boolean | undefined {
  if (condition === undefined) return true;
  const result = evaluate({ Condition: condition }, environment);
  return typeof result === 'boolean' ? result : undefined;
}

/** The longest expression that is kept: a template can nest texts that double at every level. */
const MAX_TEXT = 10_000;

function unknown(expression: string): Unknown {
  return { unknown: `\${${expression.length > MAX_TEXT ? 'too long' : expression}}` };
}

function callText(name: string, argument: unknown): string {
  return `${name} ${JSON.stringify(argument, (_, value) => (isUnknown(value) ? value.unknown : value))}`;
}

/** An expression as it stands inside of another: without its own `${}`. */
function inner(value: unknown): string {
  return asText(value).replace(/^\$\{([^{}]*)\}$/, '$1');
}

function asText(value: unknown): string {
  if (isUnknown(value)) return value.unknown;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** CloudFormation takes templates of a million characters. */
const MAX_JOINED = 1_000_000;

/** Characters of the value of a parameter, of which CloudFormation takes 4,096 bytes, or of a mapping. */
const MAX_VALUE = 20_000;

/** Characters of all that references to parameters and mappings stand for, together. */
const MAX_COPIED = 10 * MAX_JOINED;

const lengths = new WeakMap<object, number>();

function lengthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return String(value).length;
  let length = lengths.get(value);
  if (length === undefined) lengths.set(value, length = JSON.stringify(value).length);
  return length;
}

function concat(parts: readonly unknown[], delimiter: string): unknown {
  const pieces = parts.map(asText);
  if (pieces.reduce((sum, { length }) => sum + length, 0) > MAX_JOINED) return unknown('too long');
  const joined = pieces.join(delimiter);
  return parts.some(isUnknown) ? { unknown: joined } : joined;
}

function splitOutside(value: string, delimiter: string): string[] {
  const pieces = [''];
  for (const part of value.split(/(\$\{[^}]*\})/)) {
    const [first = '', ...rest] = part.startsWith('${') || delimiter === '' ? [part] : part.split(delimiter);
    pieces[pieces.length - 1] += first;
    pieces.push(...rest);
  }
  return pieces;
}
