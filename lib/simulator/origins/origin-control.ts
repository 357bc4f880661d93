import { FolderOrigin, FolderOriginOptions } from './folder-origin';
import { HttpOrigin } from './http-origin';
import { OriginServer } from './origin';
import { ScriptedOrigin } from './scripted-origin';

/** The stand-in for an origin of the distribution. It returns scripted responses until it is connected to a real server. */
export class OriginControl extends ScriptedOrigin {
  private server?: OriginServer & { readonly url: string };

  /** The URL or the folder that it is connected to. */
  get url(): string | undefined {
    return this.server?.url;
  }

  /**
   * Passes requests on to a real server. The other controls still work: a connected origin can refuse, for example, and recovers to the
   * server.
   * @throws UnusableInput unless it is an http or https URL
   */
  connect(url: string): this {
    return this.replace(new HttpOrigin(url));
  }

  /**
   * Answers from a folder on this machine, as a private S3 bucket with its files does. The other controls still work.
   * @throws UnusableInput unless it is a folder
   */
  serveFolder(path: string, options: FolderOriginOptions = {}): this {
    return this.replace(new FolderOrigin(path, options));
  }

  /** Returns scripted responses again. */
  disconnect(): this {
    return this.replace(undefined);
  }

  async close(): Promise<void> {
    await this.server?.close?.();
  }

  private replace(server: OriginControl['server']): this {
    void this.server?.close?.();
    this.server = server;
    return this.setNormal(server);
  }
}
