import { GroupBehavior, groupBehaviorsOf } from './group-behavior';
import { SimulatedEdge } from './simulated-edge';
import { Invocation } from '../function-code/invocation';
import { constructPathOf, DistributionModel, groupOf } from '../model/distribution';
import { UnusableInput } from '../model/unusable-input';

/** A response of the primary that an origin-response function did not leave alone, although CloudFront fails over on its status. */
export interface Breach {
  /** Construct path of the distribution, or its logical id. */
  readonly distribution: string;
  /** Path pattern of the behavior. */
  readonly behavior: string;
  readonly method: string;
  readonly status: number;
  /** What the function changed, in words. */
  readonly changes: readonly string[];
}

/**
 * What breaks the law: a response of the primary whose status is a failover status code, to a method that fails over, passes byte for byte
 * untouched. It is asked of every behavior on an origin group, for each code and method, with three kinds of answers. Distributions without
 * such a behavior are passed over when there are others.
 *
 * The functions are given what they would be given at the edge, but for what functions before them would change.
 *
 * @throws UnusableInput when no behavior can fail over, or a function cannot be run here
 * @see docs/decisions/0003-law-under-either-order.md
 */
export async function breachesIn(distributions: readonly DistributionModel[]): Promise<Breach[]> {
  const breaches: Breach[] = [];
  const concerned = distributions.filter(distribution => distribution.behaviors.some(behavior => groupOf(distribution, behavior)));
  for (const distribution of concerned.length ? concerned : distributions) {
    for (const group of groupBehaviorsOf(distribution)) breaches.push(...await breachesOn(group, distribution));
  }
  return breaches;
}

/** What an origin sends along with an error. Functions look at it, and may treat one kind as they do not treat another. */
const ANSWERS: ReadonlyArray<readonly [body: string, headers: Record<string, string>]> = [
  ['<h1>It broke</h1>\n', { 'content-type': 'text/html; charset=utf-8', 'etag': '"33a64df5"', 'cache-control': 'max-age=60', 'server': 'Primary' }],
  ['{"error":"it broke"}', { 'content-type': 'application/json', 'x-request-id': '4711' }],
  ['', {}],
];

async function breachesOn(group: GroupBehavior, distribution: DistributionModel): Promise<Breach[]> {
  const { name, primary, codes, methods } = group;
  const told = constructPathOf(distribution) ?? distribution.logicalId;
  let seen: Array<readonly [event: unknown, invocation: Invocation]> = [];
  const edge = new SimulatedEdge(onlyItsResponses(distribution, group), { onInvocation: (...run) => seen.push(run) });
  const found: Breach[] = [];
  try {
    for (const method of methods) {
      for (const status of codes) {
        const changes = new Set<string>();
        for (const [body, headers] of ANSWERS) {
          seen = [];
          edge.invalidate();
          edge.origin(primary.id).respond(status, body, headers);
          const response = await edge.fetch('/', { method });
          if (response.status === 501) throw new UnusableInput(await response.text());
          // The primary is asked first. Where there is no function, there is nothing to be seen.
          for (const run of seen.slice(0, 1)) changesBy(...run).forEach(change => changes.add(change));
        }
        if (changes.size) found.push({ distribution: told, behavior: name, method, status, changes: [...changes] });
      }
    }
    return found;
  } finally {
    await edge.close();
  }
}

/** The behavior alone, reached by every request, with no other function than those that see the primary's response. */
function onlyItsResponses(distribution: DistributionModel, { behavior }: GroupBehavior): DistributionModel {
  const functions = behavior.functions.filter(({ eventType }) => eventType === 'origin-response');
  return {
    ...distribution,
    behaviors: [{ ...behavior, pathPattern: '*', functions, restricted: false, viewerProtocolPolicy: 'allow-all' }],
    defaultRootObject: '',
  };
}

type EventResponse = { readonly headers?: Record<string, unknown> } & Readonly<Record<string, unknown>>;

function changesBy(event: any, { outcome, reason, result }: Invocation): string[] {
  if (outcome !== 'returned') return [`the function failed, ${outcome}: ${reason}`];
  const before: EventResponse = event.Records[0].cf.response;
  if (typeof result !== 'object' || result === null) return [`the function returned ${JSON.stringify(result) ?? 'nothing'}`];
  const after = result as EventResponse;
  const names = [...new Set([before, after].flatMap(({ headers }) => Object.keys(headers ?? {})))];
  return [
    ...String(before.status) === String(after.status) ? [] : [`the status became ${String(after.status)}`],
    ...before.statusDescription === after.statusDescription ? [] : [`the status description became ${JSON.stringify(after.statusDescription)}`],
    ...names.flatMap(name => changeOf(name, before.headers?.[name], after.headers?.[name])),
    ...after.body === undefined ? [] : ['a body was put in the place of the origin\'s'],
  ];
}

function changeOf(name: string, before: unknown, after: unknown): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [`the header ${name} was ${before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'}`];
}
