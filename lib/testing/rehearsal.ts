import { GroupBehavior } from './group-behavior';
import { SimulatedEdge } from './simulated-edge';
import { storyLines } from './story';
import { ViewerRequestInit } from './viewer-request';
import { ViewerResponse } from './viewer-response';
import { OriginControl } from '../simulator/origins/origin-control';

/** How to ask so that a request gets past your own functions to the origins. */
export interface ProbeOptions {
  /**
   * A path for each behavior, by its path pattern.
   * @default - the pattern with `probe` in the place of `*`
   */
  readonly paths?: Readonly<Record<string, string>>;
  /**
   * What viewers send, such as the cookie that a viewer-request function wants to see.
   * @default - nothing
   */
  readonly headers?: ViewerRequestInit['headers'];
}

/** Tells the members of the group what to do. */
export type Arrangement = (primary: OriginControl, secondary: OriginControl) => unknown;

/** An edge on which nothing has happened yet, with the members of one group. */
export interface Stage {
  readonly edge: SimulatedEdge;
  readonly primary: OriginControl;
  readonly secondary: OriginControl;
  ask(method?: string): Promise<ViewerResponse>;
}

/** Plays what may happen to one behavior, and notes what went otherwise than it should. */
export class Rehearsal {
  readonly problems: Array<{ readonly what: string; readonly story: readonly string[] }> = [];

  constructor(private readonly edge: SimulatedEdge, readonly group: GroupBehavior, private readonly probe: ProbeOptions = {}) {}

  /** A stage for one story: an empty cache and healthy members, until they are told otherwise. */
  stage(arrange: Arrangement = () => undefined): Stage {
    const edge = this.edge.fresh();
    const { primary, secondary } = this.group;
    const [p, s] = [edge.origin(primary.id), edge.origin(secondary.id)];
    arrange(p, s);
    return { edge, primary: p, secondary: s, ask: (method = 'GET') => edge.fetch(this.path, { method, headers: this.probe.headers }) };
  }

  /** Asks once, and notes when somebody else serves than should. */
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
    if (trace.behavior !== this.group.name) story.push(`The behavior ${trace.behavior} took the request. Give a path of this one in the option paths.`);
    else if (!trace.attempts.length) story.push('No origin was asked. Give what your functions want to see in the options headers and paths.');
    this.problems.push({ what: `behavior ${this.group.name}, ${what}`, story });
  }

  private get path(): string {
    const { name } = this.group;
    const path = this.probe.paths?.[name] ?? name.replace(/\*/g, 'probe').replace(/\?/g, 'x');
    return path.startsWith('/') ? path : `/${path}`;
  }
}
