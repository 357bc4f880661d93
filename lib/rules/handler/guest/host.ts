/**
 * Everything that the sandbox can access of the process around it. It passes texts, numbers and its own functions, and gets texts and
 * numbers.
 */
export interface Host {
  /** JSON of the names of Node.js's built-in modules. */
  readonly builtinModules: string;
  /** JSON of the shapes of what a built-in module of Node.js exports; of the global variables for `globalThis`. */
  shapesOf(module: string): string;
  /** The source text of a replacement for a Node.js module; undefined when there is none. */
  builtin(module: string): string | undefined;
  /** The text of a file of the function; undefined when it is missing. */
  file(path: string): string | undefined;
  /** The value of a script. Throws its SyntaxError. */
  evaluate(text: string, filename: string): unknown;
  /** Whether a text is a script for Node.js. */
  isScript(text: string): boolean;
  /** Records that the code uses something that it does not get here. */
  lacked(what: string): void;
  /** Keeps a line that the function writes to its console. */
  log(line: string): void;
  /** Records a call that chooses an origin: a method and its arguments, as JSON. */
  chose(json: string): void;
  /** Ends the current event or loading. `unable`: nothing is known about the function. */
  answer(kind: 'loaded' | 'returned' | 'threw' | 'unable', text: string): void;
  /** Ends the running code at once. */
  exit(): void;
  setTimer(callback: () => void, delayMs: number, repeats: boolean): number;
  /** Whether a timer keeps the event from ending. */
  refTimer(id: number, isRef: boolean): void;
  clearTimer(id: number): void;
  /** Milliseconds by which timers have advanced the clock. */
  elapsed(): number;
  /** A digest in hexadecimal, keyed unless the key is undefined; undefined for an algorithm that is not known. */
  digest(algorithm: string, key: string | undefined, hex: string): string | undefined;
}
