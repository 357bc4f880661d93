import { DistributionModel, ErrorResponseModel, OriginModel } from '../../model/distribution';
import { show } from '../../model/value';
import { OriginRequest } from '../forwarding/forwarding';
import { Edge } from '../journey/edge';
import { OriginControl } from '../origins/origin-control';
import { ScriptedHeaders, ScriptedResponse } from '../origins/scripted-answer';
import { missingStatus } from '../origins/service';

/** What an origin does: the status that it responds with, or how it fails. */
export type OriginCondition = number | 'refused' | 'connect-timeout' | 'read-timeout' | 'broken-body';

/** What every primary does in turn. An error that is on no list shows when CloudFront does not fail over. */
const STATUSES = [200, 301, 404, 500, 502, 503, 504];
const FAILURES: readonly OriginCondition[] = ['refused', 'connect-timeout', 'read-timeout', 'broken-body'];

/** What matters about a secondary: it serves, lacks the object, is broken, is unreachable, hangs. */
export function secondaryOutcomes(secondary: OriginModel): OriginCondition[] {
  return [200, missingStatus(secondary), 503, 'refused', 'read-timeout'];
}

/** A success, a redirect, errors, those of the failover criteria and of custom error responses, and failures. */
export function primaryOutcomes(
  primary: OriginModel, failoverStatusCodes: readonly number[], errorResponses: readonly ErrorResponseModel[],
): OriginCondition[] {
  const listed = [...failoverStatusCodes, ...errorResponses.map(({ errorCode }) => Number(errorCode))].filter(isErrorStatus);
  return [...new Set([...STATUSES, missingStatus(primary), ...listed])].sort((a, b) => a - b).concat(FAILURES as number[]);
}

/** Whether an origin can respond with it: a template may list anything. */
export function isErrorStatus(code: number): boolean {
  return Number.isInteger(code) && code >= 400 && code <= 599;
}

const BODY = 'A body of an origin.\n';
const COMMON = { date: 'Mon, 13 Jan 2020 20:12:38 GMT', server: 'Origin' };

/** What functions look at in an answer, lose, or forget to remove. */
const ANSWERS = {
  'an HTML page': { 'content-type': 'text/html; charset=utf-8' },
  'JSON': { 'content-type': 'application/json' },
  'no content type': { 'content-type': [] },
  'a compressed page': {
    'content-type': 'text/html',
    'content-encoding': 'gzip',
    'etag': '"33a64df5"',
    'last-modified': 'Mon, 13 Jan 2020 20:00:00 GMT',
  },
  'a page in chunks': { 'content-type': 'text/html', 'content-length': [], 'transfer-encoding': 'chunked', 'via': '1.1 proxy.example.com' },
} satisfies Readonly<Record<string, ScriptedHeaders>>;

/** The kind of an origin's answer. */
export type AnswerName = keyof typeof ANSWERS;

/** The first is the usual one. */
export const ANSWER_NAMES = Object.keys(ANSWERS) as [AnswerName, ...AnswerName[]];

/** One that an origin can be asked about later. */
export const WITH_ETAG = 'a compressed page' satisfies AnswerName;

const BROKEN_AFTER = 5;

/** What CloudFront requests in one case: first the viewer's object, from whichever server, then perhaps an error page. */
class Wanted {
  object?: string;

  constructor(private readonly pages: ReadonlySet<string>) {}

  /** Whether it is an error page, not what the viewer requested. */
  isPage(object: string): boolean {
    this.object ??= object;
    return object !== this.object && this.pages.has(object);
  }
}

/**
 * The server of an origin and of every other origin with its domain name: when it is down, it is down for all of them. A status
 * below 500 is about the requested object, so an error page can exist while the object does not. Everything else is about the
 * server.
 */
export class Server {
  /** Whether a request arrived since the state was set. Only origins with a status record this. */
  asked = false;

  constructor(
    private readonly origins: ReadonlyArray<{ readonly model: OriginModel; readonly control: OriginControl }>,
    private readonly wanted: Wanted,
  ) {}

  /** Sets the state for the next case. */
  play(outcome: OriginCondition, answer: AnswerName): void {
    this.asked = false;
    this.wanted.object = undefined;
    for (const { model, control } of this.origins) {
      switch (outcome) {
        case 'refused': control.refuse(); break;
        case 'connect-timeout': control.hangConnect(); break;
        case 'read-timeout': control.hang(); break;
        case 'broken-body': control.respond(200, BODY).breakOff(BROKEN_AFTER); break;
        default: control.respondWith(request => this.respond(outcome, answer, request, model));
      }
    }
  }

  private respond(status: number, answer: AnswerName, { path, headers }: OriginRequest, { originPath }: OriginModel): ScriptedResponse {
    this.asked = true;
    if (status === 200 && headers['if-none-match']) return { status: 304, headers: { etag: headers['if-none-match'], ...COMMON } };
    const isPage = this.wanted.isPage(path.slice(show(originPath).replace(/\/+$/, '').length));
    if (status < 500 && isPage) return { status: 200, body: BODY };
    const location: ScriptedHeaders = status === 301 ? { location: 'https://www.example.com/moved' } : {};
    const usual: ScriptedHeaders = ANSWERS[answer];
    return { status, body: BODY, headers: { ...usual, ...location, ...COMMON } };
  }
}

/** The servers of a behavior's origins. */
export interface Servers {
  readonly primary: Server;
  readonly secondary?: Server;
}

/** The servers of a behavior's origins. When both have the same domain name, they differ in path, and no other origin joins them. */
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
