import { DistributionModel } from '../../lib/model/distribution';
import { locateFunction } from '../../lib/model/locate-function';
import { readDistribution } from '../../lib/model/read-distribution';
import { Resource, Template, TemplateBody } from '../../lib/model/template';

export type Json = Record<string, any>;

/** A distribution with this configuration, in a template with these other resources. */
export function read(config: unknown, { Resources, ...rest }: TemplateBody = {}, metadata?: Json): DistributionModel {
  const Site = { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig: config }, Metadata: metadata } as Resource;
  return readResource(Site, { ...rest, Resources: { ...Resources, Site } });
}

export function readResource(resource: Resource, body: TemplateBody = {}): DistributionModel {
  const template = new Template('stack', body, { region: 'eu-west-1' });
  const home = { name: template.name, source: template, environment: template.environment };
  return readDistribution('Site', resource, {
    template: template.name,
    source: template,
    environment: template.environment,
    functionBehind: arn => locateFunction(arn, home, [home]),
  });
}

export function originOf(origin: Json, body?: TemplateBody): DistributionModel['origins'][number] {
  return read({ Origins: [{ Id: 'mine', ...origin }] }, body).origins[0]!;
}

export function behaviorOf(behavior: Json, body?: TemplateBody): DistributionModel['behaviors'][number] {
  return read({ DefaultCacheBehavior: behavior }, body).behaviors[0]!;
}

/** A function and its version. */
export const VERSION = {
  Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Function' } } },
  Function: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Code: { ZipFile: 'code' } } },
};
