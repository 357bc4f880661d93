import { join } from 'node:path';
import { checkPaths } from '../../lib/cli/check-paths';

const FORMS = join(__dirname, '../fixtures/forms');

function rulesOf(file: string) {
  const { findings, cannotTell } = checkPaths([join(FORMS, file)], {});
  return {
    found: findings.map(({ rule, level }) => `${level} ${rule}`).sort(),
    undetermined: [...new Set(cannotTell.map(({ rule }) => rule))].sort(),
    reasons: [...new Set(cannotTell.map(({ reason }) => reason))],
  };
}

describe('one site, whose function hides the failures of its primary', () => {
  const { found } = rulesOf('site/cloudformation.yaml');

  test('is found in a template of CloudFormation, with the code in a folder beside it', () => {
    expect(found.filter(rule => !rule.startsWith('info'))).toEqual([
      'error handler-masks-failover', 'warning handler-leaves-entity-headers', 'warning masked-success-cached',
    ]);
  });

  test.each([
    'site/sam.yaml',
    'site/serverless/cloudformation-template-update-stack.json',
  ])('is found in %s, but for the Region of its stack', file => {
    expect(rulesOf(file)).toMatchObject({ found, undetermined: ['edge-function-region'] });
  });

  test('is found in a plan of Terraform, but for a policy that is known after it is applied', () => {
    expect(rulesOf('site/terraform-plan.json')).toEqual({
      found, undetermined: ['bucket-unreadable'], reasons: ['reading the bucket depends on ${data.aws_iam_policy_document.files.json}'],
    });
  });

  test('is found in what the API says, but for what depends on the code of the function and on the bucket', () => {
    const live = rulesOf('site/live.json');
    const isOfFunction = (rule: string) => /handler|masked|edge-function/.test(rule);
    // What is not known of the bucket is information.
    expect(live.found).toEqual([...found.filter(rule => !isOfFunction(rule)), 'info cors-origin-not-in-key'].sort());
    const missing = found.filter(isOfFunction).map(rule => rule.split(' ')[1]!);
    expect(live.undetermined).toEqual(expect.arrayContaining(missing.filter(rule => !/entity|cached/.test(rule))));
    expect(live.reasons).toEqual(['the function is arn:aws:lambda:us-east-1:111122223333:function:edge:3']);
  });
});

const twice = (rule: string) => [rule, rule];

test.each<[string, string[]]>([
  ['sam.yaml', ['error edge-function-timeout', 'error handler-masks-failover']],
  ['live-config.yaml', ['error group-behavior-allows-writes', ...twice('error load-balancer-certificate')]],
  ['terraform-plan.yaml', ['error failover-code-unknown', 'error group-behavior-allows-writes', ...twice('error origin-not-a-bucket')]],
  ['local-code/site.yaml', ['error group-behavior-allows-writes']],
])('%s has the errors that it has', (file, errors) => {
  const { found, reasons } = rulesOf(file);
  expect(found.filter(rule => rule.startsWith('error'))).toEqual(errors);
  expect(reasons.filter(reason => /code|cdk\.out/.test(reason))).toEqual([]);
});
