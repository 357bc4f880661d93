import { printable } from '../../model/printable';

/** A piece of HTML whose text is already escaped. */
export class Markup {
  constructor(private readonly source: string) {}

  toString(): string {
    return this.source;
  }
}

type Hole = Markup | string | number | undefined | readonly Hole[];

/** HTML with holes. Text in a hole stays text, in an element and in a quoted attribute, so no text of a template becomes markup. */
export function html(parts: TemplateStringsArray, ...holes: readonly Hole[]): Markup {
  return new Markup(parts.map((part, i) => (i === 0 ? part : filled(holes[i - 1]) + part)).join(''));
}

function filled(hole: Hole): string {
  if (hole === undefined) return '';
  if (hole instanceof Markup) return hole.toString();
  if (typeof hole === 'object') return hole.map(filled).join('');
  return printable(String(hole)).replace(/[&<>"']/g, character => ENTITIES[character]!);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };
