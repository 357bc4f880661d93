/** What stand-ins report to their surroundings. */
export interface StandInHost {
  /** Records that the current invocation rests on something that it does not get here. */
  lacked(what: string): void;
  /** Whether the code is still being loaded. */
  isLoading(): boolean;
}

/**
 * What is known of an export: `f` a function or class, `o` an object, `?` either of them, or data itself.
 * @see shapesOf
 */
export type Shape = 'f' | 'o' | '?' | { readonly data: unknown };

/** Makes stand-ins. */
export interface StandIns {
  /** Records the use of something, and describes it as an error. */
  refusal(what: string): Error;
  /** A value of that shape. */
  value(name: string, shape: Shape): unknown;
  /** A module of Node.js with exports of these shapes. */
  module(name: string, shapes: Readonly<Record<string, Shape>>): object;
  /** A module whose exports are not known, like those of the AWS SDK. */
  unknownModule(name: string): object;
  /** Adds what an object lacks. */
  complete(target: object, shapes: Readonly<Record<string, Shape>>, prefix: string): void;
}

/**
 * Stand-ins for what a function finds in Lambda and not here. Loading, reading and passing them on is harmless, so a function that only
 * mentions something is run as usual. To call one is to use it: from then on the invocation says nothing about the function, whether it
 * catches the error or not. While the code is loaded, clients may be created and the AWS SDK may be called: what comes out of that is a
 * stand-in again.
 *
 * Runs inside the worker and inside the engine of the rules: its source text is sent there, so it must not refer to anything outside
 * itself.
 */
export function standIns(host: StandInHost): StandIns {
  const refusal = (what: string) => {
    host.lacked(what);
    return Object.assign(new Error(`${what} is not available here`), { code: 'REFUSED' });
  };

  /** Reading one of these from an object asks for its value. */
  const VALUES: ReadonlyArray<string | symbol> = [
    Symbol.toPrimitive, Symbol.iterator, Symbol.asyncIterator, 'toJSON', 'toString', 'valueOf', 'length',
  ];
  const isSdk = (name: string) => /^(aws-sdk|@)/.test(name);
  /** A constructible function without a `prototype` of its own, which a proxy could not replace. */
  const callable = () => (function () { /* never called */ }).bind(undefined);

  /**
   * @param kind `known`: an export of a module. `member`: something in one. `made`: it came out of a call or a constructor, so that
   * its members are values that nobody knows.
   */
  const standIn = (name: string, target: object, kind: 'known' | 'member' | 'made'): any => {
    const members = new Map<string | symbol, unknown>();
    const isLenient = () => host.isLoading() && isSdk(name);
    const result: unknown = new Proxy(target, {
      get: (_, key) => {
        if (members.has(key)) return members.get(key);
        if (kind === 'made' ? [...VALUES, 'then'].includes(key) : kind === 'member' && VALUES.includes(key)) throw refusal(name);
        if (key === Symbol.hasInstance) return () => false;
        if (typeof key === 'symbol' || key === 'then') return undefined;
        if (key in Function.prototype && typeof target === 'function' && key !== 'constructor') return (target as any)[key];
        if (kind === 'made' && !isLenient()) host.lacked(`${name}.${key}`);
        const member = standIn(`${name}.${key}`, callable(), kind === 'made' ? 'made' : 'member');
        members.set(key, member);
        return member;
      },
      set: (_, key, value) => {
        members.set(key, value);
        return true;
      },
      apply: () => {
        if (isLenient()) return standIn(`${name}()`, {}, 'made');
        throw refusal(name);
      },
      construct: () => {
        if (!host.isLoading()) host.lacked(name);
        return standIn(name, {}, 'made');
      },
    });
    return result;
  };

  const value = (name: string, shape: Shape): unknown => {
    if (typeof shape === 'object') return shape.data;
    return standIn(name, shape === 'o' ? {} : callable(), 'known');
  };
  const complete = (target: object, shapes: Readonly<Record<string, Shape>>, prefix: string) => {
    for (const name of Object.keys(shapes)) {
      if (name in target) continue;
      const become = (known: unknown) => {
        Object.defineProperty(target, name, { configurable: true, enumerable: true, writable: true, value: known });
        return known;
      };
      Object.defineProperty(target, name, {
        configurable: true, enumerable: true, get: () => become(value(prefix ? `${prefix}.${name}` : name, shapes[name]!)), set: become,
      });
    }
  };
  const module = (name: string, shapes: Readonly<Record<string, Shape>>) => {
    const made = {};
    complete(made, shapes, name);
    return made;
  };

  /** What compilers ask of a module: `__esModule`, `default`, and an object to copy its exports from. */
  const unknownModule = (name: string) => {
    const inner = standIn(name, {}, 'known');
    const handler = (proto: () => object | null): ProxyHandler<object> => ({
      get: (_, key) => (key === '__esModule' ? true : key === 'default' ? outer : inner[key]),
      set: (_, key, given) => Reflect.set(inner, key, given),
      getPrototypeOf: proto,
    });
    const heir = new Proxy({}, handler(() => null));
    const outer: object = new Proxy({}, handler(() => heir));
    return outer;
  };

  return { refusal, value, module, unknownModule, complete };
}

/** The shapes of an object's members. What only a getter would show stays open. Its source text is sent to the worker, too. */
export function shapesOf(object: object): Record<string, Shape> {
  const isScalar = (value: unknown) => value === null || ['undefined', 'boolean', 'number', 'string'].includes(typeof value);
  const isPlain = (value: unknown) => Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value));
  const isData = (value: unknown) => isScalar(value) || (typeof value === 'object' && isPlain(value)
    && Object.values(Object.getOwnPropertyDescriptors(value)).every(property => !property.get && isScalar(property.value)));
  const shapes: Record<string, Shape> = {};
  for (const [name, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
    if (get) shapes[name] = '?';
    else if (typeof value === 'function') shapes[name] = 'f';
    else shapes[name] = isData(value) ? { data: value } : 'o';
  }
  return shapes;
}

/** Why an invocation says nothing about the function. */
export function lackedText(lacked: Iterable<string>): string {
  return `it needs ${[...lacked].join(', ')}, which functions do not get here`;
}
