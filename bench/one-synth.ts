/**
 * One app with so many distributions in a stack, and the processor time that the whole process took up to the end of its synthesis, as
 * JSON: `KIND COUNT OUTDIR`.
 */
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

const FAILOVER = [500, 502, 503, 504];
const CODE = process.env.BENCH_FUNCTION_CODE!;

type Wire = (scope: Construct, id: string, standby: s3.IBucket) => void;

const KINDS: Readonly<Record<string, () => Wire>> = {
  'ours': () => construct(FAILOVER),
  'ours-on-404': () => construct([404, ...FAILOVER]), // the checks look at the bucket's policy
  'by-hand': () => distribution((scope, id) => new cloudfront.experimental.EdgeFunction(scope, `${id}FailoverFunction`, {
    ...SETTINGS, code: lambda.Code.fromInline(CODE),
  })),
  'nodejs-function': () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { NodejsFunction } = require('aws-cdk-lib/aws-lambda-nodejs') as typeof import('aws-cdk-lib/aws-lambda-nodejs');
    return distribution((scope, id) => new NodejsFunction(scope, `${id}FailoverFunction`, {
      ...SETTINGS,
      handler: 'handler',
      entry: 'lambda/index.ts',
      depsLockFilePath: 'package-lock.json',
      bundling: { minify: true, banner: CODE.slice(0, CODE.indexOf('\n')) },
    }));
  },
};

const SETTINGS = {
  handler: 'index.handler',
  runtime: lambda.Runtime.NODEJS_22_X,
  memorySize: 128,
  description: 'Origin-response function of cdk-failover-distribution',
  currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
};

function construct(failoverStatusCodes: number[]): Wire {
  // Only here: the others do not load it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { FailoverDistribution } = require('cdk-failover-distribution') as typeof import('cdk-failover-distribution');
  return (scope, id, standby) => void new FailoverDistribution(scope, id, {
    primaryOrigin: new origins.HttpOrigin('www.example.com'),
    secondaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(standby),
    failoverStatusCodes,
  });
}

/** The same resources from CDK's own constructs. */
function distribution(functionIn: (scope: Construct, id: string) => { readonly currentVersion: lambda.IVersion }): Wire {
  return (scope, id, standby) => {
    const edgeFunction = functionIn(scope, id);
    new cloudfront.Distribution(scope, id, {
      defaultBehavior: {
        origin: new origins.OriginGroup({
          primaryOrigin: new origins.HttpOrigin('www.example.com', { customHeaders: { 'x-failover-role': 'primary' } }),
          fallbackOrigin: origins.S3BucketOrigin.withOriginAccessControl(standby, { customHeaders: { 'x-failover-role': 'secondary' } }),
          fallbackStatusCodes: FAILOVER,
        }),
        allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
        cachedMethods: cloudfront.CachedMethods.CACHE_GET_HEAD_OPTIONS,
        edgeLambdas: [{ functionVersion: edgeFunction.currentVersion, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE }],
      },
    });
  };
}

const [kind, count, outdir] = process.argv.slice(2);
const app = new App({ outdir, context: { '@aws-cdk/core:stackResourceLimit': 0 } });
const stack = new Stack(app, 'Sites', { env: { account: '123456789012', region: 'us-east-1' } });
const wire = KINDS[kind!]!();
for (let i = 0; i < Number(count); i++) wire(stack, `Site${i}`, new s3.Bucket(stack, `Standby${i}`));
app.synth();
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ milliseconds: (user + system) / 1000 }));
