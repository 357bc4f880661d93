import { CfnResource, IAspect, IPolicyValidationContextBeta1, IPolicyValidationPluginBeta1, PolicyValidationPluginReportBeta1 } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { AspectChecks } from './aspect-checks';
import { reportOn, TOLD_RULES } from './validation-report';

/** Settings of {@link FailoverRules}. */
export interface FailoverRulesProps {
  /**
   * Whether the origin-response functions on origin groups are run, to see which failures they hide. They run without network,
   * files but their own, and clock, and for a limited time.
   * @default true
   */
  readonly runHandlers?: boolean;
}

/**
 * The rules of this library for every CloudFront distribution of an app, whoever made it.
 *
 * Errors make the synthesis fail; warnings and information do not. What only a deployment can tell is passed over. Distributions of
 * `FailoverDistribution` are left out: they tell by themselves what the rules say of them.
 *
 * Register it in one of three ways:
 *
 * - `Validations.of(app).addPlugins(new FailoverRules())`, with a release of aws-cdk-lib that has `Validations`, in TypeScript, JavaScript and Python.
 *   Acknowledge a finding with `Validations.of(construct).acknowledge({ id: 'cdk-failover-distribution::<rule>', reason })`.
 * - `new App({ policyValidationBeta1: [new FailoverRules()] })`, with every supported release, in every language. Findings are acknowledged
 *   as above, where there is `Validations`.
 * - `Aspects.of(app).add(new FailoverRules())`, with every supported release, in every language; in an app with stages, on each stage.
 *   Acknowledge a finding with `Annotations.of(construct).acknowledgeWarning('cdk-failover-distribution:<rule>', reason)`, be it a warning or an error.
 *
 * @example
 * declare const app: App;
 *
 * Aspects.of(app).add(new FailoverRules());
 * @see https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
 */
export class FailoverRules implements IPolicyValidationPluginBeta1, IAspect {
  /** What reports call it, and what stands in front of a rule in an acknowledgement. */
  readonly name: string = 'cdk-failover-distribution';

  /** Ids of the rules. */
  readonly ruleIds?: string[] = [...TOLD_RULES];

  private readonly runHandlers: boolean;
  private readonly seen = new WeakSet<IConstruct>();

  constructor(props: FailoverRulesProps = {}) {
    this.runHandlers = props.runHandlers ?? true;
  }

  /** Called by CDK for a plugin, when the templates are written. */
  validate(context: IPolicyValidationContextBeta1): PolicyValidationPluginReportBeta1 {
    return reportOn(context.templatePaths, { runHandlers: this.runHandlers });
  }

  /** Called by CDK for an aspect, for each construct. The check comes later: other aspects may still change the construct. */
  visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node) || node.cfnResourceType !== 'AWS::CloudFront::Distribution' || this.seen.has(node)) return;
    this.seen.add(node);
    node.node.addValidation(new AspectChecks(node, { runHandlers: this.runHandlers }));
  }
}
