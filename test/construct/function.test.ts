import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { EdgeFunctionOptions, ErrorPage, ErrorRewrite } from '../../lib';
import { exchangeOf, originResponseEvent } from '../support/events';
import { edgeCodeIn, handlerIn, siteIn, stackIn, userFunction } from '../support/stacks';

const SMALL = ErrorRewrite.keepStatus(ErrorPage.fromString('<h1>Small</h1>'));
const LARGE = ErrorRewrite.keepStatus(ErrorPage.fromString(`<h1>Large</h1>${'x'.repeat(20_000)}`));

function functionIn(stack: Stack): any {
  const [found, ...others] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  expect(others).toEqual([]);
  return found;
}

function withOptions(edgeFunctionOptions: EdgeFunctionOptions, context?: Record<string, unknown>): Stack {
  const stack = stackIn('us-east-1', { context });
  siteIn(stack, { edgeFunctionOptions });
  return stack;
}

function edgeStackOf(stack: Stack, id: string | RegExp): Stack {
  return stack.node.root.node.children.find(({ node }) => node.id.match(id)) as Stack;
}

describe('the function', () => {
  const stack = stackIn('us-east-1');
  const site = siteIn(stack);

  test('runs on Node.js 22 with 128 MB, and has no setting that Lambda@Edge refuses', () => {
    const { Code, Role, ...rest } = functionIn(stack).Properties;
    expect(rest).toEqual({
      Description: 'Origin-response function of cdk-failover-distribution',
      Handler: 'index.handler',
      MemorySize: 128,
      Runtime: 'nodejs22.x',
    });
  });

  test('is exposed as the version that the behaviors refer to', () => {
    const [version] = Object.keys(Template.fromStack(stack).findResources('AWS::Lambda::Version'));
    expect(stack.resolve(site.edgeFunction!.edgeArn)).toEqual({ Ref: version });
  });

  test('is removed with the stack by default', () => {
    expect(functionIn(stack).DeletionPolicy).toBeUndefined();
  });

  test('has a new version when its page changes', () => {
    const versions = ['one', 'two'].map(page => {
      const other = stackIn('us-east-1');
      siteIn(other, { errorRewrite: ErrorRewrite.toOk(ErrorPage.fromString(page)) });
      return Object.keys(Template.fromStack(other).findResources('AWS::Lambda::Version'))[0];
    });
    expect(versions[0]).not.toBe(versions[1]);
  });

  test.each(['us-east-1', 'eu-west-1'])('can be made however long the path is, in %s', region => {
    const deep = stackIn(region);
    let scope: Construct = deep;
    for (const letter of 'abc') scope = new Construct(scope, letter.repeat(120));
    siteIn(scope);
    expect(edgeCodeIn(deep)).toBe(functionIn(stack).Properties.Code.ZipFile);
  });
});

describe('settings', () => {
  test('memory and runtime are passed on', () => {
    expect(functionIn(withOptions({ memorySize: 256, runtime: lambda.Runtime.NODEJS_24_X })).Properties).toMatchObject({
      MemorySize: 256,
      Runtime: 'nodejs24.x',
    });
  });

  test('undefined leaves everything at its default', () => {
    const nothing = { memorySize: undefined, runtime: undefined, removalPolicy: undefined, stackId: undefined, logRetention: undefined };
    expect(Template.fromStack(withOptions(nothing)).toJSON()).toEqual(Template.fromStack(withOptions({})).toJSON());
  });

  test.each(['us-east-1', 'eu-west-1'])('with RETAIN both the function and its version stay in %s', region => {
    const stack = stackIn(region);
    siteIn(stack, { edgeFunctionOptions: { removalPolicy: RemovalPolicy.RETAIN, stackId: 'Edge' } });
    const template = Template.fromStack(region === 'us-east-1' ? stack : edgeStackOf(stack, 'Edge'));
    for (const type of ['AWS::Lambda::Function', 'AWS::Lambda::Version']) {
      template.allResources(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('the edge stack has the id that is asked for', () => {
    const stack = stackIn('eu-west-1');
    siteIn(stack, { edgeFunctionOptions: { stackId: 'my-edge' } });
    expect(edgeStackOf(stack, 'my-edge').region).toBe('us-east-1');
    Template.fromStack(edgeStackOf(stack, 'my-edge')).resourceCountIs('AWS::Lambda::Function', 1);
  });

  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const recommendedFlags = require('aws-cdk-lib/recommended-feature-flags.json');

  const FLAGS: ReadonlyArray<readonly [string, Record<string, unknown>]> = [
    ['no feature flag', {}],
    ['every recommended feature flag', recommendedFlags],
  ];

  /** The groups of the name that Lambda@Edge uses. CDK may make one of another name, as it does for any function. */
  const edgeLogGroups = (stack: Stack) => {
    const [functionId] = Object.keys(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
    const LogGroupName = { 'Fn::Join': ['', ['/aws/lambda/us-east-1.', { Ref: functionId }]] };
    return Object.values(Template.fromStack(stack).findResources('AWS::Logs::LogGroup', { Properties: { LogGroupName } }));
  };

  test.each(FLAGS)('with log retention there is the log group that Lambda@Edge writes to, with %s', (_, context) => {
    const stack = withOptions({ logRetention: logs.RetentionDays.ONE_WEEK }, context);
    expect(edgeLogGroups(stack)).toEqual([
      expect.objectContaining({
        Properties: expect.objectContaining({ RetentionInDays: 7 }),
        DeletionPolicy: 'Delete',
      }),
    ]);
    expect(functionIn(stack).Properties).not.toHaveProperty('LoggingConfig');
  });

  test.each(FLAGS)('with INFINITE the logs are kept for ever, with %s', (_, context) => {
    const [group, ...others] = edgeLogGroups(withOptions({ logRetention: logs.RetentionDays.INFINITE }, context));
    expect(others).toEqual([]);
    expect(group!.Properties).not.toHaveProperty('RetentionInDays');
  });

  test('with log retention and RETAIN the logs stay, too', () => {
    const stack = withOptions({ logRetention: logs.RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.RETAIN });
    Template.fromStack(stack).allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Retain' });
  });

  test('with log retention the log group is where the function is', () => {
    const stack = stackIn('eu-west-1');
    siteIn(stack, { edgeFunctionOptions: { logRetention: logs.RetentionDays.ONE_WEEK, stackId: 'Edge' } });
    Template.fromStack(stack).resourceCountIs('AWS::Logs::LogGroup', 0);
    Template.fromStack(edgeStackOf(stack, 'Edge')).resourceCountIs('AWS::Logs::LogGroup', 1);
  });
});

describe('the code', () => {
  const bodyFor = (length: number) => ErrorRewrite.keepStatus(ErrorPage.fromString('x'.repeat(length)));
  const codeWith = (errorRewrite: ErrorRewrite) => {
    const stack = stackIn('us-east-1');
    siteIn(stack, { errorRewrite });
    return functionIn(stack).Properties.Code;
  };

  test('is inline while it fits, so that a template shows it', () => {
    expect(codeWith(SMALL)).toEqual({ ZipFile: expect.stringContaining('<h1>Small</h1>') });
  });

  test('is an asset when it does not', () => {
    expect(codeWith(LARGE)).toEqual({ S3Bucket: expect.anything(), S3Key: expect.stringMatching(/^[0-9a-f]{64}\.zip$/) });
  });

  test('changes over at 4,096 characters', () => {
    const room = 4096 - codeWith(bodyFor(0)).ZipFile.length;
    expect(codeWith(bodyFor(room)).ZipFile).toHaveLength(4096);
    expect(codeWith(bodyFor(room + 1))).toHaveProperty('S3Key');
  });

  test('has room for a page of 2,000 characters inline, as documented', () => {
    expect(codeWith(bodyFor(2000))).toHaveProperty('ZipFile');
  });

  test('is an asset in the edge stack as well', () => {
    const stack = stackIn('eu-west-1');
    siteIn(stack, { errorRewrite: LARGE });
    expect(edgeCodeIn(stack)).toContain('<h1>Large</h1>');
  });
});

describe('the asset', () => {
  const keyIn = (errorRewrite = LARGE) => {
    const stack = stackIn('us-east-1');
    siteIn(stack, { errorRewrite });
    return functionIn(stack).Properties.Code.S3Key;
  };
  const leftovers = () => readdirSync(folder).filter(name => name.startsWith('failover-distribution-'));
  const realFolder = os.tmpdir();
  let folder: string;
  let tmpdir: jest.SpyInstance;

  beforeEach(() => {
    folder = mkdtempSync(join(realFolder, 'asset-test-'));
    tmpdir = jest.spyOn(os, 'tmpdir').mockReturnValue(folder);
  });

  afterEach(() => {
    tmpdir.mockRestore();
    rmSync(folder, { recursive: true });
  });

  test('has the same hash in every synth, whatever the temporary folder is called', () => {
    const here = keyIn();
    expect(tmpdir).toHaveBeenCalled();
    tmpdir.mockReturnValue(realFolder);
    expect(keyIn()).toBe(here);
  });

  test('has another hash when the page is another', () => {
    expect(keyIn()).not.toBe(keyIn(ErrorRewrite.keepStatus(ErrorPage.fromString('y'.repeat(20_000)))));
  });

  test('leaves no temporary folder behind', () => {
    keyIn();
    expect(tmpdir).toHaveBeenCalled();
    expect(leftovers()).toEqual([]);
  });

  test('leaves no temporary folder behind when the function cannot be made', () => {
    const stack = stackIn('eu-west-1');
    new Construct(stack.node.root, 'taken');
    expect(() => siteIn(stack, { errorRewrite: LARGE, edgeFunctionOptions: { stackId: 'taken' } })).toThrow(/\btaken\b/);
    expect(tmpdir).toHaveBeenCalled();
    expect(leftovers()).toEqual([]);
  });

  test('can be found when CDK leaves assets where they are', () => {
    const stack = stackIn('us-east-1', { context: { 'aws:cdk:disable-asset-staging': true } });
    siteIn(stack, { errorRewrite: LARGE });
    const manifest = (stack.node.root as App).synth().artifacts.find(artifact => artifact.manifest.type === 'cdk:asset-manifest') as any;
    const paths = Object.values<any>(manifest.contents.files).map(({ source }) => source.path);
    const [path] = paths.filter(found => /failover-distribution-/.test(found));
    expect(readdirSync(path)).toEqual(['index.js']);
  });
});

describe.each([
  ['inline', 'us-east-1', SMALL, /^<h1>Small/],
  ['inline in the edge stack', 'eu-west-1', SMALL, /^<h1>Small/],
  ['an asset', 'us-east-1', LARGE, /^<h1>Large/],
  ['an asset in the edge stack', 'eu-west-1', LARGE, /^<h1>Large/],
])('the code as it is deployed, %s', (_, region, errorRewrite, page) => {
  const stack = stackIn(region);
  siteIn(stack, { errorRewrite, servedByHeader: true });
  const handler = handlerIn(edgeCodeIn(stack));

  test('leaves a 503 of the primary untouched, so that CloudFront fails over', async () => {
    const event = originResponseEvent({ role: 'primary', status: 503 });
    const untouched = structuredClone(exchangeOf(event).response);
    const answer = await handler(event);
    expect(answer).toBe(exchangeOf(event).response);
    expect(answer).toEqual(untouched);
  });

  test('gives the page for a 503 of the secondary', async () => {
    const event = originResponseEvent({ role: 'secondary', status: 503, origin: 's3' });
    const answer = await handler(event);
    expect(answer).toMatchObject({
      status: '503',
      body: expect.stringMatching(page),
      headers: {
        'cache-control': [{ value: 'no-store' }],
        'retry-after': [{ value: '30' }],
        'x-failover-original-status': [{ value: '503' }],
        'x-failover-served-by': [{ value: 'secondary' }],
      },
    });
    expect(answer.headers).not.toHaveProperty('etag');
  });

  test('leaves a 404 of the secondary as it is', async () => {
    expect(await handler(originResponseEvent({ role: 'secondary', status: 404 }))).toMatchObject({ status: '404' });
  });
});

test('the code knows the failover codes of its own distribution', async () => {
  const stack = stackIn('us-east-1');
  siteIn(stack, { failoverStatusCodes: [404, 502, 503, 504], errorRewrite: ErrorRewrite.toOk() });
  const handler = handlerIn(edgeCodeIn(stack));
  expect(await handler(originResponseEvent({ role: 'primary', status: 404 }))).toMatchObject({ status: '404' });
  expect(await handler(originResponseEvent({ role: 'primary', status: 500 }))).toMatchObject({ status: '200' });
});

describe("a function of the user's", () => {
  const stack = stackIn('us-east-1');
  const version = userFunction(stack).currentVersion;
  const site = siteIn(stack, { originResponseFunction: version, failoverStatusCodes: [429, 502, 503, 504] });
  const {
    DefaultCacheBehavior,
    Origins: [primary, secondary],
  } = Object.values(Template.fromStack(stack).findResources('AWS::CloudFront::Distribution'))[0]!.Properties.DistributionConfig;

  test('takes the place of ours', () => {
    expect(site.edgeFunction).toBe(version);
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 1);
    expect(DefaultCacheBehavior.LambdaFunctionAssociations).toEqual([
      { EventType: 'origin-response', LambdaFunctionARN: stack.resolve(version.functionArn) },
    ]);
  });

  test('gets the codes of the primary in a header', () => {
    expect(primary.OriginCustomHeaders).toEqual([
      { HeaderName: 'x-failover-role', HeaderValue: 'primary' },
      { HeaderName: 'x-failover-status-codes', HeaderValue: '429,502,503,504' },
    ]);
    expect(secondary.OriginCustomHeaders).toEqual([{ HeaderName: 'x-failover-role', HeaderValue: 'secondary' }]);
  });
});
