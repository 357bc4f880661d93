import assert from 'node:assert';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { compare, interleave, Probe, Row } from './measure';
import { functionCode } from '../lib/construct/edge-function';
import { ErrorRewrite } from '../lib/construct/error-rewrite';
import { FailoverDistribution } from '../lib/construct/failover-distribution';

const FAILOVER = [500, 502, 503, 504];

type Wire = (scope: Construct, id: string, standby: s3.IBucket) => void;

const withConstruct: Wire = (scope, id, standby) => {
  new FailoverDistribution(scope, id, {
    primaryOrigin: new origins.HttpOrigin('www.example.com'),
    secondaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(standby),
  });
};

/** Failing over on 404 makes the checks look at the bucket's policy. */
const failingOverOn404: Wire = (scope, id, standby) => {
  new FailoverDistribution(scope, id, {
    primaryOrigin: new origins.HttpOrigin('www.example.com'),
    secondaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(standby),
    failoverStatusCodes: [404, ...FAILOVER],
  });
};

/** The same resources from CDK's own constructs. */
const byHand: Wire = (scope, id, standby) => {
  const edgeFunction = new cloudfront.experimental.EdgeFunction(scope, `${id}FailoverFunction`, {
    code: lambda.Code.fromInline(functionCode({ failover: FAILOVER, ...ErrorRewrite.keepStatus()._policyFor([403, 404]) })),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_22_X,
    memorySize: 128,
    description: 'Origin-response function of cdk-failover-distribution',
    currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
  });
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

/**
 * Processor time, which other work on the machine disturbs less than the clock, in this process: warmed up, candidates in
 * random order. Child processes vary more from one to the next than the difference that is looked for.
 */
export async function synth(): Promise<Row[]> {
  process.env.CDK_VALIDATION = 'false';
  assert.deepStrictEqual(template(withConstruct, 3), template(byHand, 3), 'the two apps do not make the same resources');

  await interleave(2, { ours: sample(withConstruct, 100), other: sample(byHand, 100) });
  const one = await interleave(40, { ours: sample(withConstruct, 1, 10), other: sample(byHand, 1, 10) });
  const many = await interleave(12, {
    ours10: sample(withConstruct, 10, 3),
    other10: sample(byHand, 10, 3),
    with404s10: sample(failingOverOn404, 10, 3),
    ours100: sample(withConstruct, 100),
    other100: sample(byHand, 100),
    with404s100: sample(failingOverOn404, 100),
  });
  return [
    compare('synth: 1 distribution, ours / by hand', 'ms', one.ours, one.other, 1.05),
    compare('synth: each of 10 in a stack, ours / by hand', 'ms', many.ours10, many.other10),
    compare('synth: each of 100 in a stack, ours / by hand', 'ms', many.ours100, many.other100, 1.05),
    compare('synth: growth, each of 100 / each of 10, ours', 'ms', many.ours100, many.ours10, 1.2),
    compare('synth: growth, each of 100 / each of 10, ours on 404', 'ms', many.with404s100, many.with404s10, 1.2),
    compare('synth: growth, each of 100 / each of 10, by hand', 'ms', many.other100, many.other10),
  ];
}

/** Milliseconds of processor time per distribution, from the App to its assembly; the mean of several assemblies. */
function sample(wire: Wire, count: number, times = 1): Probe {
  return () => {
    let microseconds = 0;
    for (let i = 0; i < times; i++) {
      inFolder(folder => {
        const before = process.cpuUsage();
        build(wire, count, folder);
        const { user, system } = process.cpuUsage(before);
        microseconds += user + system;
      });
    }
    return microseconds / 1000 / count / times;
  };
}

function build(wire: Wire, count: number, outdir: string) {
  const app = new App({ outdir, context: { '@aws-cdk/core:stackResourceLimit': 0 } });
  const stack = new Stack(app, 'Sites', { env: { account: '123456789012', region: 'us-east-1' } });
  for (let i = 0; i < count; i++) wire(stack, `Site${i}`, new s3.Bucket(stack, `Standby${i}`));
  return app.synth();
}

function template(wire: Wire, count: number): unknown {
  return inFolder(folder => JSON.parse(readFileSync(join(folder, build(wire, count, folder).stacks[0].templateFile), 'utf8')));
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
