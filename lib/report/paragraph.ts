/**
 * Breaks text into lines of at most `width` characters, between words. A longer word, an address say, has a line of its own.
 *
 * @param first what the first line starts with
 * @param rest what all other lines start with
 */
export function paragraph(text: string, width: number, first = '', rest = first): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
