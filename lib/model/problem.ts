/** The four parts of every message that says something cannot work. */
export interface Problem {
  /** What is wrong, a sentence in the user's words. */
  readonly what: string;
  /** The value that was given. */
  readonly got: string;
  /** The values that would work. */
  readonly allowed: string;
  /** What to change, a sentence. Where it goes elsewhere (a finding has a place of its own for it), it is missing. */
  readonly fix?: string;
}

/** The message as one paragraph. */
export function problemText({ what, got, allowed, fix }: Problem): string {
  return [`${what} Got: ${shortened(got)}. Allowed: ${allowed}.`, ...fix ? [fix] : []].join(' ');
}

/** Long enough for any sensible value; a page in the wrong place must not flood a terminal. */
const MAX_GOT = 300;

function shortened(got: string): string {
  if (got === '') return 'nothing';
  return got.length > MAX_GOT ? `${got.slice(0, MAX_GOT)}… (${got.length} characters)` : got;
}
