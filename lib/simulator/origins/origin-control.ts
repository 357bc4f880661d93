import { HttpOrigin } from './http-origin';
import { ScriptedOrigin } from './scripted-origin';

/** The stand-in for an origin of the distribution. It returns scripted responses until it is connected to a real server. */
export class OriginControl extends ScriptedOrigin {
  private server?: HttpOrigin;

  /** The URL that it is connected to. */
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

  /** Returns scripted responses again. */
  disconnect(): this {
    return this.replace(undefined);
  }

  async close(): Promise<void> {
    await this.server?.close();
  }

  private replace(server: HttpOrigin | undefined): this {
    void this.server?.close();
    this.server = server;
    return this.setNormal(server);
  }
}
