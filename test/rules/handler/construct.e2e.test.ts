import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnDistribution, experimental } from 'aws-cdk-lib/aws-cloudfront';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { bundled, changing, PAGE, PASS, STATIC_BODY } from './sample-code';
import { ErrorPage, ErrorRewrite, FailoverDistribution } from '../../../lib';
import { rulesOf, siteIn, stackIn, userFunction, verdictOf } from '../../support/stacks';

jest.mock('node:child_process', () => ({
  ...jest.requireActual('node:child_process'),
  spawnSync: jest.fn(jest.requireActual('node:child_process').spawnSync),
}));

/** Other code each time, because what was run once is remembered. */
let count = 0;
const masking = () => changing(`/* ${count += 1} */ if (status >= 500) {${PAGE}}`);
const AWARE = bundled("import { failoverAware } from './lambda/failover-aware'; import { redirect } from './test/support/aws-sample'; " +
  'export const handler = failoverAware(redirect);');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-function-'));
  jest.mocked(spawnSync).mockClear();
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function assetOf(text: string): lambda.Code {
  writeFileSync(join(folder, 'index.js'), text);
  return lambda.Code.fromAsset(folder);
}

/** A site with a function of the user's, in the stack's Region or in us-east-1. */
function siteWith(code: lambda.Code, region = 'us-east-1') {
  const stack = stackIn(region);
  const originResponseFunction = region === 'us-east-1'
    ? userFunction(stack, { code }).currentVersion
    : new experimental.EdgeFunction(stack, 'Mine', { code, handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X });
  return siteIn(stack, { originResponseFunction });
}

describe('originResponseFunction', () => {
  test.each([
    ['inline', () => siteWith(lambda.Code.fromInline(masking()))],
    ['as an asset', () => siteWith(assetOf(masking()))],
    ['inline, in another Region', () => siteWith(lambda.Code.fromInline(masking()), 'eu-west-1')],
    ['as an asset, in another Region', () => siteWith(assetOf(masking()), 'eu-west-1')],
  ])('fails synthesis when it masks failures of the primary: %s', (_, site) => {
    const { errors } = verdictOf(site());
    expect(rulesOf(errors)).toEqual(['handler-masks-failover']);
    expect(errors[0]!.text).toContain('Got: 500, 502, 503, 504 of the primary => 200 (GET, HEAD, OPTIONS). ');
    expect(spawnSync).toHaveBeenCalledTimes(1);
  });

  test.each([['that leaves everything alone', PASS], ['that is wrapped with failoverAware', AWARE]])('passes one %s', (_, text) => {
    expect(verdictOf(siteWith(assetOf(text))).errors).toEqual([]);
    expect(spawnSync).toHaveBeenCalledTimes(1);
  });

  test('warns of what is no error', () => {
    const secondaryOnly = STATIC_BODY.replace(
      'if (isError(response))',
      "if (isError(response) && event.Records[0].cf.request.origin.custom.domainName === 'standby.example.com')",
    );
    expect(rulesOf(verdictOf(siteWith(assetOf(secondaryOnly))).warnings)).toEqual(
      expect.arrayContaining(['masked-success-cached', 'handler-leaves-entity-headers']),
    );
  });

  test('passes one whose code cannot be had', () => {
    const stack = stackIn('us-east-1');
    const originResponseFunction = lambda.Version.fromVersionArn(stack, 'Mine', 'arn:aws:lambda:us-east-1:111111111111:function:mine:1');
    expect(verdictOf(siteIn(stack, { originResponseFunction })).errors).toEqual([]);
    expect(spawnSync).not.toHaveBeenCalled();
  });
});

test('a function is run once, however often its app is synthesized', () => {
  const code = masking();
  for (let i = 0; i < 3; i += 1) {
    expect(rulesOf(verdictOf(siteWith(lambda.Code.fromInline(code))).errors)).toEqual(['handler-masks-failover']);
  }
  expect(spawnSync).toHaveBeenCalledTimes(1);
});

describe('the function that the construct makes', () => {
  test.each<[string, string, string]>([
    ['inline', 'us-east-1', 'Back soon.'],
    ['inline, in another Region', 'eu-west-1', 'Back soon.'],
    ['as an asset', 'us-east-1', 'Back soon.'.repeat(500)],
    ['as an asset, in another Region', 'eu-west-1', 'Back soon.'.repeat(500)],
  ])('is found and not run: %s', (_, region, page) => {
    const { errors, warnings } = verdictOf(siteIn(stackIn(region), { errorRewrite: ErrorRewrite.toOk(ErrorPage.fromString(page)) }));
    expect(errors).toEqual([]);
    expect(rulesOf(warnings)).toEqual(['client-errors-masked']); // It is in the code of the function.
    expect(spawnSync).not.toHaveBeenCalled();
  });

  const resourceOf = (site: FailoverDistribution) => site.node.defaultChild as CfnDistribution;

  test.each<[string, (site: FailoverDistribution) => void]>([
    [
      'its code was changed',
      site => (site.edgeFunction!.lambda.node.defaultChild as lambda.CfnFunction).addPropertyOverride('Code.ZipFile', masking()),
    ],
    [
      'the group has a code that it does not know',
      site =>
        resourceOf(site).addPropertyOverride('DistributionConfig.OriginGroups.Items.0.FailoverCriteria.StatusCodes', {
          Items: [404, 500],
          Quantity: 2,
        }),
    ],
    [
      'the primary lost its role for that of the secondary',
      site => resourceOf(site).addPropertyOverride('DistributionConfig.Origins.0.OriginCustomHeaders.0.HeaderValue', 'secondary'),
    ],
  ])('is run, and fails the synthesis, when %s', (_, change) => {
    const site = siteIn(stackIn('us-east-1'), { errorRewrite: ErrorRewrite.toOk() });
    change(site);
    expect(rulesOf(verdictOf(site).errors)).toContain('handler-masks-failover');
    expect(spawnSync).toHaveBeenCalledTimes(1);
  });
});
