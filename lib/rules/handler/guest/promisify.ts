const CUSTOM = Symbol.for('nodejs.util.promisify.custom');

/**
 * `util.promisify` of Node.js, which timers have their own forms of.
 * @see https://nodejs.org/api/util.html#utilpromisifyoriginal
 */
export function promisify(original: any): unknown {
  if (typeof original !== 'function') throw new TypeError('The "original" argument must be of type function.');
  if (typeof original[CUSTOM] === 'function') return original[CUSTOM];
  const promised = function (this: unknown, ...args: unknown[]) {
    return new Promise((resolve, reject) => {
      original.call(this, ...args, (error: unknown, value: unknown) => (error ? reject(error) : resolve(value)));
    });
  };
  Object.setPrototypeOf(promised, Object.getPrototypeOf(original));
  Object.defineProperty(promised, CUSTOM, { value: promised });
  return Object.defineProperties(promised, Object.getOwnPropertyDescriptors(original));
}
promisify.custom = CUSTOM;

/** The promised form of a timer. */
export function withPromised<T extends object>(timer: T, promised: (...args: any[]) => Promise<unknown>): T {
  return Object.defineProperty(timer, CUSTOM, { value: promised });
}
