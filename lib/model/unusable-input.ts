/** Input that cannot be worked with. The message is one line: what is wrong, where, and what to do. */
export class UnusableInput extends Error {
  override readonly name = 'UnusableInput';
}

/** Every command is bundled with a class of its own, so that `instanceof` does not tell. */
export function isUnusableInput(error: unknown): error is Error {
  return error instanceof Error && error.name === 'UnusableInput';
}
