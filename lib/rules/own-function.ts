import { Policy } from '../../lambda/policy';
import { BehaviorModel, DistributionModel, originResponsesOf } from '../model/distribution';
import { isUnknown } from '../model/value';

/** A behavior whose function this library made, with its policy. */
export interface Rewriting {
  readonly behavior: BehaviorModel;
  readonly policy: Policy;
  /** Of the function, with its template. */
  readonly name: string;
  /** Where the function is attached. */
  readonly property: string;
}

/** The behaviors on which a function of this library rewrites errors. */
export function* rewriting(distribution: DistributionModel): Iterable<Rewriting> {
  for (const behavior of distribution.behaviors) yield* rewritingOf(behavior);
}

/** The functions of this library that rewrite errors of one behavior. */
export function* rewritingOf(behavior: BehaviorModel): Iterable<Rewriting> {
  for (const { function: edgeFunction, property } of originResponsesOf(behavior)) {
    if (isUnknown(edgeFunction) || !edgeFunction.policy?.rewrite.length) continue;
    yield { behavior, policy: edgeFunction.policy, name: `${edgeFunction.template}/${edgeFunction.logicalId}`, property };
  }
}

/** The same, each function once. */
export function* rewritingFunctions(distribution: DistributionModel): Iterable<Rewriting> {
  const seen = new Set<string>();
  for (const found of rewriting(distribution)) {
    if (!seen.has(found.name)) yield found;
    seen.add(found.name);
  }
}

/** What a rewritten response says in Cache-Control; undefined for nothing. */
export function cacheControlOf({ headers }: Policy): string | undefined {
  return headers.find(([name]) => name === 'cache-control')?.[1];
}

/** Seconds for which CloudFront is told to keep a rewritten response. */
export function ttlOf(policy: Policy): number {
  return Number(/s-maxage=(\d+)/.exec(cacheControlOf(policy) ?? '')?.[1] ?? 0);
}

/** Whether a policy rewrites this status. */
export function rewrites({ rewrite }: Policy, status: number): boolean {
  return rewrite.some(([from, to]) => status >= from && status <= to);
}
