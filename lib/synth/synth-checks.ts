import { Annotations, Stack } from 'aws-cdk-lib';
import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { IValidation } from 'constructs';
import { acknowledgementsOf } from './construct-acknowledgements';
import { homeIn, homesBeside } from './stack-homes';
import { written } from './stack-resources';
import { CHECKED_AT_SYNTH } from '../model/assembly';
import { locateFunction } from '../model/locate-function';
import { readDistribution } from '../model/read-distribution';
import { show } from '../model/value';
import { SYNTH_RULES } from '../rules';
import { behaviorOf, isAcknowledged } from '../rules/acknowledgements';
import { check } from '../rules/check';
import { Finding, oneLine } from '../rules/finding';
import { HANDLER_RULES } from '../rules/handler';

/**
 * Checks a distribution when its app is synthesized: errors are returned, so that CDK reports all of them together, and the rest
 * becomes annotations. Everything is read from the constructs, functions included. `FailoverRules` skips the distribution.
 */
export class SynthChecks implements IValidation {
  constructor(private readonly distribution: CfnDistribution) {}

  validate(): string[] {
    const place = this.place();
    const { findings, cannotTell } = check([place.distribution], [place.stack], { rules: SYNTH_RULES });
    const annotations = Annotations.of(this.distribution);
    const untried = new Set(cannotTell.filter(({ rule }) => HANDLER_RULES.some(({ id }) => id === rule)).map(({ reason }) => reason));
    if (untried.size && !isAcknowledged(NOT_TRIED, place)) annotations.addWarningV2(`${NAME}:${NOT_TRIED}`, notTried([...untried]));
    for (const finding of findings) {
      const context = { behavior: behaviorOf(finding, place.distribution) };
      if (finding.level === 'warning') annotations.addWarningV2(idOf(finding), textOf(finding), { context });
      if (finding.level === 'info') annotations.addInfoV2(idOf(finding), textOf(finding));
    }
    this.distribution.node.addMetadata(CHECKED_AT_SYNTH, true);
    return findings.filter(({ level }) => level === 'error').map(finding => `${textOf(finding)} [${finding.rule}]`);
  }

  private place() {
    const stack = Stack.of(this.distribution);
    const home = homeIn(stack);
    const { logicalId, resource } = written(this.distribution);
    const distribution = readDistribution(logicalId, resource, {
      template: home.name,
      source: home.source,
      environment: home.environment,
      pathOf: () => this.distribution.node.path,
      assetOf: home.assetOf,
      functionBehind: (arn, environment) => locateFunction(arn, { ...home, environment }, homesBeside(stack)),
    });
    const acknowledgements = acknowledgementsOf(this.distribution, distribution.behaviors.map(({ pathPattern }) => show(pathPattern)));
    return { distribution, stack: { ...home, acknowledgements } };
  }
}

const NAME = 'cdk-failover-distribution';

/** Id of the warning. */
const NOT_TRIED = 'function-not-tried';

function idOf({ rule }: Finding): string {
  return `${NAME}:${rule}`;
}

/** A function that hides the primary's failures would otherwise pass without a word. */
function notTried(reasons: readonly string[]): string {
  return `Whether the origin-response function keeps CloudFront from failing over is not known: ${reasons.join('; ')}. ` +
    'Wrap its handler with failoverAware, which makes that impossible, and acknowledge this warning.';
}

function textOf(finding: Finding): string {
  return `${oneLine(finding)} (${finding.property}; ${finding.page})`;
}
