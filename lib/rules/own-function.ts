import { Policy } from '../../lambda/policy';
import { BehaviorModel, DistributionModel, originResponsesOf } from '../model/distribution';
import { isUnknown, Value } from '../model/value';

/** A behavior with a function that this library generated, and its policy. */
export interface Rewriting {
  readonly behavior: BehaviorModel;
  readonly policy: Policy;
  /** Template and logical id of the function. */
  readonly name: string;
  /** The association. */
  readonly property: string;
}

/** The behaviors for which a generated function rewrites errors. */
export function* rewriting(distribution: DistributionModel): Iterable<Rewriting> {
  for (const behavior of distribution.behaviors) yield* rewritingOf(behavior);
}

/** The generated functions that rewrite errors for one behavior. */
export function* rewritingOf(behavior: BehaviorModel): Iterable<Rewriting> {
  for (const { function: edgeFunction, property } of originResponsesOf(behavior)) {
    if (isUnknown(edgeFunction) || !edgeFunction.policy?.rewrite.length) continue;
    yield { behavior, policy: edgeFunction.policy, name: `${edgeFunction.template}/${edgeFunction.logicalId}`, property };
  }
}

/** An assignment to the status or the body of a response. */
const CHANGES_RESPONSE = /\.(?:status|body)\s*=(?![=>])/;

/** Whether an origin-response function, however it was created, changes the status or the body of responses. */
export function changesResponses(behavior: BehaviorModel): Value<boolean> {
  for (const { function: edgeFunction } of originResponsesOf(behavior)) {
    const text = isUnknown(edgeFunction) ? undefined : edgeFunction.code.text;
    if (text === undefined) return { unknown: 'the code of the origin-response function' };
    if (CHANGES_RESPONSE.test(text)) return true;
  }
  return false;
}

/** As {@link rewriting}, but each function once. */
export function* rewritingFunctions(distribution: DistributionModel): Iterable<Rewriting> {
  const seen = new Set<string>();
  for (const found of rewriting(distribution)) {
    if (!seen.has(found.name)) yield found;
    seen.add(found.name);
  }
}

/** The Cache-Control header of rewritten responses. */
export function cacheControlOf({ headers }: Policy): string | undefined {
  return headers.find(([name]) => name === 'cache-control')?.[1];
}

/** Seconds for which CloudFront should cache a rewritten response. */
export function ttlOf(policy: Policy): number {
  return Number(/s-maxage=(\d+)/.exec(cacheControlOf(policy) ?? '')?.[1] ?? 0);
}

/** Whether a policy rewrites this status. */
export function rewrites({ rewrite }: Policy, status: number): boolean {
  return rewrite.some(([from, to]) => status >= from && status <= to);
}
