import { StandIns } from '../../../function-code/stand-ins';

const NAME = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;

/**
 * `Headers`, `Request`, `Response` and `Blob` as data: bodies are in memory, and nothing is sent. What streams is lacking.
 * @see https://fetch.spec.whatwg.org/
 */
export function webFetch({ complete }: StandIns): Record<string, unknown> {
  class Headers {
    private readonly list: Array<[name: string, value: string]> = [];
    constructor(init?: any) {
      if (init === undefined) return;
      if (init === null || typeof init !== 'object') throw new TypeError('Headers constructor: the argument is not an object.');
      const pairs: any = typeof init[Symbol.iterator] === 'function' ? init : Object.entries(init);
      for (const [name, value] of pairs) this.append(name, value);
    }
    append(name: unknown, value: unknown) {
      this.list.push([nameOf(name), valueOf(value)]);
    }
    delete(name: unknown) {
      const lower = nameOf(name);
      for (let i = this.list.length - 1; i >= 0; i -= 1) if (this.list[i]![0] === lower) this.list.splice(i, 1);
    }
    get(name: unknown): string | null {
      const lower = nameOf(name);
      const values = this.list.filter(([one]) => one === lower).map(([, value]) => value);
      return values.length ? values.join(', ') : null;
    }
    getSetCookie() {
      return this.list.filter(([name]) => name === 'set-cookie').map(([, value]) => value);
    }
    has(name: unknown) {
      return this.get(name) !== null;
    }
    set(name: unknown, value: unknown) {
      this.delete(name);
      this.append(name, value);
    }
    forEach(call: (value: string, name: string, headers: Headers) => void, self?: unknown) {
      for (const [name, value] of this) call.call(self, value, name, this);
    }
    *entries(): Generator<[string, string]> {
      for (const name of [...new Set(this.list.map(([one]) => one))].sort()) {
        if (name === 'set-cookie') for (const value of this.getSetCookie()) yield [name, value];
        else yield [name, this.get(name)!];
      }
    }
    *keys() {
      for (const [name] of this) yield name;
    }
    *values() {
      for (const [, value] of this) yield value;
    }
    [Symbol.iterator]() {
      return this.entries();
    }
  }

  const bytesOf = (body: any): Uint8Array => {
    if (body instanceof Blob) return parts.get(body)!;
    if (body instanceof ArrayBuffer) return new Uint8Array(body.slice(0));
    if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice();
    return new TextEncoder().encode(String(body));
  };
  const parts = new WeakMap<object, Uint8Array>();
  class Blob {
    readonly size: number;
    readonly type: string;
    constructor(given: Iterable<unknown> = [], { type = '' } = {}) {
      const bytes = Buffer.concat([...given].map(bytesOf));
      parts.set(this, new Uint8Array(bytes));
      this.size = bytes.length;
      this.type = /^[ -~]*$/.test(type) ? String(type).toLowerCase() : '';
    }
    slice(start?: number, end?: number, type?: string) {
      return new Blob([parts.get(this)!.slice(start, end)], { type });
    }
    async text() {
      return new TextDecoder().decode(parts.get(this)!);
    }
    async arrayBuffer() {
      return parts.get(this)!.slice().buffer;
    }
    async bytes() {
      return parts.get(this)!.slice();
    }
  }
  complete(Blob.prototype, { stream: 'f' }, 'Blob');

  const typeOf = (body: unknown) => {
    if (typeof body === 'string') return 'text/plain;charset=UTF-8';
    if (body instanceof URLSearchParams) return 'application/x-www-form-urlencoded;charset=UTF-8';
    return body instanceof Blob ? body.type : '';
  };
  class Body {
    bodyUsed = false;
    readonly headers: Headers;
    constructor(content: unknown, headers: unknown) {
      this.headers = new Headers(headers);
      contents.set(this, content === null || content === undefined ? undefined : bytesOf(content));
      const type = content === null || content === undefined ? '' : typeOf(content);
      if (type && !this.headers.has('content-type')) this.headers.set('content-type', type);
    }
    async text() {
      return new TextDecoder().decode(take(this));
    }
    async json() {
      return JSON.parse(await this.text());
    }
    async arrayBuffer() {
      return take(this).slice().buffer;
    }
    async bytes() {
      return take(this).slice();
    }
    async blob() {
      return new Blob([take(this)], { type: this.headers.get('content-type') ?? '' });
    }
  }
  const contents = new WeakMap<object, Uint8Array | undefined>();
  const take = (body: Body) => {
    if (body.bodyUsed) throw new TypeError('Body is unusable: Body has already been read');
    const bytes = contents.get(body);
    body.bodyUsed = bytes !== undefined;
    return bytes ?? new Uint8Array(0);
  };
  const unread = (body: Body) => {
    if (body.bodyUsed) throw new TypeError('Body has already been consumed.');
    return contents.get(body) ?? null;
  };
  complete(Body.prototype, { body: 'o', formData: 'f' }, 'Body');

  class Response extends Body {
    static json(data: unknown, init: any = {}) {
      const headers = new Headers(init.headers);
      if (!headers.has('content-type')) headers.set('content-type', 'application/json');
      return new Response(JSON.stringify(data), { ...init, headers });
    }
    static redirect(url: unknown, status = 302) {
      if (![301, 302, 303, 307, 308].includes(status)) throw new RangeError(`Invalid status code ${status}`);
      return new Response(null, { status, headers: { location: new URL(String(url)).href } });
    }
    static error() {
      return Object.assign(new Response(null), { type: 'error', status: 0, ok: false });
    }
    status: number;
    readonly statusText: string;
    ok: boolean;
    type = 'default';
    readonly url = '';
    readonly redirected = false;
    constructor(content: unknown = null, { status = 200, statusText = '', headers = undefined as unknown } = {}) {
      if (!(status >= 200 && status <= 599)) throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.');
      if (content !== null && [204, 205, 304].includes(status)) {
        throw new TypeError(`Response constructor: Invalid response status code ${status}`);
      }
      super(content, headers);
      this.status = Number(status);
      this.statusText = String(statusText);
      this.ok = status < 300;
    }
    clone() {
      return new Response(unread(this), { status: this.status, statusText: this.statusText, headers: this.headers });
    }
  }

  class Request extends Body {
    readonly url: string;
    readonly method: string;
    readonly signal: unknown;
    constructor(input: any, init: any = {}) {
      const from = input instanceof Request ? input : undefined;
      const method = String(init.method ?? from?.method ?? 'GET');
      const upper = method.toUpperCase();
      const usual = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'].includes(upper) ? upper : method;
      const content = init.body ?? (from ? unread(from) : null);
      if (content !== null && (usual === 'GET' || usual === 'HEAD')) throw new TypeError('Request with GET/HEAD method cannot have body.');
      super(content, init.headers ?? from?.headers);
      this.url = new URL(from?.url ?? String(input)).href;
      this.method = usual;
      this.signal = init.signal ?? from?.signal ?? new AbortController().signal;
    }
    clone() {
      return new Request(this);
    }
  }
  return { Headers, Blob, Response, Request };
}

function nameOf(name: unknown): string {
  const text = String(name);
  if (!NAME.test(text)) throw new TypeError(`Headers: ${text} is an invalid header name.`);
  return text.toLowerCase();
}

function valueOf(value: unknown): string {
  const text = String(value).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');
  if (/[\0\n\r]|[^\0-\xff]/.test(text)) throw new TypeError(`Headers: ${text} is an invalid header value.`);
  return text;
}
