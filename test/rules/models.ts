import { Changes, templateOf } from './cases';
import { DistributionModel } from '../../lib/model/distribution';
import { locateFunction } from '../../lib/model/locate-function';
import { readDistribution } from '../../lib/model/read-distribution';
import { Template, TemplateBody } from '../../lib/model/template';

/** The model of the distribution `Site` of a template, in us-east-1. */
export function modelIn(body: TemplateBody): DistributionModel {
  const template = new Template('template.json', body, { region: 'us-east-1' });
  const home = { name: template.name, source: template, environment: template.environment };
  return readDistribution('Site', template.resource('Site')!, {
    template: template.name,
    source: template,
    environment: template.environment,
    functionBehind: arn => locateFunction(arn, home, [home]),
  });
}

export function modelOf(changes: Changes): DistributionModel {
  return modelIn(templateOf(changes));
}
