/** Input that cannot be worked with. The message is one line: what is wrong, where, and what to do. */
export class UnusableInput extends Error {
  override readonly name = 'UnusableInput';
}

/** Every command is bundled with a class of its own, so that `instanceof` does not tell. */
export function isUnusableInput(error: unknown): error is Error {
  return error instanceof Error && error.name === 'UnusableInput';
}

/** Something of CloudFront's that the local edge does not do, refused by name rather than guessed. */
export class NotModelled extends Error {
  constructor(readonly feature: string, readonly page: string) {
    super(`${feature}: not modelled by the local edge. See docs/simulator.md and ${page}`);
  }
}
