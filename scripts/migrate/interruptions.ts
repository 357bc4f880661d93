import { isDeepStrictEqual } from 'node:util';
import { Resource, Stacks } from './starting-points';

/**
 * Properties that CloudFormation updates without replacing the resource ("Update requires: No interruption"). Everything that is not
 * listed has to stay as it is.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudfront-distribution.html
 */
const UPDATED_IN_PLACE: Readonly<Record<string, readonly string[]>> = {
  'AWS::CloudFront::Distribution': ['DistributionConfig', 'Tags'],
};

/** What a deployment would delete, replace or change of the resources that exist, other than in place. */
export function interruptions(before: Stacks, after: Stacks): string[] {
  return Object.entries(before).flatMap(([stack, resources]) =>
    Object.entries(resources).flatMap(([id, resource]) =>
      problemsOf(resource, after[stack]?.[id]).map(problem => `${stack} ${id} ${problem}`),
    ),
  );
}

function problemsOf(before: Resource, after: Resource | undefined): string[] {
  if (!after) return ['is deleted'];
  if (before.Type !== after.Type) return [`changes from ${before.Type} to ${after.Type}`];
  const names = [...new Set([...Object.keys(before.Properties ?? {}), ...Object.keys(after.Properties ?? {})])];
  return names
    .filter(name => !isDeepStrictEqual(before.Properties?.[name], after.Properties?.[name]))
    .filter(name => !UPDATED_IN_PLACE[before.Type]?.includes(name))
    .map(name => `changes its ${name}`);
}
