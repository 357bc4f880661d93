import { Step } from './template-step';

/** Brackets, strings, and everything else that is a value. */
const TOKEN = /[[\]{}]|"[^"\\]*(?:\\.[^"\\]*)*"|[^\s,:"[\]{}]+/g;

const KINDS: Readonly<Record<string, Step['kind']>> = { '{': 'mapping', '[': 'list', '}': 'end', ']': 'end' };

/** Goes through JSON, which has to be valid. `JSON.parse` does not tell where things are. */
export function* jsonSteps(text: string): Iterable<Step> {
  for (const { 0: token, index: offset } of text.matchAll(TOKEN)) {
    yield { kind: KINDS[token] ?? 'scalar', offset, text: () => String(JSON.parse(token)) };
  }
}
