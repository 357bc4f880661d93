import { CfnResource, Stack } from 'aws-cdk-lib';
import { IValidation } from 'constructs';
import { errorText, inform, warn } from './annotate';
import { CHECKED_AS_CONSTRUCT } from '../model/assembly';
import { DistributionModel } from '../model/distribution';
import { FunctionHome, locateFunction } from '../model/locate-function';
import { readDistribution } from '../model/read-distribution';
import { SYNTH_RULES } from '../rules';
import { homeIn, homesBeside } from './stack-homes';
import { written } from './stack-resources';
import { acknowledge } from '../rules/acknowledgements';
import { CheckOptions } from '../rules/check';
import { judgeHandlers } from '../rules/handler';
import { judge } from '../rules/rule';

/** Runs the rules on one distribution of any make, and tells what they find as annotations. */
export class AspectChecks implements IValidation {
  constructor(private readonly distribution: CfnResource, private readonly options: CheckOptions) {}

  validate(): string[] {
    if (this.distribution.node.metadata.some(({ type }) => type === CHECKED_AS_CONSTRUCT)) return [];
    const home = homeIn(Stack.of(this.distribution));
    const model = this.modelIn(home);
    const all = [...judge(model, SYNTH_RULES).findings, ...this.options.runHandlers ? judgeHandlers([model]).findings : []];
    const findings = acknowledge({ stacks: [{ ...home, paths: new Map(), acknowledgements: [] }] }, all).findings
      .filter(({ resource }) => resource === model.logicalId);
    for (const finding of findings.filter(({ level }) => level === 'info')) inform(this.distribution, finding);
    // CDK acknowledges nothing but warnings, so an error is one as well. It is not seen: the errors end the synthesis.
    return findings
      .filter(finding => finding.level !== 'info' && warn(this.distribution, finding) && finding.level === 'error')
      .map(errorText);
  }

  private modelIn(home: FunctionHome): DistributionModel {
    const { logicalId, resource } = written(this.distribution);
    return readDistribution(logicalId, resource, {
      template: home.name,
      source: home.source,
      environment: home.environment,
      functionBehind: arn => locateFunction(arn, home, homesBeside(Stack.of(this.distribution))),
    });
  }
}
