import type { Socket } from 'node:net';

const INTERIM = Buffer.from('HTTP/1.1 10');
const END = Buffer.from('\r\n\r\n');
const [ZERO, TWO] = Buffer.from('02') as unknown as [number, number];

/**
 * Lets undici skip `100 Continue` like other interim responses: it takes one that nobody asked for as the end of the connection. Here it
 * reads 102 instead.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.2
 */
export function skipContinue(socket: Socket): Socket {
  const { read, write } = socket;
  /** The beginning of an interim response, or its end. Undefined when the final response has begun. */
  let wanted: Buffer | undefined;
  let matched = 0;
  const look = (chunk: Buffer) => {
    for (let at = 0; wanted && at < chunk.length; at++) {
      if (wanted === INTERIM && matched === INTERIM.length) {
        if (chunk[at] === ZERO) chunk[at] = TWO;
        [wanted, matched] = [END, 0];
      } else if (chunk[at] === wanted[matched]) {
        matched++;
        if (wanted === END && matched === END.length) [wanted, matched] = [INTERIM, 0];
      } else if (wanted === INTERIM) {
        wanted = undefined;
      } else {
        matched = chunk[at] === END[0] ? 1 : 0;
      }
    }
  };
  socket.read = (size?: number) => {
    const chunk = read.call(socket, size) as Buffer | null;
    if (chunk && wanted) look(chunk);
    return chunk;
  };
  // A request is written at once, so that what is read afterwards is the response to it.
  socket.write = (...args: any[]) => {
    [wanted, matched] = [INTERIM, 0];
    return (write as (...all: any[]) => boolean).apply(socket, args);
  };
  return socket;
}
