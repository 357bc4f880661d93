import { Outcome } from './outcomes';
import { DistributionModel, OriginModel } from '../../model/distribution';
import { show } from '../../model/value';
import { OriginRequest } from '../../simulator/forwarding/forwarding';
import { Edge } from '../../simulator/journey/edge';
import { OriginControl } from '../../simulator/origins/origin-control';
import { ScriptedResponse } from '../../simulator/origins/scripted-answer';

const BODY = 'A body of an origin.\n';
const BROKEN_AFTER = 5;

/** What is asked for in one case: the viewer's object first, whichever server it is asked of, and maybe an error page after it. */
class Wanted {
  object?: string;

  constructor(private readonly pages: ReadonlySet<string>) {}

  /** Whether it is an error page, and not what the viewer asked for. */
  isPage(object: string): boolean {
    this.object ??= object;
    return object !== this.object && this.pages.has(object);
  }
}

/**
 * The server behind an origin, and behind every other origin with its domain name: a server that is gone is gone for all of them.
 * A status below 500 is about the object that the viewer asks for, so that an error page can be there while the object is not. All other
 * outcomes are the server's.
 */
export class Server {
  /** Whether the origin was asked while it had a status to answer. */
  asked = false;

  constructor(
    private readonly origins: ReadonlyArray<{ readonly model: OriginModel; readonly control: OriginControl }>,
    private readonly wanted: Wanted,
  ) {}

  /** Does this in the next case. */
  play(outcome: Outcome): void {
    this.asked = false;
    this.wanted.object = undefined;
    for (const { model, control } of this.origins) {
      switch (outcome) {
        case 'refused': control.refuse(); break;
        case 'connect-timeout': control.hangConnect(); break;
        case 'read-timeout': control.hang(); break;
        case 'broken-body': control.respond(200, BODY).breakOff(BROKEN_AFTER); break;
        default: control.respondWith(request => this.answer(outcome, request, model));
      }
    }
  }

  private answer(status: number, { path }: OriginRequest, { originPath }: OriginModel): ScriptedResponse {
    this.asked = true;
    const isPage = this.wanted.isPage(path.slice(show(originPath).replace(/\/+$/, '').length));
    if (status < 500 && isPage) return { status: 200, body: BODY };
    return { status, body: BODY, headers: status === 301 ? { location: 'https://www.example.com/moved' } : {} };
  }
}

/** The servers of a behavior's origins. */
export interface Servers {
  readonly primary: Server;
  readonly secondary?: Server;
}

/** The servers of a behavior's origins. Where both have one domain name, they differ in their path, and other origins are neither's. */
export function serversOf(edge: Edge, primary: OriginModel, secondary?: OriginModel): Servers {
  const { distribution } = edge;
  const wanted = new Wanted(new Set(distribution.errorResponses.map(({ responsePagePath }) => show(responsePagePath))));
  const isShared = secondary && show(secondary.domainName) === show(primary.domainName);
  const server = (one: OriginModel) => new Server((isShared ? [one] : sameDomain(one, distribution))
    .map(model => ({ model, control: edge.originOf(model) })), wanted);
  return { primary: server(primary), secondary: secondary && server(secondary) };
}

function sameDomain({ domainName }: OriginModel, { origins }: DistributionModel): OriginModel[] {
  return origins.filter(other => show(other.domainName) === show(domainName));
}
