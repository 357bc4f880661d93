import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, OriginGroup } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { compare, interleave, Row } from './measure';
import { FailoverDistribution } from '../lib';

const ROUNDS = 15;
const MILLISECONDS = 300;
/** Four methods, eleven outcomes of the primary, five of the secondary. */
const CELLS = 4 * 11 * 5;

/** The whole matrix of one behavior, in a process of its own that has just started: what whoever calls the command waits for. */
export async function matrix(): Promise<Row[]> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-matrix-'));
  try {
    synthesize(directory);
    const program = join(directory, 'one-matrix.js');
    buildSync({
      entryPoints: ['bench/one-matrix.ts'],
      outfile: program,
      bundle: true,
      platform: 'node',
      target: 'node20',
      logLevel: 'error',
    });
    const { own, sample } = await interleave(ROUNDS, {
      own: () => measure(program, directory, 'Aware'),
      sample: () => measure(program, directory, 'Masking'),
    });
    const limit = own.map(() => MILLISECONDS);
    return [
      compare(`matrix: ${CELLS} cases, this library's function / the asked-for 300 ms`, 'ms', own, limit, 1),
      compare(`matrix: ${CELLS} cases, AWS's sample in a worker / the asked-for 300 ms`, 'ms', sample, limit, 1),
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function measure(program: string, directory: string, logicalId: string): number {
  const { milliseconds, cells } = JSON.parse(execFileSync(process.execPath, [program, directory, logicalId], { encoding: 'utf8' }));
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
