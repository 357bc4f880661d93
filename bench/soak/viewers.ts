import { Pool } from 'undici';
import { Asked, Got, kindOf, Mark } from './oracle';

/** Sends requests, as raw as undici has it: a body that breaks off is not the same as one that is whole. */
export class Viewers {
  private readonly pool: Pool;

  constructor(url: string, connections: number) {
    this.pool = new Pool(url, { connections, headersTimeout: 60_000, bodyTimeout: 60_000 });
  }

  /** @param leaveAfter milliseconds after which the viewer goes away; then there is nothing to check */
  ask({ method, path }: Pick<Asked, 'method' | 'path'>, leaveAfter?: number): Promise<Got | 'left'> {
    return new Promise(resolve => {
      let status: number | undefined;
      let mark: Mark | undefined;
      let left = false;
      const chunks: Buffer[] = [];
      const end = (isWhole: boolean) => {
        if (left) return resolve('left');
        const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
        resolve({ status, isWhole, mark, body: kindOf(body, mark) });
      };
      this.pool.dispatch({ method: method as 'GET', path, body: method === 'POST' ? 'sent' : undefined }, {
        onConnect: abort => {
          if (leaveAfter !== undefined) setTimeout(() => { left = true; abort(); }, leaveAfter);
        },
        onHeaders: (code, headers) => {
          status = code;
          const at = headers.findIndex((name, i) => i % 2 === 0 && name.length === 6 && name.toString('latin1') === 'x-mark');
          if (at >= 0) mark = JSON.parse(headers[at + 1].toString('latin1'));
          return true;
        },
        onData: chunk => {
          chunks.push(chunk);
          return true;
        },
        onComplete: () => end(true),
        onError: () => end(false),
      });
    });
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }
}
