import { Streams } from './run';

/** Characters in a line where nobody says how many there are, and the most that are pleasant to read. */
const WIDTH = 100;
const MAX_WIDTH = 120;

/** How text is laid out: as wide as the terminal, and in color where one wants it. */
export function textStyle({ isTTY = false, columns = WIDTH }: Partial<Streams['stdout']>): { readonly width: number; readonly color: boolean } {
  const { NO_COLOR, TERM } = process.env;
  return { width: isTTY ? Math.min(columns, MAX_WIDTH) : WIDTH, color: isTTY && !NO_COLOR && TERM !== 'dumb' };
}
