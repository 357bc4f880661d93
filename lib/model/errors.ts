/** Input that cannot be used. The message is one line: what is wrong, where, and what to do. */
export class UnusableInput extends Error {
  override readonly name = 'UnusableInput';
}

/** Each command is bundled with its own copy of the class, so `instanceof` does not work. */
export function isUnusableInput(error: unknown): error is Error {
  return error instanceof Error && error.name === 'UnusableInput';
}

/** A CloudFront feature that the local edge does not have. It is refused by name rather than guessed. */
export class NotModelled extends Error {
  constructor(readonly feature: string, readonly page: string) {
    super(`${feature}: not modelled by the local edge. See docs/simulator.md and ${page}`);
  }
}

/** The answer rests on something that is not known here: what CloudFront would answer is undetermined. */
export class CannotTell extends Error {}
