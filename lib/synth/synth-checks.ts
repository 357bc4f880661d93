import { Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct, IValidation } from 'constructs';
import { errorText, inform, warn } from './annotate';
import { homeIn, homesBeside } from './stack-homes';
import { written } from './stack-resources';
import { CHECKED_AS_CONSTRUCT } from '../model/assembly';
import { DistributionModel } from '../model/distribution';
import { FunctionModel, readFunction } from '../model/lambda-function';
import { locateFunction } from '../model/locate-function';
import { readDistribution } from '../model/read-distribution';
import { SYNTH_RULES } from '../rules';
import { judgeHandlers } from '../rules/handler';
import { judge } from '../rules/rule';

/** What the checks look at. */
export interface CheckedParts {
  readonly distribution: IConstruct;
  readonly edgeFunction?: lambda.IVersion;
  /** The code of a function that the construct made. */
  readonly code?: string;
}

/**
 * Runs the rules on a construct when its app is synthesized: errors are returned, so that CDK tells all of them together,
 * and the rest becomes annotations.
 */
export class SynthChecks implements IValidation {
  constructor(private readonly parts: CheckedParts) {}

  validate(): string[] {
    const model = this.model();
    // A function that the construct made is known to be right, and costs no process.
    const isUsers = this.parts.edgeFunction !== undefined && this.parts.code === undefined;
    const findings = [...judge(model, SYNTH_RULES).findings, ...isUsers ? judgeHandlers([model]).findings : []];
    const { distribution } = this.parts;
    for (const finding of findings) {
      // On the distribution, not on the construct itself: before 2.276 an acknowledgement counts for what is below it only,
      // when it comes before the warning. https://github.com/aws/aws-cdk/issues/38820
      if (finding.level === 'warning') warn(distribution, finding);
      if (finding.level === 'info') inform(distribution, finding);
    }
    (distribution.node.defaultChild ?? distribution).node.addMetadata(CHECKED_AS_CONSTRUCT, true);
    return findings.filter(({ level }) => level === 'error').map(errorText);
  }

  private model(): DistributionModel {
    const cfnDistribution = (this.parts.distribution.node.defaultChild ?? this.parts.distribution) as cloudfront.CfnDistribution;
    const stack = Stack.of(cfnDistribution);
    const { logicalId, resource } = written(cfnDistribution);

    const home = homeIn(stack);
    const ownArn = this.parts.edgeFunction && JSON.stringify(stack.resolve(this.parts.edgeFunction.edgeArn));
    return readDistribution(logicalId, resource, {
      template: stack.stackName,
      source: home.source,
      environment: home.environment,
      functionBehind: arn => (JSON.stringify(arn) === ownArn ? this.ownFunction() : undefined) ?? locateFunction(arn, home, homesBeside(stack)),
    });
  }

  /** Undefined for a function that was imported. */
  private ownFunction(): FunctionModel | undefined {
    const { edgeFunction, code } = this.parts;
    const cfnFunction = edgeFunction?.lambda.node.defaultChild;
    if (!(cfnFunction instanceof lambda.CfnFunction)) return undefined;
    const { logicalId, resource } = written(cfnFunction);
    // Only this setting of the version matters, and its logical id is costly: it is a hash over the whole function.
    const version = edgeFunction!.node.defaultChild instanceof lambda.CfnVersion ? edgeFunction!.node.defaultChild : undefined;
    return readFunction(logicalId, resource, {
      template: Stack.of(cfnFunction).stackName,
      environment: {},
      version: { Type: 'AWS::Lambda::Version', Properties: { ProvisionedConcurrencyConfig: version?.provisionedConcurrencyConfig } },
      assetOf: asset => (code ? { text: code } : homeIn(Stack.of(cfnFunction)).assetOf!(asset)),
    });
  }
}
