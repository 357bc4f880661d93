import { App, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
// Comes with jest.
// eslint-disable-next-line import/no-extraneous-dependencies
import { format } from 'pretty-format';
import { ErrorPage, ErrorRewrite, FailoverDistributionProps } from '../../lib';
import { hashSerializer } from '../../lib/testing';
import { siteIn, templatesIn } from '../support/stacks';

/** What a release of the library appends to the code of its functions. */
const mockRelease = { suffix: '' };

jest.mock('../../lib/function-code/origin-response-code.generated', () => {
  const { ORIGIN_RESPONSE_CODE } = jest.requireActual('../../lib/function-code/origin-response-code.generated');
  return { get ORIGIN_RESPONSE_CODE() { return ORIGIN_RESPONSE_CODE + mockRelease.suffix; } };
});

afterEach(() => { mockRelease.suffix = ''; });

const REGIONS = ['us-east-1', 'eu-west-1'];
const ACCOUNT = '111111111111';

interface Deployment {
  readonly region: string;
  readonly stackName?: string;
  readonly scope?: Construct;
}

/** The templates of a site: of its stack, and of the support stack where there is one. */
function templatesOf({ region, stackName, scope = new App() }: Deployment): any[] {
  const stack = new Stack(scope, 'Web', { stackName, env: { account: ACCOUNT, region } });
  siteIn(new Construct(stack, 'Part'));
  return Object.values(templatesIn(stack));
}

/** The paths at which two values differ. */
function differences(one: any, other: any, path = ''): string[] {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other ? [] : [path];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].sort()
    .flatMap(key => differences(one[key], other[key], path ? `${path}.${key}` : key));
}

function idsOf(templates: readonly any[]): string[] {
  return templates.flatMap(({ Resources }) => Object.keys(Resources)).sort();
}

const FUNCTION = /^\w*FailoverFunction\w+\.Properties\.Code\.ZipFile$/;
const VERSION = /^\w*FailoverFunction\w*CurrentVersion[0-9A-F]{8}[0-9a-f]{32}$/;
const CHANGED: Record<string, RegExp[]> = {
  'us-east-1': [
    /^PartSite\w+\.Properties\.DistributionConfig\.DefaultCacheBehavior\.LambdaFunctionAssociations\.0\.LambdaFunctionARN\.Ref$/,
    FUNCTION, VERSION, VERSION,
  ],
  'eu-west-1': [
    FUNCTION, VERSION, VERSION,
    /^\w*FailoverFunctionParameter\w+\.Properties\.Value\.Ref$/,
    /^\w*FailoverFunctionArnReader\w+\.Properties\.RefreshToken$/,
  ],
};

describe.each(REGIONS)('a release that changes one byte of the code of the function, in %s', region => {
  const before = templatesOf({ region });
  mockRelease.suffix = ';';
  const after = templatesOf({ region });
  mockRelease.suffix = '';

  test('changes the code, replaces the version, and leaves everything else alone', () => {
    const changes = before.flatMap((template, i) => differences(template.Resources, after[i].Resources));
    expect(changes).toEqual(CHANGED[region]!.map(path => expect.stringMatching(path)));
  });

  test('does not change a snapshot with the serializer of the test kit, in which the settings of the function stay readable', () => {
    const snapshots = [before, after].map(templates => format(templates, { plugins: [hashSerializer] }));
    expect(snapshots[1]).toBe(snapshots[0]);
    expect(before).not.toEqual(after);
    expect(snapshots[0]).toMatch(/"ZipFile": "const FAILOVER_POLICY=\{.*\};\n<code>"/);
  });

  test('keeps the old version, which CloudFront still has replicas of', () => {
    const [old] = before.flatMap(({ Resources }) => Object.entries<any>(Resources)).filter(([id]) => VERSION.test(id));
    expect(old![1]).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });
});

describe.each(REGIONS)('nothing is deployed again in %s', region => {
  test('by another synthesis of the same app', () => {
    expect(templatesOf({ region })).toEqual(templatesOf({ region }));
  });

  test('when the stack is wrapped in a stage and keeps its name; only the ids of origins change, as in any distribution', () => {
    const [bare, wrapped] = [new App(), new Stage(new App(), 'Prod')].map(scope => templatesOf({ region, stackName: 'web', scope }));
    const originId = /^PartSite\w+\.Properties\.DistributionConfig\..+\.(TargetOriginId|OriginId|Id)$/;
    const changed = bare!.flatMap((template, i) => differences(template.Resources, wrapped![i].Resources));
    expect(changed.filter(path => !originId.test(path))).toEqual([]);
  });
});

describe.each(REGIONS)('logical ids are the same in %s', region => {
  const ids = idsOf(templatesOf({ region }));

  test('in a stage, that of the version included', () => {
    expect(idsOf(templatesOf({ region, scope: new Stage(new App(), 'Prod') }))).toEqual(ids);
  });

  test('under another stack name', () => {
    expect(idsOf(templatesOf({ region, stackName: 'web-prod' }))).toEqual(ids);
  });
});

test('logical ids are the same in another Region', () => {
  expect(idsOf(templatesOf({ region: 'eu-central-1' }))).toEqual(idsOf(templatesOf({ region: 'eu-west-1' })));
});

test('cdk refactor finds every resource under another stack name: construct paths are the same', () => {
  const pathsOf = (stackName: string) => {
    const stack = new Stack(new App(), 'Web', { stackName, env: { account: ACCOUNT, region: 'eu-west-1' } });
    siteIn(stack);
    return stack.node.root.node.findAll().map(({ node }) => node.path);
  };
  expect(pathsOf('web-prod')).toEqual(pathsOf('web-dev'));
});

test('the version is another one when the page or the memory is', () => {
  const versionWith = (change: Partial<FailoverDistributionProps>) => {
    const stack = new Stack(new App(), 'Web', { env: { region: 'us-east-1' } });
    siteIn(stack, change);
    return idsOf(Object.values(templatesIn(stack))).find(id => id.includes('CurrentVersion'));
  };
  const errorRewrite = ErrorRewrite.keepStatus(ErrorPage.fromString('another'));
  for (const change of [{ edgeFunctionOptions: { memorySize: 256 } }, { errorRewrite }]) {
    expect(versionWith(change)).not.toBe(versionWith({}));
  }
  expect(versionWith({ comment: 'of the distribution' })).toBe(versionWith({}));
});
