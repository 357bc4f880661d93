/** Ends a script whose arguments make no sense: one line, exit code 2. */
export function refuse(text: string): never {
  process.stderr.write(`${text}\n`);
  process.exit(2);
}

/** The number of an option. */
export function numberOf(option: string, text: string, least: number): number {
  const number = Number(text);
  return text.trim() && Number.isFinite(number) && number >= least
    ? number
    : refuse(`${option} is not a number of at least ${least}. Got: ${text}.`);
}

/** The names that were given, or all. */
export function namesAmong(what: string, given: readonly string[], all: readonly string[]): readonly string[] {
  const unknown = given.filter(name => !all.includes(name));
  if (unknown.length) refuse(`There is no ${what} ${unknown.join(', ')}. Allowed: ${all.join(', ')}.`);
  return given.length ? given : all;
}

/** What `parseArgs` of Node.js makes of the arguments, or its message alone. */
export function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    return refuse((error as Error).message);
  }
}
