/** Adds the one encoding that the replacement for Node.js's Buffer lacks. */
export function withBase64Url(buffer: any): void {
  const { from } = buffer;
  const { toString } = buffer.prototype;
  buffer.from = (value: unknown, encoding: unknown, ...rest: unknown[]) => (encoding === 'base64url'
    ? from(String(value).replace(/-/g, '+').replace(/_/g, '/'), 'base64')
    : from(value, encoding, ...rest));
  buffer.prototype.toString = function (encoding: unknown, ...rest: unknown[]) {
    return encoding === 'base64url'
      ? toString.call(this, 'base64', ...rest).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
      : toString.call(this, encoding, ...rest);
  };
}

const ENCODINGS: Record<string, BufferEncoding> = {
  'utf-8': 'utf8', 'utf8': 'utf8', 'utf-16le': 'utf16le', 'ascii': 'latin1', 'latin1': 'latin1', 'iso-8859-1': 'latin1',
};

/** TextEncoder and TextDecoder on top of Buffer, as far as handlers use them. */
export function textCoding(buffer: BufferConstructor, refusal: (what: string) => Error) {
  return {
    TextEncoder: class {
      readonly encoding = 'utf-8';
      encode(text = '') {
        return new Uint8Array(buffer.from(String(text)));
      }
      /** Writes whole characters only. */
      encodeInto(text: string, target: Uint8Array) {
        let read = 0;
        let written = 0;
        for (const character of String(text)) {
          const bytes = buffer.from(character);
          if (written + bytes.length > target.length) break;
          target.set(bytes, written);
          written += bytes.length;
          read += character.length;
        }
        return { read, written };
      }
    },
    TextDecoder: class {
      constructor(readonly encoding = 'utf-8') {
        if (ENCODINGS[String(encoding).toLowerCase()] === undefined) throw refusal(`TextDecoder for ${encoding}`);
      }
      decode(data: ArrayBuffer | ArrayBufferView = new ArrayBuffer(0)) {
        const bytes = ArrayBuffer.isView(data) ? buffer.from(data.buffer, data.byteOffset, data.byteLength) : buffer.from(data);
        return bytes.toString(ENCODINGS[String(this.encoding).toLowerCase()]).replace(/^\uFEFF/, '');
      }
    },
  };
}
