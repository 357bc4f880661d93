import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Distribution, experimental, LambdaEdgeEventType } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, OriginGroup } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { zipSync } from 'fflate';
import { changing, PAGE } from './sample-code';
import { Assembly } from '../../../lib/model/assembly';
import { check, CheckResult } from '../../../lib/rules/check';

const MASKING = changing(`if (status === 503) {${PAGE}}`);
const asModule = (code: string) => code.replace('exports.handler =', 'export const handler =');
const MASKING_MODULE = asModule(MASKING);

interface Form {
  readonly code: lambda.Code;
  readonly handler?: string;
  readonly runtime?: lambda.Runtime;
}

let folder: string;
let result: CheckResult;

/** A path with the files below it. */
function filesAt(name: string, files: Record<string, string>): string {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return join(folder, name);
}

function zipAt(name: string, files: Record<string, string>): string {
  const path = join(folder, name);
  writeFileSync(path, zipSync(Object.fromEntries(Object.entries(files).map(([file, text]) => [file, Buffer.from(text)]))));
  return path;
}

function forms(): Record<string, Form> {
  const { fromAsset, fromInline } = lambda.Code;
  const own = {
    'lib/respond.js': MASKING.replace('exports.handler', 'module.exports'),
    'node_modules/respond/package.json': '{"main":"./main.js"}',
    'node_modules/respond/main.js': MASKING,
  };
  return {
    Inline: { code: fromInline(MASKING) },
    Folder: { code: fromAsset(filesAt('folder', { 'index.js': MASKING })) },
    Zip: { code: fromAsset(zipAt('code.zip', { 'index.js': MASKING })) },
    Nested: {
      code: fromAsset(
        filesAt('nested', { 'src/app/edge.js': `exports.on = {}; ${MASKING.replace('exports.handler', 'exports.on.response')}` }),
      ),
      handler: 'src/app/edge.on.response',
    },
    OwnFile: { code: fromAsset(filesAt('own', { ...own, 'index.js': "exports.handler = require('./lib/respond');" })) },
    NodeModules: { code: fromAsset(filesAt('modules', { ...own, 'index.js': "exports.handler = require('respond').handler;" })) },
    OwnPage: {
      code: fromAsset(
        filesAt('page', {
          'page.html': '<h1>Sorry</h1>',
          'index.js': `const { readFileSync } = require('node:fs');
          const page = readFileSync(require('path').join(__dirname, 'page.html'), 'utf8');
          if (page !== '<h1>Sorry</h1>') throw new Error('another page');\n${MASKING}`,
        }),
      ),
    },
    Mjs: { code: fromAsset(filesAt('mjs', { 'index.mjs': MASKING_MODULE })) },
    TypeModule: { code: fromAsset(zipAt('module.zip', { 'package.json': '{"type":"module"}', 'index.js': MASKING_MODULE })) },
    ModuleImports: {
      code: fromAsset(
        filesAt('imports', {
          'index.mjs':
            "import * as path from 'node:path'; import { masks } from './masks.mjs';" +
            `\n${asModule(changing(`if (masks(status) && path.posix.join('/', 'a') === '/a') {${PAGE}}`))}`,
          'masks.mjs': 'export const masks = status => status === 503;',
        }),
      ),
    },
    Hashbang: { code: fromInline(`#!/usr/bin/env node\n${MASKING}`) },
    HashbangModule: { code: fromAsset(filesAt('hashbang', { 'index.mjs': `#!/usr/bin/env node\n${MASKING_MODULE}` })) },
    Node24: { code: fromInline(MASKING), runtime: lambda.Runtime.NODEJS_24_X },
    Callback24: {
      code: fromInline('exports.handler = (event, context, callback) => callback(null, event.Records[0].cf.response);'),
      runtime: lambda.Runtime.NODEJS_24_X,
    },
    Python: { code: fromInline('def handler(event, context):\n  return event'), runtime: lambda.Runtime.PYTHON_3_13 },
    WrongHandler: { code: fromAsset(filesAt('wrong', { 'index.js': MASKING })), handler: 'main.handler' },
    Broken: { code: fromInline('exports.handler = ;') },
  };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'forms-'));
  const stack = new Stack(new App(), 'Sites', { env: { region: 'eu-west-1', account: '111111111111' } });
  const site = (id: string, functionVersion: lambda.IVersion) => new Distribution(stack, id, {
    defaultBehavior: {
      origin: new OriginGroup({ primaryOrigin: new HttpOrigin('www.example.com'), fallbackOrigin: new HttpOrigin('standby.example.com') }),
      edgeLambdas: [{ eventType: LambdaEdgeEventType.ORIGIN_RESPONSE, functionVersion }],
    },
  });
  for (const [id, { code, handler = 'index.handler', runtime = lambda.Runtime.NODEJS_22_X }] of Object.entries(forms())) {
    // The code of each is in the support stack in us-east-1.
    site(id, new experimental.EdgeFunction(stack, `${id}Function`, { code, handler, runtime }));
  }
  site('Imported', lambda.Version.fromVersionArn(stack, 'Version', 'arn:aws:lambda:us-east-1:111111111111:function:other:1'));
  const assembly = Assembly.read((stack.node.root as App).synth().directory);
  result = check(assembly.distributions(), assembly.stacks);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What the handler rules say of a distribution, by its construct. */
function said(id: string): { masked?: string; failures: string[]; reasons: string[] } {
  const findings = result.findings.filter(({ path }) => path === `Sites/${id}/Resource`);
  const { resource } = result.findings.find(({ path }) => path === `Sites/${id}/Resource`) ?? {
    resource: result.cannotTell.find(unclear => unclear.resource.startsWith(id))!.resource,
  };
  return {
    masked: findings.find(({ rule }) => rule === 'handler-masks-failover')?.message,
    failures: findings.filter(({ rule }) => rule === 'handler-fails').map(({ message }) => message),
    reasons: result.cannotTell
      .filter(unclear => unclear.resource === resource && unclear.rule === 'handler-masks-failover')
      .map(({ reason }) => reason),
  };
}

test.each([
  'Inline',
  'Folder',
  'Zip',
  'Nested',
  'OwnFile',
  'OwnPage',
  'NodeModules',
  'Mjs',
  'TypeModule',
  'ModuleImports',
  'Hashbang',
  'HashbangModule',
  'Node24',
])('fails: a handler that masks 503, as %s in another stack', id => {
  expect(said(id)).toEqual({ masked: expect.stringContaining('Got: 503 of the primary => 200 (GET, HEAD). '), failures: [], reasons: [] });
});

test('fails: a callback, which Node.js 24 does not have', () => {
  expect(said('Callback24')).toMatchObject({
    masked: undefined,
    failures: [expect.stringContaining('takes a callback, which Lambda has not supported since Node.js 24')],
  });
});

test('fails: code that is not valid', () => {
  expect(said('Broken')).toMatchObject({ masked: undefined, failures: [expect.stringContaining('503, while loading, SyntaxError: ')] });
});

test.each([
  ['Python', /whose runtime is python3\.13, not Node\.js$/],
  ['WrongHandler', /^The handler of the function \w+ is main\.handler, and its code has no main\.js/],
  ['Imported', /^the function is arn:aws:lambda:us-east-1:111111111111:function:other:1$/],
])('cannot tell, and says why: %s', (id, reason) => {
  expect(said(id)).toEqual({ masked: undefined, failures: [], reasons: [expect.stringMatching(reason)] });
});
