import { GroupBehavior, groupBehaviorsOf } from './group-behavior';
import { SimulatedEdge } from './simulated-edge';
import { Invocation } from '../function-code/function-result';
import { constructPathOf, DistributionModel, groupOf } from '../model/distribution';
import { UnusableInput } from '../model/errors';

/** A response of the primary that an origin-response function changed, although CloudFront fails over on its status. */
export interface ChangedResponse {
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
 * Finds responses that should not have been changed: a response of the primary whose status is a failover status code, to a method
 * that fails over, has to pass byte for byte untouched. Every behavior on an origin group is tried, for each code and method, with
 * three kinds of responses. Distributions without such a behavior are skipped when there are others.
 *
 * The functions get the events that they would get at the edge, except for changes by functions before them.
 *
 * @throws UnusableInput when no behavior can fail over, or a function cannot be run here
 * @see docs/decisions/0003-law-under-either-order.md
 */
export async function changedFailoverResponses(distributions: readonly DistributionModel[]): Promise<ChangedResponse[]> {
  const changed: ChangedResponse[] = [];
  const concerned = distributions.filter(distribution => distribution.behaviors.some(behavior => groupOf(distribution, behavior)));
  for (const distribution of concerned.length ? concerned : distributions) {
    for (const group of groupBehaviorsOf(distribution)) changed.push(...await changedOn(group, distribution));
  }
  return changed;
}

/** Bodies and headers of errors. Functions may treat different kinds differently. */
const ANSWERS: ReadonlyArray<readonly [body: string, headers: Record<string, string>]> = [
  ['<h1>It broke</h1>\n', {
    'content-type': 'text/html; charset=utf-8', 'etag': '"33a64df5"', 'cache-control': 'max-age=60', 'server': 'Primary',
  }],
  ['{"error":"it broke"}', { 'content-type': 'application/json', 'x-request-id': '4711' }],
  ['', {}],
];

async function changedOn(group: GroupBehavior, distribution: DistributionModel): Promise<ChangedResponse[]> {
  const { name, primary, codes, methods } = group;
  const path = constructPathOf(distribution) ?? distribution.logicalId;
  let seen: Array<readonly [event: unknown, invocation: Invocation]> = [];
  const edge = new SimulatedEdge(onlyItsResponses(distribution, group), { onInvocation: (...run) => seen.push(run) });
  const found: ChangedResponse[] = [];
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
          // The primary is tried first. Without a function there is no run.
          for (const run of seen.slice(0, 1)) changesBy(...run).forEach(change => changes.add(change));
        }
        if (changes.size) found.push({ distribution: path, behavior: name, method, status, changes: [...changes] });
      }
    }
    return found;
  } finally {
    await edge.close();
  }
}

/** Only this behavior, for every request, with only the functions that see the primary's response. */
function onlyItsResponses(distribution: DistributionModel, { behavior }: GroupBehavior): DistributionModel {
  const functions = behavior.functions.filter(({ eventType }) => eventType === 'origin-response');
  return {
    ...distribution,
    behaviors: [{ ...behavior, pathPattern: '*', functions, restricted: false, viewerProtocolPolicy: 'allow-all' }],
    defaultRootObject: '',
  };
}

type ReturnedResponse = { readonly headers?: Record<string, unknown> } & Readonly<Record<string, unknown>>;

function changesBy(event: any, { outcome, reason, result }: Invocation): string[] {
  if (outcome !== 'returned') return [`the function failed, ${outcome}: ${reason}`];
  const before: ReturnedResponse = event.Records[0].cf.response;
  if (typeof result !== 'object' || result === null) return [`the function returned ${JSON.stringify(result) ?? 'nothing'}`];
  const after = result as ReturnedResponse;
  const names = [...new Set([before, after].flatMap(({ headers }) => Object.keys(headers ?? {})))];
  return [
    ...(String(before.status) === String(after.status) ? [] : [`the status became ${String(after.status)}`]),
    ...(before.statusDescription === after.statusDescription
      ? []
      : [`the status description became ${JSON.stringify(after.statusDescription)}`]),
    ...names.flatMap(name => changeOf(name, before.headers?.[name], after.headers?.[name])),
    ...(after.body === undefined ? [] : ['the body was replaced']),
  ];
}

function changeOf(name: string, before: unknown, after: unknown): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [`the header ${name} was ${before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'}`];
}

/** The changes in words: each once, with the codes and methods that it is made for. */
export function changeLines(breaches: readonly ChangedResponse[]): string[] {
  if (!breaches.length) return ['Expected a function that changes failover responses of the primary, and there is none.'];
  return [
    'The origin-response function has to leave every response of the primary with a failover status code untouched.',
    'Otherwise CloudFront may not try the secondary. It changes these:',
    '',
    ...[...changeRows(breaches)].flatMap(({ distribution, behavior, codes, methods, changes }) => [
      `  ${distribution}, behavior ${behavior}: ${[...codes].join(', ')} to ${[...methods].join(', ')}`,
      ...changes.map(change => `    ${change}`),
    ]),
    '',
    "Use FailoverDistribution, or wrap the function's handler in failoverAware from cdk-failover-distribution/edge.",
  ];
}

interface ChangeRow extends Pick<ChangedResponse, 'distribution' | 'behavior' | 'changes'> {
  readonly codes: Set<number>;
  readonly methods: Set<string>;
}

function changeRows(breaches: readonly ChangedResponse[]): Iterable<ChangeRow> {
  const rows = new Map<string, ChangeRow>();
  for (const { distribution, behavior, method, status, changes } of breaches) {
    const key = JSON.stringify([distribution, behavior, changes]);
    const row = rows.get(key) ?? { distribution, behavior, changes, codes: new Set(), methods: new Set() };
    row.codes.add(status);
    row.methods.add(method);
    rows.set(key, row);
  }
  return rows.values();
}
