/** A request that the HTTP server or the control page does not accept, with the status that says so. */
export class Refusal extends Error {
  constructor(readonly status: number, message: string, readonly headers: Readonly<Record<string, string>> = {}) {
    super(message);
  }
}
