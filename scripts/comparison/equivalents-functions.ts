import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy, Size, Stack, Stage } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { edgeFunction, Equivalent, onResponse, site, siteWithFunction } from './cdk-site';

type EdgeProps = Partial<cloudfront.experimental.EdgeFunctionProps>;

/** A setting of the function. */
function setting(wrong: EdgeProps | ((stack: Stack) => EdgeProps), right: EdgeProps | ((stack: Stack) => EdgeProps) = {}): Equivalent {
  return (stack, isWrong) => {
    const props = isWrong ? wrong : right;
    return siteWithFunction(stack, typeof props === 'function' ? props(stack) : props);
  };
}

function fromBucket(stack: Stack, options: lambda.BucketOptions = {}): lambda.Code {
  return lambda.Code.fromBucketV2(s3.Bucket.fromBucketName(stack, 'Code', 'code'), 'function.zip', options);
}

function versionArn(region: string): string {
  return `arn:aws:lambda:${region}:111122223333:function:mine:7`;
}

/** An archive of this size. It goes with the app. */
function archive(stack: Stack, bytes: number): lambda.Code {
  const path = join(Stage.of(stack)!.outdir, 'function.zip');
  writeFileSync(path, '');
  truncateSync(path, bytes);
  return lambda.Code.fromAsset(path);
}

const CALLBACK = 'exports.handler = (event, context, callback) => callback(null, event.Records[0].cf.response);';

/** Of the settings and the deployment of Lambda@Edge functions. */
export const FUNCTION_EQUIVALENTS: Readonly<Record<string, Equivalent>> = {
  'edge-function-architecture': setting({ architecture: lambda.Architecture.ARM_64 }),
  'edge-function-timeout': setting({ timeout: Duration.seconds(31) }, { timeout: Duration.seconds(30) }),
  'edge-function-ephemeral-storage': setting({ ephemeralStorageSize: Size.mebibytes(1024) }),
  'edge-function-runtime': setting(
    stack => ({ runtime: lambda.Runtime.RUBY_3_4, code: fromBucket(stack) }),
    stack => ({ runtime: lambda.Runtime.PYTHON_3_13, code: fromBucket(stack) }),
  ),
  'edge-function-runtime-deprecated': setting({ runtime: lambda.Runtime.NODEJS_20_X }),
  'edge-function-environment': setting({ environment: { PAGE: 'sorry' } }),
  'edge-function-layers': setting(stack => ({
    layers: [lambda.LayerVersion.fromLayerVersionArn(stack, 'Layer', 'arn:aws:lambda:us-east-1:111122223333:layer:tools:1')],
  })),
  'edge-function-vpc': setting(stack => ({ vpc: new ec2.Vpc(stack, 'Vpc') })),
  'edge-function-dead-letter': setting({ deadLetterQueueEnabled: true }),
  'edge-function-tracing': setting({ tracing: lambda.Tracing.ACTIVE }),
  'edge-function-reserved-concurrency': setting({ reservedConcurrentExecutions: 0 }),
  'edge-function-provisioned-concurrency': setting({ currentVersionOptions: { provisionedConcurrentExecutions: 1 } }),
  'edge-function-runtime-management': setting({ runtimeManagementMode: lambda.RuntimeManagementMode.FUNCTION_UPDATE }),
  'edge-function-image': (stack, isWrong) => {
    if (!isWrong) return siteWithFunction(stack);
    const code = lambda.DockerImageCode.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Repository', 'function'));
    const image = new lambda.DockerImageFunction(stack, 'Image', { code });
    return site(stack, { behavior: { edgeLambdas: [onResponse(image.currentVersion)] } });
  },
  'edge-function-kms': setting(stack => ({ code: fromBucket(stack, { sourceKMSKey: new kms.Key(stack, 'Key') }) }), stack => ({ code: fromBucket(stack) })),
  'edge-function-region': (stack, isWrong) => {
    const version = lambda.Version.fromVersionArn(stack, 'Version', versionArn(isWrong ? 'eu-west-1' : 'us-east-1'));
    return site(stack, { behavior: { edgeLambdas: [onResponse(version)] } });
  },
  'edge-function-version': (stack, isWrong) => {
    const made = new lambda.Function(stack, 'Made', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline(CALLBACK) });
    return site(stack, { behavior: { edgeLambdas: [onResponse(isWrong ? made.latestVersion : made.currentVersion)] } });
  },
  'edge-function-role': setting(stack => ({ role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }) })),
  'edge-function-code-size': (stack, isWrong) => siteWithFunction(stack, { code: archive(stack, isWrong ? 60_000_000 : 50_000_000) }),
  'edge-function-callback': setting({ runtime: lambda.Runtime.NODEJS_24_X, code: lambda.Code.fromInline(CALLBACK) }, { code: lambda.Code.fromInline(CALLBACK) }),
  'edge-function-deletion': (stack, isWrong) => {
    const removalPolicy = isWrong ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
    const made = edgeFunction(stack, { currentVersionOptions: { removalPolicy } });
    (made.lambda.node.defaultChild as lambda.CfnFunction).applyRemovalPolicy(removalPolicy);
    return site(stack, { behavior: { edgeLambdas: [onResponse(made.currentVersion)] } });
  },
};
