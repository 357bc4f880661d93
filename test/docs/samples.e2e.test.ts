import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

const ROOT = join(__dirname, '..', '..');
const DOCS = join(ROOT, 'docs');

/** Where the modules are that the samples of docs/testing.md import. */
const PLACE = join(ROOT, 'examples', 'testing');

/** What a sample without imports takes for granted. */
const GIVEN = `
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as targets from 'aws-cdk-lib/aws-route53-targets';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BreakerTrigger, FailoverDistribution, FailoverRules, HybridOrigin, LastResort } from 'cdk-failover-distribution';
import { FailoverTemplate } from 'cdk-failover-distribution/testing';
import { Construct } from 'constructs';
declare const app: App;
declare const stack: Stack;
declare const site: FailoverDistribution;
declare const certificate: acm.ICertificate;
declare const bucket: s3.Bucket;
class Sample extends Construct {
  sample() {
`;

/** Each with the place that a diagnostic names. */
function samples(): Map<string, string> {
  return new Map(readdirSync(DOCS).filter(name => name.endsWith('.md')).flatMap(name => {
    const text = readFileSync(join(DOCS, name), 'utf8');
    return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code], index) => {
      // `declare` is not allowed in a method.
      const inMethod = code!.replace(/^declare const (\w+: .*);$/gm, 'const $1 = undefined!;');
      return [join(PLACE, `${name}-${index}.ts`), /^import /m.test(code!) ? code! : `${GIVEN}${inMethod}}}`] as const;
    });
  }));
}

test('every TypeScript sample of the docs compiles', () => {
  const files = samples();
  expect(files.size).toBeGreaterThan(10);
  const { config } = ts.readConfigFile(join(ROOT, 'examples', 'tsconfig.json'), path => readFileSync(path, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(ROOT, 'examples'));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = path => files.has(path) || fileExists(path);
  host.readFile = path => files.get(path) ?? readFile(path); // also what the program parses
  const program = ts.createProgram([...files.keys()], { ...options, noUnusedLocals: false, noUnusedParameters: false }, host);
  const diagnostics = [...files.keys()].flatMap(path => ts.getPreEmitDiagnostics(program, program.getSourceFile(path)));
  expect(diagnostics.map(({ file, messageText }) =>
    `${file?.fileName.slice(PLACE.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)).toEqual([]);
}, 120_000);
