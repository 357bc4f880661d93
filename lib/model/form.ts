import { templateOfLive } from './live-config';
import { templateOfSam } from './sam';
import { TemplateBody } from './template';
import { templateOfPlan } from './terraform-plan';
import { isMapping, recordOf, show } from './value';

/** What a distribution was written with. Fixes are worded for it. */
export type Form = 'cdk' | 'cloudformation' | 'sam' | 'serverless' | 'terraform' | 'live';

/** The content of a file, as a CloudFormation template. */
export interface Read {
  readonly form: Form;
  readonly body: TemplateBody;
  /** What people call a resource, by its logical id. */
  readonly names?: ReadonlyMap<string, string>;
}

/**
 * Reads a template of CloudFormation, SAM or the Serverless Framework, a Terraform plan, or a distribution as CloudFront's API returns
 * it. Undefined for anything else.
 */
export function readForm(content: object): Read | undefined {
  if (isMapping(recordOf(content).Resources)) {
    const form = formOf(content);
    return { form, body: form === 'sam' ? templateOfSam(content) : content };
  }
  const live = templateOfLive(content);
  if (live) return { form: 'live', body: live };
  const plan = templateOfPlan(content);
  return plan && { form: 'terraform', ...plan };
}

/** The tool that a template is for. */
function formOf({ Resources, Transform }: TemplateBody & { readonly Transform?: unknown }): Form {
  if (show(Transform ?? '').includes('AWS::Serverless-2016-10-31')) return 'sam';
  const resources = Object.entries(recordOf(Resources));
  if (resources.some(([logicalId]) => logicalId.startsWith('ServerlessDeploymentBucket'))) return 'serverless';
  return resources.some(([, resource]) => 'aws:cdk:path' in recordOf(recordOf(resource).Metadata)) ? 'cdk' : 'cloudformation';
}
