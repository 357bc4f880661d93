import { isJson } from './template-file';
import { Step } from './yaml-template';

/**
 * The line, counted from 1, of a resource's property, or of the closest thing around it that the template has: functions such as
 * `Fn::If` are not part of the path. Undefined for a resource that is not in the template.
 *
 * @param property path in the resource: from `Properties` on, or starting with `Metadata`
 */
export type LineOf = (resource: string, property: string) => number | undefined;

/**
 * Finds the lines of resources and their properties in a template.
 *
 * @param resources logical ids; the rest of the template is skipped
 * @throws Error for text that is neither JSON nor YAML
 */
export function templateLines(text: string, resources: ReadonlySet<string>): LineOf {
  const lines = new Reader(text, stepsOf(text), resources).lines();
  return (resource, property) => {
    const steps = /^Metadata(\.|$)/.test(property) ? property : `Properties.${property}`;
    let path = `Resources.${resource}`;
    let line = lines.get(path);
    for (const step of steps.split('.')) {
      path += `.${step}`;
      const found = lines.get(path);
      if (found === undefined) break;
      line = found;
    }
    return line;
  };
}

function stepsOf(text: string): Iterable<Step> {
  if (isJson(text)) return jsonSteps(text);
  // Loaded on demand, so that the command starts fast.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('./yaml-template') as typeof import('./yaml-template')).yamlSteps(text);
}

/** Walks a document once and records the line of every path that may be asked for. */
class Reader {
  private readonly steps: Iterator<Step>;
  private readonly found = new Map<string, number>();
  private step: Step;
  private line = 1;
  private lineStart = 0;

  constructor(private readonly text: string, steps: Iterable<Step>, private readonly resources: ReadonlySet<string>) {
    this.steps = steps[Symbol.iterator]();
    this.step = this.next();
  }

  lines(): ReadonlyMap<string, number> {
    this.node([]);
    return this.found;
  }

  /** @param path undefined where no line is needed */
  private node(path: readonly string[] | undefined): void {
    const { kind } = this.step;
    this.step = this.next();
    if (kind === 'scalar') return;
    for (let index = 0; this.step.kind !== 'end'; index++) {
      const { offset } = this.step;
      const name = kind === 'mapping' ? this.key() : String(index);
      const child = this.wanted(path, name);
      if (child) this.found.set(child.join('.'), this.lineAt(offset));
      this.node(child);
    }
    this.step = this.next();
  }

  /** A path can only name keys that are text. */
  private key(): string {
    const { kind, text } = this.step;
    this.node(undefined);
    return kind === 'scalar' ? text() : '';
  }

  private wanted(path: readonly string[] | undefined, name: string): readonly string[] | undefined {
    if (path === undefined) return undefined;
    if (path.length === 0 && name !== 'Resources') return undefined;
    if (path.length === 1 && !this.resources.has(name)) return undefined;
    return [...path, name];
  }

  /** Offsets only grow, so each line is counted once. */
  private lineAt(offset: number): number {
    for (;;) {
      const end = this.text.indexOf('\n', this.lineStart);
      if (end < 0 || end >= offset) return this.line;
      this.line++;
      this.lineStart = end + 1;
    }
  }

  /** Past the last step, an `end`. */
  private next(): Step {
    return this.steps.next().value ?? { kind: 'end', offset: this.text.length, text: () => '' };
  }
}

/** Brackets, strings, and everything else that is a value. */
const TOKEN = /[[\]{}]|"[^"\\]*(?:\\.[^"\\]*)*"|[^\s,:"[\]{}]+/g;

const KINDS: Readonly<Record<string, Step['kind']>> = { '{': 'mapping', '[': 'list', '}': 'end', ']': 'end' };

/** Walks JSON, which has to be valid. `JSON.parse` reports no positions. */
export function* jsonSteps(text: string): Iterable<Step> {
  for (const { 0: token, index: offset } of text.matchAll(TOKEN)) {
    yield { kind: KINDS[token] ?? 'scalar', offset, text: () => String(JSON.parse(token)) };
  }
}
