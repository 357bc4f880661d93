import assert from 'node:assert';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { App, Names, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { compare, interleave, Probe, Row } from './measure';
import { functionCode } from '../lib/edge-function';
import { ErrorRewrite } from '../lib/error-rewrite';
import { FailoverDistribution } from '../lib/failover-distribution';

const FAILOVER = [500, 502, 503, 504];

type Wire = (scope: Construct, id: string, standby: s3.IBucket) => void;

const withConstruct: Wire = (scope, id, standby) => {
  new FailoverDistribution(scope, id, {
    primaryOrigin: new origins.HttpOrigin('www.example.com'),
    secondaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(standby),
  });
};

/** The same resources from CDK's own constructs. */
const byHand: Wire = (scope, id, standby) => {
  const site = new Construct(scope, id);
  const edgeFunction = new cloudfront.experimental.EdgeFunction(site, `OriginResponse-${Names.uniqueResourceName(site, { maxLength: 64 })}`, {
    code: lambda.Code.fromInline(functionCode({ failover: FAILOVER, ...ErrorRewrite.serverErrors()._policy })),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_22_X,
    memorySize: 128,
    description: `Failover-aware origin-response function of ${site.node.path}`,
  });
  new cloudfront.Distribution(site, 'Distribution', {
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
 * Processor time, which other work on the machine disturbs less than the clock, and in this process: warmed up, candidates
 * in random order, the heap collected before each sample. Child processes vary more from one to the next than the
 * difference that is looked for.
 */
export async function synth(): Promise<Row[]> {
  process.env.CDK_VALIDATION = 'false';
  assert.deepStrictEqual(template(withConstruct, 3), template(byHand, 3), 'the two apps do not make the same resources');

  await interleave(2, { ours: sample(withConstruct, 100), other: sample(byHand, 100) });
  const one = await interleave(100, { ours: sample(withConstruct, 1), other: sample(byHand, 1) });
  const { ours10, other10, ours100, other100 } = await interleave(10, {
    ours10: sample(withConstruct, 10),
    other10: sample(byHand, 10),
    ours100: sample(withConstruct, 100),
    other100: sample(byHand, 100),
  });
  return [
    compare('synth: 1 distribution, ours / by hand', 'ms', one.ours, one.other, 1.05),
    compare('synth: 10 distributions in a stack, ours / by hand', 'ms', ours10, other10),
    compare('synth: 100 distributions in a stack, ours / by hand', 'ms', ours100, other100, 1.05),
    compare('synth: per distribution, 100 / 10, ours', 'ms', each(ours100, 100), each(ours10, 10)),
    compare('synth: per distribution, 100 / 10, by hand', 'ms', each(other100, 100), each(other10, 10)),
  ];
}

function each(values: readonly number[], count: number): number[] {
  return values.map(value => value / count);
}

/** Milliseconds of processor time from the App to its assembly. */
function sample(wire: Wire, count: number): Probe {
  return () => {
    collectGarbage();
    return inFolder(folder => {
      const before = process.cpuUsage();
      build(wire, count, folder);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
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

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
