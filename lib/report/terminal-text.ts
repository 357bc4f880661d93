import { printable } from '../model/printable';

export type Color = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'magenta' | 'cyan';

/** Colors text, or returns it unchanged. */
export type Paint = (color: Color, text: string) => string;

/** @see https://en.wikipedia.org/wiki/ANSI_escape_code#Select_Graphic_Rendition_parameters */
const CODES: Readonly<Record<Color, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, magenta: 35, cyan: 36 };

export const plain: Paint = (_, text) => text;
export const painted: Paint = (color, text) => `\u001b[${CODES[color]}m${text}\u001b[0m`;

/**
 * Breaks text into lines of at most `width` characters, between words. A longer word, such as a URL, gets its own line.
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

/** Printable rows in columns: every column but the last is padded to its widest cell. */
export function inColumns(texts: ReadonlyArray<readonly string[]>): string[] {
  const rows = texts.map(row => row.map(printable));
  const width = (column: number) => Math.max(...rows.map(row => row[column]?.length ?? 0));
  return rows.map(row => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(width(column)))).join('  ').trimEnd());
}

/** How text is laid out. */
export interface TextStyle {
  /** Characters in a line of prose. Tables are as wide as they have to be. */
  readonly width: number;
  readonly color: boolean;
}

/** What a stream says about the terminal behind it. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Characters in a line when the width is unknown, and the most that are pleasant to read. */
const WIDTH = 100;
const MAX_WIDTH = 120;

/** As wide as the terminal, and in color unless the user has turned color off. */
export function textStyle({ isTTY = false, columns = WIDTH }: Terminal): TextStyle {
  const { NO_COLOR, TERM } = process.env;
  return { width: isTTY ? Math.min(columns, MAX_WIDTH) : WIDTH, color: isTTY && !NO_COLOR && TERM !== 'dumb' };
}
