import { CfnElement, CfnResource, Stack, Stage } from 'aws-cdk-lib';
import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { IValidation } from 'constructs';
import { Resource } from '../model/template';

/**
 * What is worked out once in a synthesis, from the first check of a distribution on: then aspects have run, and nothing changes until the
 * templates are written. Without it, each of many distributions would look through the whole stack.
 */
export class Synthesis {
  /** The one that a construct is in, if its checks have begun. */
  static of(construct: CfnElement): Synthesis | undefined {
    return running.get(placeOf(construct));
  }

  /** The one in which a check runs. A check that runs again is in another synthesis, before which anything may have changed. */
  static in(distribution: CfnDistribution, check: IValidation): Synthesis {
    const place = placeOf(distribution);
    let synthesis = running.get(place);
    if (!synthesis || synthesis.checks.has(check)) {
      const begun = synthesis = new Synthesis();
      running.set(place, begun);
      // A synthesis is never interrupted.
      queueMicrotask(() => running.get(place) === begun && running.delete(place));
    }
    synthesis.checks.add(check);
    return synthesis;
  }

  readonly indexes = new Map<Stack, StackIndex>();
  readonly versionIds = new Map<CfnElement, string>();
  private readonly checks = new Set<IValidation>();
}

const running = new WeakMap<object, Synthesis>();

/** Each stage is synthesized by itself. */
function placeOf(construct: CfnElement): object {
  return Stage.of(construct) ?? construct.node.root;
}

/** A resource as its template is going to write it. */
export interface Written {
  readonly logicalId: string;
  readonly resource: Resource;
}

export interface StackIndex {
  readonly byType: ReadonlyMap<string, readonly CfnResource[]>;
  readonly texts: Map<CfnResource, Written>;
  readonly byLogicalId: ReadonlyMap<string, CfnResource>;
  /**
   * The logical id of a version is a hash over its function, so they are worked out only when nothing else has the id that is asked for.
   */
  versions?: ReadonlyMap<string, CfnResource>;
}
