import fs, { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, OriginGroup } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { load } from 'js-yaml';
import { simulate, SimulationSource, tidyUp } from '../../lib/testing';
import { pair } from '../simulator/journey/pair';
import { FOUR_PARTS, siteIn, stackIn } from '../support/stacks';

const FIXTURES = join(__dirname, '..', 'fixtures');

/** The folder of a test, which goes with it. */
let folder: string;

beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'simulate-')); });

afterEach(async () => {
  await tidyUp();
  rmSync(folder, { recursive: true, force: true });
});

/** CDK's own constructs, on which an origin-response function of the user's answers with a text. */
function plainDistribution(scope: Construct, code: lambda.Code = lambda.Code.fromInline(answering('inline'))): cloudfront.Distribution {
  const edgeFunction = new cloudfront.experimental.EdgeFunction(scope, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code,
  });
  return new cloudfront.Distribution(scope, 'Plain', {
    defaultBehavior: {
      origin: new OriginGroup({ primaryOrigin: new HttpOrigin('a.example.com'), fallbackOrigin: new HttpOrigin('b.example.com') }),
      edgeLambdas: [{ functionVersion: edgeFunction.currentVersion, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE }],
    },
  });
}

function answering(text: string): string {
  return `exports.handler = async event => Object.assign(event.Records[0].cf.response, { body: '${text}' });`;
}

async function servedBy(source: SimulationSource): Promise<string> {
  const edge = simulate(source);
  edge.origin('primary').respond(503);
  return (await edge.fetch('/')).trace.servedBy;
}

describe('what can be simulated', () => {
  it.each<[string, () => SimulationSource]>([
    ['a stack', () => siteIn(stackIn('us-east-1')).node.scope as Stack],
    ['a stack in another Region than its function', () => siteIn(stackIn('eu-west-1')).node.scope as Stack],
    ['an app', () => siteIn(stackIn('eu-west-1')).node.root as App],
    ['a FailoverDistribution', () => siteIn(stackIn('eu-west-1'))],
    ["CDK's resource in it", () => siteIn(stackIn('eu-west-1')).node.defaultChild!],
    ['a stage', () => {
      const stage = new Stage(new App(), 'Prod');
      siteIn(stackIn('eu-west-1', { scope: stage }));
      return stage;
    }],
    ['a stack in a stage', () => siteIn(stackIn('eu-west-1', { scope: new Stage(new App(), 'Prod') })).node.scope as Stack],
    ['a nested stack', () => siteIn(new NestedStack(stackIn('us-east-1'), 'Nested')).node.scope as NestedStack],
    [
      'a construct with a distribution in it',
      () => {
        const part = new Construct(stackIn('eu-west-1'), 'Part');
        siteIn(part);
        return part;
      },
    ],
    [
      'a stack without an app',
      () => {
        const stack = new Stack(undefined, undefined, { env: { region: 'us-east-1' } });
        siteIn(stack);
        return stack;
      },
    ],
    ['what app.synth() returns', () => (siteIn(stackIn('eu-west-1')).node.root as App).synth()],
    ['the path of an assembly', () => (siteIn(stackIn('eu-west-1')).node.root as App).synth().directory],
    ['a template', () => pair()],
    [
      'a parsed YAML file',
      () => load(readFileSync(join(FIXTURES, 'codes-from-split.yaml'), 'utf8').replace(/!Split.*/, '[500, 503]')) as object,
    ],
    [
      'the path of a template',
      () => {
        writeFileSync(join(folder, 'template.json'), JSON.stringify(pair()));
        return join(folder, 'template.json');
      },
    ],
  ])('%s', async (_, source) => {
    expect(await servedBy(source())).toBe('secondary');
  });

  it("CDK's own constructs with a function of the user's in another Region", async () => {
    const stack = stackIn('eu-west-1');
    plainDistribution(stack);
    expect(await (await simulate(stack).fetch('/')).text()).toBe('inline');
  });

  it.each([
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a number', 7, '7'],
    ['an object that is no template', { resources: {} }, 'an object with resources'],
    ['an empty object', {}, 'an object with no keys'],
  ])('fails for %s', (_, source, got) => {
    expect(() => simulate(source as unknown as string)).toThrow(FOUR_PARTS);
    expect(() => simulate(source as unknown as string)).toThrow(`Got: ${got}. Allowed: a construct`);
  });

  it('fails for a construct that is in no app', () => {
    const lost = new Construct(undefined as unknown as Construct, 'Lost');
    expect(() => simulate(new Construct(lost, 'Child'))).toThrow(FOUR_PARTS);
  });

  it('fails for a path where nothing is, and for a template without a distribution', () => {
    expect(() => simulate('/nowhere')).toThrow(/^\/nowhere: no such file/);
    expect(() => simulate({ Resources: {} })).toThrow('there is no CloudFront distribution in it');
  });
});

describe('which distribution', () => {
  function twoSites(): Stack {
    const stack = stackIn('us-east-1');
    siteIn(stack, {}, 'One');
    siteIn(stack, {}, 'Two');
    return stack;
  }

  it('is the one in the construct', () => {
    const stack = twoSites();
    expect(simulate(stack.node.findChild('Two') as Construct).distribution.path).toContain('/Two/');
  });

  it('is the one that is chosen, by its construct path or its logical id', () => {
    const stack = twoSites();
    const { logicalId } = simulate(stack, { distribution: 'Stack/Two' }).distribution;
    expect(logicalId).toMatch(/^Two/);
    expect(simulate(stack, { distribution: logicalId, stack: 'Stack' }).distribution.path).toContain('/Two/');
  });

  it('is not the one whose name begins alike', () => {
    const stack = stackIn('us-east-1');
    siteIn(stack, {}, 'Site');
    siteIn(stack, {}, 'Site2');
    expect(simulate(stack.node.findChild('Site') as Construct).distribution.path).toBe('Stack/Site/Resource');
  });

  it('fails when there are several and none is chosen, or none of that name', () => {
    const stack = twoSites();
    expect(() => simulate(stack)).toThrow(/^there are several distributions: .* in code with \{ stack \} or \{ distribution \}\.$/);
    expect(() => simulate(stack, { distribution: 'Three' })).toThrow(/no such distribution\. Got: distribution Three\. Allowed: /);
  });
});

describe('what synthesis costs', () => {
  it('makes no temporary folder', () => {
    const stack = stackIn('eu-west-1');
    plainDistribution(stack);
    const makesTemporary = jest.spyOn(fs, 'mkdtempSync');
    const makes = jest.spyOn(fs, 'mkdirSync');
    try {
      simulate(stack);
      expect([...makesTemporary.mock.calls, ...makes.mock.calls]).toEqual([]);
    } finally {
      makesTemporary.mockRestore();
      makes.mockRestore();
    }
  });

  it('takes an app as it is that was synthesized before', () => {
    const app = new App({ outdir: folder });
    const stack = stackIn('us-east-1', { scope: app });
    siteIn(stack);
    app.synth();
    const before = readdirSync(folder);
    writeFileSync(join(folder, 'Stack.template.json'), JSON.stringify(pair()));
    expect(simulate(app).distribution.logicalId).toBe('Distribution');
    expect(readdirSync(folder)).toEqual(before);
  });

  it.each([
    ['keeps it out', undefined, 'false'],
    ['does as it is told', 'true', 'true'],
  ])("%s: AWS's template validator", (_, told, expected) => {
    const before = process.env.CDK_VALIDATION;
    const stack = stackIn('us-east-1');
    let seen: string | undefined;
    stack.node.addValidation({ validate: () => [String(seen = process.env.CDK_VALIDATION)] });
    try {
      if (told === undefined) delete process.env.CDK_VALIDATION;
      else process.env.CDK_VALIDATION = told;
      expect(() => simulate(stack)).toThrow('Validation failed');
      expect(seen).toBe(expected);
      expect(process.env.CDK_VALIDATION).toBe(told);
    } finally {
      process.env.CDK_VALIDATION = before;
    }
  });

  it('keeps the code of functions in memory: the folder that it came from may go', async () => {
    writeFileSync(join(folder, 'index.js'), answering('asset'));
    const app = new App();
    const stack = stackIn('us-east-1', { scope: app });
    plainDistribution(stack, lambda.Code.fromAsset(folder));
    const edge = simulate(stack);
    rmSync(app.synth().directory, { recursive: true });
    expect(await (await edge.fetch('/')).text()).toBe('asset');
  });
});

describe('tidyUp', () => {
  it('removes the folder that CDK made for an app, and no other', async () => {
    const [temporary, kept] = [new App(), new App({ outdir: join(folder, 'cdk.out') })];
    const directories = [temporary, kept].map(app => {
      siteIn(stackIn('us-east-1', { scope: app }));
      simulate(app);
      return app.synth().directory;
    });
    await tidyUp();
    expect(() => readdirSync(directories[0]!)).toThrow('ENOENT');
    expect(readdirSync(directories[1]!)).toContain('manifest.json');
  });

  it('closes edges that were forgotten, so that what they listen on is free', async () => {
    const { url } = await simulate(pair()).listen();
    expect((await fetch(url)).status).toBe(200);
    await tidyUp();
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});
