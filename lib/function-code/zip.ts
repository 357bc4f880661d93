/** What an archive may come to. */
export interface ZipLimits {
  readonly bytes: number;
  readonly entries: number;
}

/** An archive that is larger, unpacked, than the limits. */
export class TooBig extends Error {}

/** An entry whose name leads out of the folder in which it is unpacked. */
export class LeadsOut extends Error {}

const END = Buffer.from('PK\x05\x06');
const ENTRY = 0x02014b50;
const CHUNK = 64 * 1024;

/**
 * Unpacks some entries of an archive, by its central directory. What an archive says of its own sizes is not believed: the bytes that come
 * out are counted, and those of an entry that many names share count for each name.
 *
 * @throws TooBig, LeadsOut, or an Error for what is no archive
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function unzip(archive: Buffer, isWanted: (name: string) => boolean, limits: ZipLimits): Record<string, Buffer> {
  const end = archive.lastIndexOf(END);
  if (end < 0 || end + 22 > archive.length) throw new Error('it is not a zip file');
  const files = new Map<string, Buffer>();
  let left = limits.bytes;
  let at = archive.readUInt32LE(end + 16);
  const count = archive.readUInt16LE(end + 10);
  if (count > limits.entries) throw new TooBig();
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || archive.readUInt32LE(at) !== ENTRY) throw new Error('its list of entries is broken');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map(offset => archive.readUInt16LE(at + offset)) as [number, number, number];
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    if (/^[/\\]|^[a-z]:|\\|(^|\/)\.\.(\/|$)/i.test(name)) throw new LeadsOut(name);
    if (isWanted(name) && !name.endsWith('/')) {
      const packed = dataOf(archive, archive.readUInt32LE(at + 42), archive.readUInt32LE(at + 20));
      const content = unpacked(packed, archive.readUInt16LE(at + 10), name, left);
      files.set(name, content);
      left -= content.length;
    } else {
      left -= archive.readUInt32LE(at + 24);
    }
    if (left < 0) throw new TooBig();
    at += 46 + nameLength + extraLength + commentLength;
  }
  return Object.fromEntries(files);
}

/** After the local header, whose name and extra field may have other lengths than in the list. */
function dataOf(archive: Buffer, header: number, length: number): Buffer {
  if (header + 30 > archive.length) throw new Error('an entry is cut off');
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  if (start + length > archive.length) throw new Error('an entry is cut off');
  return archive.subarray(start, start + length);
}

function unpacked(packed: Buffer, method: number, name: string, limit: number): Buffer {
  if (method === 0) return packed;
  if (method !== 8) throw new Error(`${name} is packed with method ${method}, and Lambda takes stored and deflated entries`);
  // Loaded on demand, because few functions need it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Inflate } = require('fflate') as typeof import('fflate');
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const inflate = new Inflate(chunk => {
    bytes += chunk.length;
    if (bytes > limit) throw new TooBig();
    chunks.push(chunk);
  });
  for (let at = 0; at === 0 || at < packed.length; at += CHUNK) inflate.push(packed.subarray(at, at + CHUNK), at + CHUNK >= packed.length);
  return Buffer.concat(chunks);
}
