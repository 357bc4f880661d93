import { Annotations, Stack } from 'aws-cdk-lib';
import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { IValidation } from 'constructs';
import { acknowledgementsOf } from './construct-acknowledgements';
import { homeIn, homesBeside } from './stack-homes';
import { Synthesis } from './synthesis';
import { CHECKED_AT_SYNTH } from '../model/assembly';
import { locateFunction } from '../model/locate-function';
import { readDistribution } from '../model/read-distribution';
import { show } from '../model/value';
import { SYNTH_RULES } from '../rules';
import { behaviorOf, isAcknowledged } from '../rules/acknowledgements';
import { check } from '../rules/check';
import { Finding, oneLine, Unclear } from '../rules/finding';

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
    const untried = UNSEEN_DANGERS.map(([rule, text]) => notTried(text, cannotTell.filter(unclear => unclear.rule === rule))).join('');
    if (untried && !isAcknowledged(NOT_TRIED, place)) annotations.addWarningV2(`${NAME}:${NOT_TRIED}`, untried + WHEN_NOT_TRIED);
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
    const synthesis = Synthesis.in(this.distribution, this);
    const home = homeIn(stack, synthesis);
    const { logicalId, resource } = home.source.written(this.distribution);
    const distribution = readDistribution(logicalId, resource, {
      template: home.name,
      source: home.source,
      environment: home.environment,
      pathOf: () => this.distribution.node.path,
      assetOf: home.assetOf,
      functionBehind: (arn, environment) => locateFunction(arn, { ...home, environment }, homesBeside(stack, synthesis)),
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

/** What a function may do that shows in an outage only. Without a warning, one that could not be tried would pass without a word. */
const UNSEEN_DANGERS = [
  ['handler-masks-failover', 'Whether the origin-response function keeps CloudFront from failing over is not known'],
  ['secondary-does-not-serve', 'Whether the origin-request function lets the secondary serve is not known'],
] as const;

const WHEN_NOT_TRIED =
  'Wrap a handler on origin-response with failoverAware, which keeps failover working whatever it does, and acknowledge this warning.';

function notTried(text: string, unclear: readonly Unclear[]): string {
  return unclear.length ? `${text}: ${[...new Set(unclear.map(({ reason }) => reason))].join('; ')}. ` : '';
}

function textOf(finding: Finding): string {
  return `${oneLine(finding)} (${finding.property}; ${finding.page})`;
}
