import { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { REPORTED_RULES, reportOn } from './validation-report';

/** Settings of `FailoverRules`. */
export interface FailoverRulesProps {
  /**
   * Whether the origin-response functions on origin groups are run, to see which failures they hide. They run without network,
   * files but their own, and clock, and for a limited time.
   * @default true
   */
  readonly runHandlers?: boolean;
}

/**
 * The rules of this library for every CloudFront distribution of an app, however it was created.
 *
 * Errors make the synthesis fail; warnings and information do not. What only a deployment knows does not fail the check.
 * A `FailoverDistribution` reports its own findings; the plugin skips it.
 *
 * A finding is acknowledged with the `acknowledge` method of CDK's `Validations`: its id is `cdk-failover-distribution::` and the name of
 * the rule, and it needs a reason.
 *
 * @example
 * declare const app: App;
 *
 * Validations.of(app).addPlugins(new FailoverRules());
 * @see https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
 */
export class FailoverRules implements IPolicyValidationPlugin {
  /** The name in reports, and in front of a rule in an acknowledgement. */
  readonly name: string = 'cdk-failover-distribution';

  /**
   * Ids of the rules.
   *
   * @default - every rule
   */
  readonly ruleIds?: string[] = [...REPORTED_RULES];

  private readonly runHandlers: boolean;

  /** @param props settings that may be left out */
  constructor(props: FailoverRulesProps = {}) {
    this.runHandlers = props.runHandlers ?? true;
  }

  /**
   * Called by CDK when the templates are written.
   *
   * @param context the templates
   */
  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return reportOn(context.templatePaths, { name: this.name, runHandlers: this.runHandlers });
  }
}
