import type { Event } from 'js-yaml';

/**
 * The line, counted from 1, on which a property of a resource is written, or else the closest thing around it that the template
 * has: functions such as `Fn::If` are no part of the path. Undefined for a resource that is not there.
 *
 * @param property path in the resource: from `Properties` on, or starting with `Metadata`
 */
export type LineOf = (resource: string, property: string) => number | undefined;

/**
 * Reads where things stand in a template. JSON is read as the YAML that it is.
 *
 * @param resources logical ids; the rest of the template is passed over
 * @throws Error for text that is no YAML
 */
export function templateLines(text: string, resources: ReadonlySet<string>): LineOf {
  const lines = new Reader(text, resources).lines();
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

/** Goes through the events of a document once, and notes the line of every path that somebody may ask for. */
class Reader {
  private readonly yaml: typeof import('js-yaml');
  private readonly events: readonly Event[];
  private readonly found = new Map<string, number>();
  private position = 0;
  private line = 1;
  private lineEnd = 0;

  constructor(private readonly text: string, private readonly resources: ReadonlySet<string>) {
    // Loaded when it is needed, so that the command starts fast.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    this.yaml = require('js-yaml') as typeof import('js-yaml');
    this.events = this.yaml.parseEvents(text, { maxDepth: 200 });
  }

  lines(): ReadonlyMap<string, number> {
    this.position = 1; // Past the start of the document.
    if (this.events.length > 1) this.node([]);
    return this.found;
  }

  /** @param path undefined for what nobody asks for */
  private node(path: readonly string[] | undefined): void {
    const { MAPPING, SEQUENCE, POP } = this.yaml.EVENT_ID;
    const { type } = this.events[this.position++]!;
    if (type !== MAPPING && type !== SEQUENCE) return;
    for (let index = 0; this.events[this.position]!.type !== POP; index++) {
      const start = this.events[this.position]!;
      const name = type === MAPPING ? this.key() : String(index);
      const child = this.wanted(path, name);
      if (child) this.found.set(child.join('.'), this.lineAt(startOf(start)));
      this.node(child);
    }
    this.position++;
  }

  private key(): string {
    const event = this.events[this.position]!;
    if (event.type === this.yaml.EVENT_ID.SCALAR) {
      this.position++;
      return this.yaml.getScalarValue(this.text, event);
    }
    this.node(undefined);
    return '';
  }

  private wanted(path: readonly string[] | undefined, name: string): readonly string[] | undefined {
    if (path === undefined) return undefined;
    if (path.length === 0 && name !== 'Resources') return undefined;
    if (path.length === 1 && !this.resources.has(name)) return undefined;
    return [...path, name];
  }

  /** Offsets only ever grow, so each line is counted once. */
  private lineAt(offset: number): number {
    for (;;) {
      const end = this.text.indexOf('\n', this.lineEnd);
      if (end < 0 || end >= offset) return this.line;
      this.line++;
      this.lineEnd = end + 1;
    }
  }
}

function startOf(event: Event): number {
  if ('valueStart' in event) return event.valueStart;
  if ('start' in event) return event.start;
  return 'anchorStart' in event ? event.anchorStart : 0;
}
