import { GroupBehavior } from './group-behavior';
import { SimulatedEdge } from './simulated-edge';
import { storyLines } from './story';
import { ViewerRequestInit } from './viewer-request';
import { ViewerResponse } from './viewer-response';
import { OriginControl } from '../simulator/origins/origin-control';

/** Requests that get past your own functions to the origins. */
export interface ProbeOptions {
  /**
   * A path for each behavior, by its path pattern.
   * @default - the pattern with `probe` for `*`
   */
  readonly paths?: Readonly<Record<string, string>>;
  /**
   * Headers of viewers' requests, such as the cookie that a viewer-request function expects.
   * @default - none
   */
  readonly headers?: ViewerRequestInit['headers'];
}

/** Sets what the members of the group do. */
export type Arrangement = (primary: OriginControl, secondary: OriginControl) => unknown;

/** A fresh edge, with the members of one group. */
export interface Stage {
  readonly edge: SimulatedEdge;
  readonly primary: OriginControl;
  readonly secondary: OriginControl;
  ask(method?: string): Promise<ViewerResponse>;
}

/** Plays outages on one behavior and records what went wrong. */
export class Rehearsal {
  readonly problems: Array<{ readonly what: string; readonly story: readonly string[] }> = [];

  constructor(private readonly edge: SimulatedEdge, readonly group: GroupBehavior, private readonly probe: ProbeOptions = {}) {}

  /** A stage for one scenario: an empty cache, and members that are healthy unless arranged otherwise. */
  stage(arrange: Arrangement = () => undefined): Stage {
    const edge = this.edge.fresh();
    const { primary, secondary } = this.group;
    const [p, s] = [edge.origin(primary.id), edge.origin(secondary.id)];
    arrange(p, s);
    return { edge, primary: p, secondary: s, ask: (method = 'GET') => edge.fetch(this.path, { method, headers: this.probe.headers }) };
  }

  /** Sends one request, and records a problem unless this member serves it. */
  async mustServe(who: 'primary' | 'secondary', when: string, arrange?: Arrangement, method = 'GET'): Promise<void> {
    this.isServedBy(who, `${method}, ${when}`, await this.stage(arrange).ask(method));
  }

  isServedBy(who: 'primary' | 'secondary', when: string, response: ViewerResponse): void {
    const { servedBy, attempts } = response.trace;
    const asked = attempts.at(-1)?.role;
    this.must(servedBy === who && asked === who, `${when}: served by ${servedBy}, not by the ${who}`, response);
  }

  must(holds: boolean, what: string, { trace, body }: ViewerResponse): void {
    if (holds) return;
    const story = storyLines(trace, body);
    if (trace.behavior !== this.group.name) {
      story.push(`The behavior ${trace.behavior} took the request. Set a path for this behavior in the option paths.`);
    } else if (!trace.attempts.length) {
      story.push('No origin was tried. Set the options headers and paths so that requests get past your functions.');
    }
    this.problems.push({ what: `behavior ${this.group.name}, ${what}`, story });
  }

  private get path(): string {
    const { name } = this.group;
    const path = this.probe.paths?.[name] ?? name.replace(/\*/g, 'probe').replace(/\?/g, 'x');
    return path.startsWith('/') ? path : `/${path}`;
  }
}
