/** Characters that a terminal obeys, that change the direction of the text, or that nobody sees; and lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * What a CI system takes for a command in its log: `::error::` where a line may begin, `##[error]` and `##vso[...]` anywhere.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 * @see https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands
 */
const COMMANDS = /(?<=^|\s):(?=:)|#(?=#\w*\[)/g;

/**
 * Text that is safe to print in a terminal and in the log of a CI job: names in an untrusted template may be anything. What is not
 * safe is escaped, and line breaks become spaces.
 */
export function printable(text: string): string {
  return inOneLine(text).replace(UNPRINTABLE, escaped).replace(COMMANDS, escaped);
}

/** Without a regular expression for the blanks around line breaks: it would look at each of many blanks as often as there are any. */
function inOneLine(text: string): string {
  const lines = text.split(/[\r\n]+/);
  return lines.length === 1 ? text : lines.map(line => line.trim()).filter(line => line !== '').join(' ');
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!.toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}

/** A value as JSON that is safe to print and to decode: the same value, except that a lone surrogate becomes U+FFFD. */
export function printableJson(value: unknown): string {
  const text = JSON.stringify(value, (_, item: unknown) => (typeof item === 'string' ? wellFormed(item) : item), 2);
  return `${text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, inJson).replace(/#(?=#\w*\[)/g, inJson)}\n`;
}

function inJson(character: string): string {
  return Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');
}

/** Text without lone surrogates, which have no UTF-8. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\ufffd');
}
