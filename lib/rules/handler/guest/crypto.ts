import { Host } from './host';

/** The part of `node:crypto` that only computes. */
export function cryptoModule(host: Host, buffer: BufferConstructor): any {
  const hash = (algorithm: string, key?: string) => {
    const chunks: Buffer[] = [];
    return {
      update(data: any, encoding?: BufferEncoding) {
        chunks.push(buffer.from(data, encoding));
        return this;
      },
      digest(encoding?: BufferEncoding) {
        const hex = host.digest(algorithm, key, buffer.concat(chunks).toString('hex'));
        if (hex === undefined) throw new Error('Digest method not supported');
        const digest = buffer.from(hex, 'hex');
        return encoding === undefined ? digest : digest.toString(encoding);
      },
    };
  };
  const randomBytes = (size: number) => buffer.from(Array.from({ length: size }, () => Math.floor(Math.random() * 256)));
  return {
    createHash: (algorithm: string) => hash(algorithm),
    createHmac: (algorithm: string, key: any) => hash(algorithm, buffer.from(key).toString('hex')),
    randomBytes,
    randomUUID,
    getRandomValues,
  };
}

/** Random enough for trials. The numbers are the same in each run. */
export function randomUUID(): string {
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () => Math.floor(Math.random() * 16).toString(16));
}

export function getRandomValues<T extends ArrayBufferView>(array: T): T {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = Math.floor(Math.random() * 256);
  return array;
}
