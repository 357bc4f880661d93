import { evaluate } from './intrinsics';
import { Resource, TemplateScope } from './template';
import { isUnknown, listOf, recordOf, show } from './value';

/**
 * The distribution that a staging distribution of the same template is for: it has the continuous deployment policy in which the domain
 * name of the staging distribution is.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/continuous-deployment.html
 */
export function primaryOf(staging: string, { source, environment }: TemplateScope): readonly [string, Resource] | undefined {
  const policies = [...source.resourcesOfType('AWS::CloudFront::ContinuousDeploymentPolicy')].filter(([, { Properties }]) => {
    const { StagingDistributionDnsNames } = recordOf(recordOf(evaluate(Properties, environment)).ContinuousDeploymentPolicyConfig);
    return listOf(StagingDistributionDnsNames).some(name => show(name) === `\${${staging}.DomainName}`);
  });
  return [...source.resourcesOfType('AWS::CloudFront::Distribution')].find(([logicalId, { Properties }]) => {
    const { ContinuousDeploymentPolicyId: id } = recordOf(evaluate(recordOf(Properties).DistributionConfig, environment));
    const isFor = (policy: string) => isUnknown(id) && [`\${${policy}}`, `\${${policy}.Id}`].includes(id.unknown);
    return logicalId !== staging && policies.some(([policy]) => isFor(policy));
  });
}
