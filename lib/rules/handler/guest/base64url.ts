/** Teaches the Buffer that stands in for Node.js's the one encoding that it lacks. */
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
