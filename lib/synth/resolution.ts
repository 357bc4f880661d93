import { IPostProcessor, IResolvable, IResolveContext, ResolveChangeContextOptions, Stack, Tokenization } from 'aws-cdk-lib';
import { listOf, Properties, recordOf } from '../model/value';

/**
 * Resolves what a template is made of to what `Stack.resolve` makes of it, in half the time. CDK notes in every value where it comes from,
 * and works out the logical id of a resource whenever something refers to it. Here each text with tokens in it is worked out once, so this
 * is for one {@link Synthesis}, in which nothing changes any more.
 */
export class Resolution {
  readonly #texts = new Map<string, unknown>();

  constructor(private readonly stack: Stack) {}

  /** @param keepsUndefined whether properties that are undefined stay: an override takes something out with that */
  resolve(value: unknown, keepsUndefined = false): unknown {
    if (typeof value === 'string') return value.includes('Token[') || value.includes('e+289') ? this.text(value) : value;
    // CDK encodes a number that is a token as one that nobody uses.
    if (typeof value === 'number') return Math.abs(value) < 1e287 ? value : this.stack.resolve(value);
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    if (Array.isArray(value)) return this.list(value, keepsUndefined);
    if (Tokenization.isResolvable(value)) return this.token(value, keepsUndefined);
    return this.mapping(value as Properties, keepsUndefined);
  }

  private token(token: IResolvable, keepsUndefined: boolean): unknown {
    const context = new Context(this, this.stack);
    try {
      return context.processed(this.resolve(token.resolve(context), keepsUndefined));
    } catch {
      return this.stack.resolve(token);
    }
  }

  private text(value: string): unknown {
    if (!this.#texts.has(value)) {
      const resolved = Tokenization.reverseString(value).mapTokens({ mapToken: token => this.resolve(token) });
      this.#texts.set(value, resolved.join({ join: joined }));
    }
    // A copy: overrides are written into what is resolved.
    const resolved = this.#texts.get(value);
    return typeof resolved === 'string' ? resolved : this.resolve(resolved);
  }

  private list(value: readonly unknown[], keepsUndefined: boolean): unknown {
    if (value.some(item => typeof item === 'string' && item.includes('#{Token['))) return this.stack.resolve(value);
    const items: unknown[] = [];
    for (const item of value) {
      const resolved = this.resolve(item, keepsUndefined);
      if (resolved !== undefined || keepsUndefined) items.push(resolved);
    }
    return items;
  }

  private mapping(value: Properties, keepsUndefined: boolean): unknown {
    const resolved: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const item = this.resolve(value[key], keepsUndefined);
      if (item !== undefined || keepsUndefined) resolved[this.resolve(key) as string] = item;
    }
    return resolved;
  }
}

/** Two parts of a text. Joins in it become one, as CDK writes it. */
function joined(left: unknown, right: unknown): unknown {
  const parts: unknown[] = [];
  for (const part of [...partsOf(left), ...partsOf(right)]) {
    const last = parts.at(-1);
    if (isLiteral(part) && isLiteral(last)) parts[parts.length - 1] = `${last}${part}`;
    else if (part !== undefined) parts.push(part);
  }
  return parts.length > 1 ? { 'Fn::Join': ['', parts] } : parts[0] ?? '';
}

function partsOf(value: unknown): readonly unknown[] {
  const [delimiter, parts] = listOf(recordOf(value)['Fn::Join']);
  return delimiter === '' && Array.isArray(parts) ? parts : [value];
}

function isLiteral(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/** What a token resolves in. */
class Context implements IResolveContext {
  readonly preparing = false;
  readonly documentPath: string[] = [];
  #processor?: IPostProcessor;

  constructor(private readonly resolution: Resolution, readonly scope: Stack) {}

  registerPostProcessor(processor: IPostProcessor): void {
    this.#processor = processor;
  }

  /** @throws for JSON, into which CDK writes each value by where it comes from */
  resolve(value: unknown, { removeEmpty, allowIntrinsicKeys }: ResolveChangeContextOptions = {}): any {
    if (allowIntrinsicKeys) throw new Error('not known');
    return this.resolution.resolve(value, removeEmpty === false);
  }

  processed(value: unknown): unknown {
    return this.#processor ? this.#processor.postProcess(value, this) : value;
  }
}
