/**
 * All that the sandbox has of the process around it. Texts and numbers go out; texts, numbers and the sandbox's own functions
 * come in.
 */
export interface Host {
  /** JSON of the names of Node.js's built-in modules. */
  readonly builtinModules: string;
  /** JSON of the names of Node.js's global variables. */
  readonly globals: string;
  /** JSON of the names that a built-in module of Node.js exports. */
  exportsOf(module: string): string;
  /** The text of a module that stands in for one of Node.js's; undefined when there is none. */
  builtin(module: string): string | undefined;
  /** The text of a file of the function; undefined when it is not there. */
  file(path: string): string | undefined;
  /** What a script is worth. Throws its SyntaxError. */
  evaluate(text: string, filename: string): unknown;
  /** The code asked for something that it does not get here. */
  refused(what: string): void;
  /** The code looked for something that Node.js has and the engine lacks. */
  missed(what: string): void;
  /** Whether what is missed does not count for now. Calls nest. */
  quiet(isQuiet: boolean): void;
  /** Ends the event, or the loading, that is under way. `unable`: it says nothing about the function. */
  answer(kind: 'loaded' | 'returned' | 'threw' | 'unable', text: string): void;
  /** Ends the code that is running, at once. */
  exit(): void;
  setTimer(callback: () => void, delayMs: number, repeats: boolean): number;
  clearTimer(id: number): void;
  /** Milliseconds by which timers have moved the clock. */
  elapsed(): number;
  /** A digest in hexadecimal, keyed unless the key is undefined; undefined for an algorithm that is not known. */
  digest(algorithm: string, key: string | undefined, hex: string): string | undefined;
}
