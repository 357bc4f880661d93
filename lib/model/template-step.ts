/** A piece of a document, in the order of the text. A mapping or a list lasts until its `end`. */
export interface Step {
  readonly kind: 'mapping' | 'list' | 'scalar' | 'end';
  /** Where it begins in the text; without meaning for an `end`. */
  readonly offset: number;
  /** What a scalar says. */
  text(): string;
}
