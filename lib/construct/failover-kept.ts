import { Stack } from 'aws-cdk-lib';
import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { IValidation } from 'constructs';
import { Failover } from './failover';
import { Problem, problemText } from '../model/problem';
import { StackResources } from '../synth/stack-resources';
import { Synthesis } from '../synth/synthesis';

type Behavior = Readonly<Record<string, any>>;

/**
 * Whether what was made is still in the distribution when it is written. A property injector, an aspect or an assignment to its
 * configuration may have taken it out, and CDK says nothing about that.
 */
export class FailoverKept implements IValidation {
  constructor(
    private readonly distribution: CfnDistribution,
    private readonly failover: Pick<Failover, 'edgeFunction' | 'viewerFunctions'>,
    private readonly secondary: CfnDistribution.OriginProperty,
  ) {}

  validate(): string[] {
    const stack = Stack.of(this.distribution);
    const synthesis = Synthesis.in(this.distribution, this);
    const { resource } = new StackResources(stack, synthesis).written(this.distribution);
    const { DistributionConfig: config = {} } = (resource.Properties ?? {}) as Behavior;
    const resolution = synthesis.resolutionIn(stack);
    const secondaryId = resolution.resolve(this.secondary.id);
    const groups: Behavior[] = Array.isArray(config.OriginGroups?.Items) ? config.OriginGroups.Items : [];
    const ids = groups.filter(({ Members }) => has(Members?.Items, ({ OriginId }) => same(OriginId, secondaryId))).map(({ Id }) => Id);
    const behaviors = [config.DefaultCacheBehavior, ...(Array.isArray(config.CacheBehaviors) ? config.CacheBehaviors : [])]
      .filter(behavior => ids.some(id => same(id, behavior?.TargetOriginId)));
    if (!behaviors.length) return [problemText(GONE)];
    return [...new Set(this.expected().flatMap(([what, eventType, token]) => {
      const arn = resolution.resolve(token);
      const lacking = behaviors.filter(({ LambdaFunctionAssociations, FunctionAssociations }) =>
        ![LambdaFunctionAssociations, FunctionAssociations].some(functions => has(functions, association =>
          association.EventType === eventType && same(association.LambdaFunctionARN ?? association.FunctionARN, arn))));
      return lacking.map(({ PathPattern = '*' }) => problemText(functionGone(PathPattern, what, eventType)));
    }))];
  }

  private expected(): Array<[what: string, eventType: string, arn: string]> {
    const { edgeFunction, viewerFunctions } = this.failover;
    return [
      ...(edgeFunction ? [['the function on the origins\' responses', 'origin-response', edgeFunction.edgeArn]] : []),
      ...viewerFunctions.map(({ option, eventType, viewerFunction }) =>
        [`the function of ${option}`, eventType, viewerFunction.functionArn]),
    ] as Array<[string, string, string]>;
  }
}

/** An item of a list, as far as it is one: something under a condition is not looked into. */
function has(items: unknown, matches: (item: Behavior) => boolean): boolean {
  return items !== undefined && (!Array.isArray(items) || items.some(item => item?.['Fn::If'] !== undefined || matches(item)));
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const GONE: Required<Problem> = {
  what: 'No behavior of the distribution is on its origin group any more, so that nothing fails over.',
  got: 'a configuration that was replaced after failover was added',
  allowed: 'a change of single properties, or a copy: { ...distribution.distributionConfig, enabled: false }',
  fix: 'Look for an assignment to distributionConfig, a property injector that sets the origin, an aspect and an override.',
};

function functionGone(pattern: unknown, what: string, eventType: string): Required<Problem> {
  return {
    what: `The behavior ${typeof pattern === 'string' ? pattern : JSON.stringify(pattern)} has lost ${what}.`,
    got: `no such function on ${eventType}`,
    allowed: `${what}, beside those that you add`,
    fix: 'Look for a property injector, an aspect and an override that sets its functions.',
  };
}
