/** A request that the HTTP server does not let in, with the status that says so. */
export class Refusal extends Error {
  constructor(readonly status: 400 | 403 | 413 | 414 | 503, message: string) {
    super(message);
  }
}
