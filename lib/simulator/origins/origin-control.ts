import { HttpOrigin } from './http-origin';
import { ScriptedOrigin } from './scripted-origin';

/** What stands in for an origin of the distribution: a script, until it is connected to a real server. */
export class OriginControl extends ScriptedOrigin {
  private server?: HttpOrigin;

  /** The URL that it is connected to. */
  get url(): string | undefined {
    return this.server?.url;
  }

  /**
   * Passes requests on to a real server. The other controls still work: a connected origin can be made to refuse, and recovers to
   * the server.
   * @throws UnusableInput when the URL is none of http or https
   */
  connect(url: string): this {
    return this.replace(new HttpOrigin(url));
  }

  /** Answers by script again. */
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
