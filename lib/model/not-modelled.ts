/** Something of CloudFront's that the local edge does not do, refused by name rather than guessed. */
export class NotModelled extends Error {
  constructor(readonly feature: string, readonly page: string) {
    super(`${feature}: not modelled by the local edge. See docs/simulator.md and ${page}`);
  }
}
