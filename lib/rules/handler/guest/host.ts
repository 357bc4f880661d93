/**
 * Everything that the sandbox can access of the process around it. It passes texts, numbers and its own functions, and gets texts and
 * numbers.
 */
export interface Host {
  /** JSON of the names of Node.js's built-in modules. */
  readonly builtinModules: string;
  /** JSON of the names of Node.js's global variables. */
  readonly globals: string;
  /** JSON of the names that a built-in module of Node.js exports. */
  exportsOf(module: string): string;
  /** The source text of a replacement for a Node.js module; undefined when there is none. */
  builtin(module: string): string | undefined;
  /** The text of a file of the function; undefined when it is missing. */
  file(path: string): string | undefined;
  /** The value of a script. Throws its SyntaxError. */
  evaluate(text: string, filename: string): unknown;
  /** Records that the code asked for something that it does not get here. */
  refused(what: string): void;
  /** Records that the code looked for something that Node.js has and the engine lacks. */
  missed(what: string): void;
  /** Turns recording of `missed` off or on. Calls nest. */
  quiet(isQuiet: boolean): void;
  /** Ends the current event or loading. `unable`: nothing is known about the function. */
  answer(kind: 'loaded' | 'returned' | 'threw' | 'unable', text: string): void;
  /** Ends the running code at once. */
  exit(): void;
  setTimer(callback: () => void, delayMs: number, repeats: boolean): number;
  clearTimer(id: number): void;
  /** Milliseconds by which timers have advanced the clock. */
  elapsed(): number;
  /** A digest in hexadecimal, keyed unless the key is undefined; undefined for an algorithm that is not known. */
  digest(algorithm: string, key: string | undefined, hex: string): string | undefined;
}
