export type Color = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'magenta' | 'cyan';

/** Gives text a color, or leaves it as it is. */
export type Paint = (color: Color, text: string) => string;

/** @see https://en.wikipedia.org/wiki/ANSI_escape_code#Select_Graphic_Rendition_parameters */
const CODES: Readonly<Record<Color, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, magenta: 35, cyan: 36 };

export const plain: Paint = (_, text) => text;
export const painted: Paint = (color, text) => `\u001b[${CODES[color]}m${text}\u001b[0m`;
