import { Annotations, Stack, Stage } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IValidation } from 'constructs';
import { DistributionModel } from './model/distribution';
import { FunctionModel, readFunction } from './model/edge-function';
import { FunctionHome, locateFunction } from './model/locate-function';
import { readDistribution } from './model/read-distribution';
import { OriginWithRole } from './origin-role';
import { RULES } from './rules';
import { Finding, judge } from './rules/rule';
import { StackResources, written } from './stack-resources';

/** What the checks look at. */
export interface CheckedParts {
  readonly distribution: cloudfront.Distribution;
  readonly edgeFunction?: lambda.IVersion;
  /** The code of a function that the construct made. */
  readonly code?: string;
  readonly members: readonly OriginWithRole[];
  /** The list of failover status codes was empty, for which CDK has no place. */
  readonly noStatusCodes: boolean;
}

/**
 * Runs the rules on a construct when its app is synthesized: errors are returned, so that CDK tells all of them together,
 * and the rest becomes annotations.
 */
export class SynthChecks implements IValidation {
  constructor(private readonly parts: CheckedParts) {}

  validate(): string[] {
    const { findings } = judge(this.model(), RULES);
    // On the distribution, not on the construct itself: before 2.276 an acknowledgement counts for what is below it only,
    // when it comes before the warning. https://github.com/aws/aws-cdk/issues/38820
    const annotations = Annotations.of(this.parts.distribution);
    for (const finding of findings) {
      if (finding.level === 'warning') annotations.addWarningV2(`cdk-failover-distribution:${finding.rule}`, text(finding));
      if (finding.level === 'info') inform(annotations, finding);
    }
    return findings.filter(({ level }) => level === 'error').map(finding => `${text(finding)} [${finding.rule}]`);
  }

  private model(): DistributionModel {
    const cfnDistribution = this.parts.distribution.node.defaultChild as cloudfront.CfnDistribution;
    const stack = Stack.of(cfnDistribution);
    const { logicalId, resource } = written(cfnDistribution);
    this.addWhatCdkRefuses(resource.Properties as any);

    const home = homeIn(stack);
    const ownArn = this.parts.edgeFunction && JSON.stringify(stack.resolve(this.parts.edgeFunction.edgeArn));
    return readDistribution(logicalId, resource, {
      template: stack.stackName,
      source: home.source,
      environment: home.environment,
      functionBehind: arn => (JSON.stringify(arn) === ownArn ? this.ownFunction() : undefined) ?? locateFunction(arn, home, homesBeside(stack)),
    });
  }

  /** Puts back what the construct kept from CDK, which would have thrown on the first of several problems. */
  private addWhatCdkRefuses({ DistributionConfig: { OriginGroups: groups } }: any): void {
    if (this.parts.noStatusCodes) groups.Items[0].FailoverCriteria.StatusCodes = { Items: [], Quantity: 0 };
    for (const { isGroup, boundId } of this.parts.members) {
      if (isGroup) groups.Items.push({ Id: boundId, FailoverCriteria: { StatusCodes: { Items: [500, 502, 503, 504] } } });
    }
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
      assetOf: () => (code ? { text: code } : { missing: 'the code is an asset' }),
    });
  }
}

function homeIn(stack: Stack): FunctionHome {
  const source = new StackResources(stack);
  return { name: stack.stackName, source, environment: source.environment };
}

/** The stacks in which an `EdgeFunction` of the user's may be. */
function* homesBeside(stack: Stack): Iterable<FunctionHome> {
  for (const construct of Stage.of(stack)?.node.findAll() ?? []) {
    if (Stack.isStack(construct)) yield homeIn(construct);
  }
}

/** Older releases of aws-cdk-lib know no ids for information. */
function inform(annotations: Annotations, finding: Finding): void {
  const id = `cdk-failover-distribution:${finding.rule}`;
  if ('addInfoV2' in annotations) annotations.addInfoV2(id, text(finding));
  else (annotations as Annotations).addInfo(`${text(finding)} [${id}]`);
}

function text({ property, message, fix, page }: Finding): string {
  return `${message} ${fix} (${property}; ${page})`;
}
