import { Changes, templateOf } from './cases';
import { DistributionModel } from '../../lib/model/distribution';
import { CodeModel } from '../../lib/model/lambda-function';
import { locateFunction } from '../../lib/model/locate-function';
import { readDistribution } from '../../lib/model/read-distribution';
import { Resource, Template, TemplateBody } from '../../lib/model/template';

/** The model of the distribution `Site` of a template, in us-east-1. */
export function modelIn(body: TemplateBody): DistributionModel {
  const template = new Template('template.json', body, { region: 'us-east-1' });
  const home = { name: template.name, source: template, environment: template.environment, assetOf };
  return readDistribution('Site', template.resource('Site')!, {
    template: template.name,
    form: 'cloudformation',
    source: template,
    environment: template.environment,
    functionBehind: arn => locateFunction(arn, home, [home]),
  });
}

export function modelOf(changes: Changes): DistributionModel {
  return modelIn(templateOf(changes));
}

/** Assets are not in the template. A key such as `60MB.zip` stands for an asset of that size. */
function assetOf({ Properties }: Resource): CodeModel {
  const key = String((Properties?.Code as { S3Key?: unknown } | undefined)?.S3Key);
  const bytes = Number(/^(\d+)MB/.exec(key)?.[1]) * 1_000_000;
  if (!bytes) return { missing: 'the code is not here' };
  return { assetPath: key, ...key.endsWith('.zip') ? { zipBytes: bytes } : { folderBytes: bytes } };
}
