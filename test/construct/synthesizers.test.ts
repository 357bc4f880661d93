import { AppStagingSynthesizer } from '@aws-cdk/app-staging-synthesizer-alpha';
import {
  App, CliCredentialsStackSynthesizer, DefaultStackSynthesizer, IReusableStackSynthesizer, IStackSynthesizer, LegacyStackSynthesizer, Stack,
} from 'aws-cdk-lib';
import { BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { ErrorPage, ErrorRewrite } from '../../lib';
import { resourcesOf, siteIn } from '../support/stacks';

/** A page that is too long for a template, so that the function is an asset. */
const errorRewrite = ErrorRewrite.keepStatus(ErrorPage.fromString('x'.repeat(9000)));

function assemblyWith(app: App, synthesizer?: IStackSynthesizer): CloudAssembly {
  const stack = new Stack(app, 'Web', { synthesizer, env: { account: '111111111111', region: 'eu-west-1' } });
  siteIn(stack, { errorRewrite });
  return app.synth();
}

/** Where the support stack expects the code of the function. */
function codeIn(assembly: CloudAssembly): any {
  const [[, { Properties }]] = resourcesOf(assembly.getStackArtifact('Web-us-east-1').template, 'AWS::Lambda::Function') as [[string, any]];
  return Properties.Code;
}

const fileAssetsBucketName = 'assets-${AWS::Region}';
const SYNTHESIZERS: ReadonlyArray<readonly [string, () => IStackSynthesizer, bucket: unknown]> = [
  ['the default one', () => new DefaultStackSynthesizer(), 'cdk-hnb659fds-assets-111111111111-us-east-1'],
  ['the default one with a bucket', () => new DefaultStackSynthesizer({ fileAssetsBucketName }), 'assets-us-east-1'],
  ['CLI credentials', () => new CliCredentialsStackSynthesizer({ fileAssetsBucketName }), 'assets-us-east-1'],
  ['the legacy one', () => new LegacyStackSynthesizer(), { Ref: expect.stringMatching(/^AssetParameters/) }],
];

describe.each(SYNTHESIZERS)('with %s', (_, make, bucket) => {
  test('of the stack, the support stack has the same', () => {
    const code = codeIn(assemblyWith(new App(), make()));
    expect(code.S3Bucket['Fn::Sub'] ?? code.S3Bucket).toEqual(bucket);
  });

  test('of the app, it is for both stacks', () => {
    const defaultStackSynthesizer = make() as IReusableStackSynthesizer;
    const code = codeIn(assemblyWith(new App({ defaultStackSynthesizer })));
    expect(code.S3Bucket['Fn::Sub'] ?? code.S3Bucket).toEqual(bucket);
  });
});

test('with app staging, the code of the function goes to the staging bucket of the app in us-east-1', () => {
  process.env.JSII_DEPRECATED = 'quiet'; // it was written for an older aws-cdk-lib
  const stagingBucketEncryption = BucketEncryption.S3_MANAGED;
  const defaultStackSynthesizer = AppStagingSynthesizer.defaultResources({ appId: 'shop', stagingBucketEncryption });
  const assembly = assemblyWith(new App({ defaultStackSynthesizer }));
  expect(codeIn(assembly).S3Bucket).toBe('cdk-shop-staging-111111111111-us-east-1');
  expect(assembly.stacks.map(({ id }) => id)).toContain('StagingStack-shop-111111111111-us-east-1');
});
