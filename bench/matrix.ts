import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, OriginGroup } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { compare, interleave, Row } from './measure';
import { bundle, inFolder, outputOf } from './programs';
import { FailoverDistribution } from '../lib';

const ROUNDS = 15;
const MILLISECONDS = 300;
/** Four methods, eleven outcomes of the primary, five of the secondary. */
const CELLS = 4 * 11 * 5;

/** The whole matrix of one behavior, in a process of its own that has just started: what whoever calls the command waits for. */
export async function matrix(): Promise<Row[]> {
  return inFolder(async directory => {
    synthesize(join(directory, 'cdk.out'));
    bundle(directory, ['one-matrix']);
    const { own, sample } = await interleave(ROUNDS, {
      own: () => measure(directory, 'Aware'),
      sample: () => measure(directory, 'Masking'),
    });
    const limit = own.map(() => MILLISECONDS);
    return [
      compare(`matrix: ${CELLS} cases, this library's function / 300 ms`, 'ms', own, limit, 1),
      compare(`matrix: ${CELLS} cases, AWS's sample in the sandbox / 300 ms`, 'ms', sample, limit, 1),
    ];
  });
}

function measure(directory: string, logicalId: string): number {
  const args = [join(directory, 'one-matrix.js'), join(directory, 'cdk.out'), logicalId];
  const { milliseconds, cells } = outputOf<Record<'milliseconds' | 'cells', number>>(process.execPath, args);
  if (cells !== CELLS) throw new Error(`the matrix of ${logicalId} has ${cells} cells and not ${CELLS}`);
  return milliseconds;
}

function synthesize(outdir: string): void {
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Bench', { env: { region: 'us-east-1' } });
  const [primaryOrigin, secondaryOrigin] = [new HttpOrigin('primary.example.com'), new HttpOrigin('secondary.example.com')];
  new FailoverDistribution(stack, 'Aware', { primaryOrigin, secondaryOrigin });

  const sample = new lambda.Function(stack, 'Sample', {
    code: lambda.Code.fromInline(readFileSync(join(__dirname, '../examples/side-by-side/aws-sample/index.js'), 'utf8')),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_22_X,
  });
  new cloudfront.Distribution(stack, 'Masking', {
    defaultBehavior: {
      origin: new OriginGroup({ primaryOrigin, fallbackOrigin: secondaryOrigin, fallbackStatusCodes: [500, 502, 503, 504] }),
      allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
      cachedMethods: cloudfront.CachedMethods.CACHE_GET_HEAD_OPTIONS,
      edgeLambdas: [{ functionVersion: sample.currentVersion, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE }],
    },
  });
  app.synth();
}
