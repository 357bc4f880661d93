import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { body, check, checkJson, file, REFUSED, template } from './check-run';
import { removeFolders, temporaryFolder, writeAssembly } from './serve-fixtures';
import { garbage } from '../model/garbage';

afterEach(() => {
  jest.restoreAllMocks();
  removeFolders();
});

const DEEP = 100_000;
const inResources = (text: string) => `{"Resources":{"Site":${text}}}`;

/** Exit code 2 and one line on stderr, which names the path. */
async function refused(path: string): Promise<string> {
  const { exitCode, stdout, stderr } = await check(path);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^cdk-failover: [^\u0000-\u001f]+\n$/);
  expect(stderr.startsWith(`cdk-failover: ${path}: `)).toBe(true);
  return stderr;
}

describe('fails on a file that is', () => {
  test.each<[string, string | Uint8Array, RegExp]>([
    ['empty', '', /: empty\. Pass/],
    ['blank', ' \n\t\n', /: empty\. Pass/],
    ['a scalar', 'hello', /its content is not a mapping\. Pass/],
    ['a list', '[]', /its content is not a mapping\. Pass/],
    ['truncated JSON', '{"Resources": {"Site": {"Type": "AWS::Cl', /not readable as JSON .*Fix/],
    ['truncated YAML', 'Resources:\n  Site:\n    Type: "AWS::Cl', /not readable as JSON or YAML \(.*3:\d+\)/],
    ['broken YAML that a lenient parser would half read', 'Resources: {}\nOutputs: [a', /not readable as JSON or YAML/],
    ['two YAML documents', 'Resources: {}\n---\nResources: {}', /single document/],
    ['an alias bomb', bomb(), /anchors are expanded/],
    ['an alias that contains itself', 'Resources: &a {Site: *a}', /nested more than 100 levels/],
    ['an alias of nothing', 'Resources: *a', /unidentified alias/],
    ['deeply nested JSON', inResources('['.repeat(DEEP) + ']'.repeat(DEEP)), /nested more than 100 levels/],
    ['deeply nested JSON, and truncated', inResources('['.repeat(DEEP)), /not readable as JSON/],
    ['deeply nested YAML', `Resources: ${'['.repeat(DEEP)}`, /nesting exceeded/],
    ['deeply nested YAML of dashes', `Resources:\n  ${'- '.repeat(DEEP)}`, /nesting exceeded/],
    ['deeply nested YAML of questions', `Resources:\n  ${'? '.repeat(DEEP)}`, /nesting exceeded/],
    ['binary', Uint8Array.from({ length: 10_000 }, (_unused, i) => (i * 7919) % 256), /not readable as JSON or YAML/],
    ['no template', '{"version": "48.0.0"}', /it has no Resources\. Pass/],
    ['a template whose resources are a list', '{"Resources": [1]}', /its Resources are not a mapping\. Pass/],
    ['a template whose resources are a text', 'Resources: all', /its Resources are not a mapping\. Pass/],
  ])('%s', async (_, content, message) => {
    expect(await refused(file(content))).toMatch(message);
  });
});

describe('fails on a path that is', () => {
  test('not there', async () => {
    expect(await refused('/no/such')).toMatch(/no such file or folder\. Pass/);
  });

  test('a folder without a manifest', async () => {
    expect(await refused(temporaryFolder())).toMatch(/no manifest\.json\. Run "cdk synth"/);
  });

  test('the program that makes a template', async () => {
    const path = join(__dirname, '../../examples/quickstart/app.ts');
    expect(await refused(path)).toContain('Pass what it makes: run "cdk synth", and pass cdk.out.');
  });

  test('the folder around an assembly', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'cdk.out'));
    expect(await refused(folder)).toContain(`it has no manifest.json. Pass ${join(folder, 'cdk.out')}.`);
  });

  test('a device', async () => {
    expect(await refused('/dev/zero')).toMatch(/not a file\. Pass/);
  });

  test('not to be read', async () => {
    const path = template();
    // Permissions do not keep the root user from reading.
    const denied = () => { throw Object.assign(new Error('permission denied'), { code: 'EACCES' }); };
    jest.spyOn(jest.requireActual<typeof import('node:fs')>('node:fs'), 'readFileSync').mockImplementationOnce(denied);
    expect(await refused(path)).toMatch(/cannot be read \(EACCES\)\. Pass/);
  });

  test('named with control characters, which do not reach the terminal', async () => {
    const { stderr } = await check('/no/\u001b[31m\nsuch');
    expect(stderr).toMatch(/^cdk-failover: \/no\/\\u001b\[31m such: [^\u0000-\u001f]+\n$/);
  });
});

describe('fails on an assembly', () => {
  function assembly(manifest: unknown): string {
    const folder = join(temporaryFolder(), 'cdk.out');
    mkdirSync(folder);
    writeFileSync(join(folder, 'manifest.json'), typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
    return folder;
  }
  async function refusedInside(folder: string): Promise<string> {
    const { exitCode, stdout, stderr } = await check(folder);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^cdk-failover: [^\n]+\n$/);
    expect(stderr).toContain(folder);
    return stderr;
  }

  test('whose manifest is truncated', async () => {
    expect(await refusedInside(assembly('{"version": "48'))).toMatch(/manifest\.json: not readable as JSON/);
  });

  test('whose template is gone', async () => {
    expect(
      await refusedInside(
        assembly({ artifacts: { Stack: { type: 'aws:cloudformation:stack', properties: { templateFile: 'gone.json' } } } }),
      ),
    ).toMatch(/gone\.json: cannot be read \(ENOENT\)/);
  });

  test.each([
    ['aws:cloudformation:stack', 'templateFile', undefined, 'nothing'],
    ['cdk:cloud-assembly', 'directoryName', 5, '5'],
    ['cdk:asset-manifest', 'file', { Ref: 'x' }, '{"Ref":"x"}'],
  ])('whose %s has no usable %s: %j', async (type, property, name, got) => {
    const folder = assembly({ artifacts: { Part: { type, properties: { [property]: name } } } });
    expect(await refusedInside(folder)).toContain(`manifest.json: ${property} of Part is ${got}. It has to be the name of a file.`);
  });

  test('that contains itself', async () => {
    expect(await refusedInside(assembly({ artifacts: { Stage: { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } } } })))
      .toMatch(/contains itself/);
  });

  test('that contains itself over a link', async () => {
    const folder = assembly({ artifacts: { Stage: { type: 'cdk:cloud-assembly', properties: { directoryName: 'again' } } } });
    symlinkSync('.', join(folder, 'again'));
    expect(await refusedInside(folder)).toMatch(/contains itself/);
  });

  test('with a nested stack that contains itself', async () => {
    const folder = join(temporaryFolder(), 'cdk.out');
    const nested = { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'Stack.template.json' } };
    writeAssembly(folder, JSON.stringify({ Resources: { Nested: nested } }));
    expect(await refusedInside(folder)).toMatch(/a nested stack that contains itself/);
  });

  test('with nested stacks that contain each other in more ways than anybody can count', async () => {
    const folder = join(temporaryFolder(), 'cdk.out');
    const nestedIn = (level: number) => Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`N${i}`, {
      Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': `n${level + 1}.json` },
    }]));
    writeAssembly(folder, JSON.stringify({ Resources: nestedIn(0) }));
    for (let level = 1; level < 12; level++) {
      writeFileSync(join(folder, `n${level}.json`), JSON.stringify({ Resources: level < 11 ? nestedIn(level) : {} }));
    }
    expect(await refusedInside(folder)).toMatch(/more than 2500 stacks/);
  });

  test('of any shape at most in one line', async () => {
    const folder = join(temporaryFolder(), 'cdk.out');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('artifacts', 'artifact', 'properties', 'metadata', 'type', 'environment'),
        garbage,
        async (place, value) => {
          writeAssembly(folder, JSON.stringify(body()));
          const artifact = {
            type: 'aws:cloudformation:stack',
            environment: 'aws://1/us-east-1',
            properties: { templateFile: 'Stack.template.json' },
          };
          const artifacts = place === 'artifact' ? { Stack: value } : { Stack: { ...artifact, [place]: value } };
          writeFileSync(join(folder, 'manifest.json'), JSON.stringify(place === 'artifacts' ? { artifacts: value } : { artifacts }));
          const { exitCode, stdout, stderr } = await check(folder);
          // Either unusable, in one line and nothing else, or checked.
          const [unusable, checked] = [/^2 cdk-failover: [^\n]+\n$/, /^[01] (?!cdk-failover:).*Checked (1 template|no template)/s];
          expect([unusable, checked].filter(either => either.test(`${exitCode} ${stderr}${stdout}`))).toHaveLength(1);
        },
      ),
      { numRuns: 100, seed: 1 },
    );
  });
});

test('fails as a whole when one of several paths cannot be used', async () => {
  const { exitCode, stdout, stderr } = await check(template(REFUSED), '/no/such', template());
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^cdk-failover: \/no\/such: [^\n]+\n$/);
});

describe('reads', () => {
  test('a template with a byte order mark', async () => {
    expect(await checkJson(file(`\uFEFF${JSON.stringify(body(REFUSED))}`))).toMatchObject({
      findings: [{ rule: 'failover-code-unknown' }],
    });
  });

  test.each([null, 5, 'text', [], [[]], { Type: 5 }, { Type: null }, {}])('a template beside a resource that is %j', async resource => {
    const { Resources } = body(REFUSED);
    const { exitCode, stderr } = await check(file(JSON.stringify({ Resources: { Odd: resource, ...Resources } })));
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  });

  test('a distribution of any shape', async () => {
    await fc.assert(fc.asyncProperty(garbage, garbage, async (DistributionConfig, Metadata) => {
      const path = file(
        JSON.stringify({ Resources: { Site: { Type: 'AWS::CloudFront::Distribution', Metadata, Properties: { DistributionConfig } } } }),
      );
      const { exitCode, stdout, stderr } = await check(path, '--no-run', '--format=sarif');
      expect(stderr).toBe('');
      expect([0, 1]).toContain(exitCode);
      expect(JSON.parse(stdout).version).toBe('2.1.0');
    }), { numRuns: 50, seed: 1 });
  });

  test('no 50 MB of YAML', async () => {
    expect(await refused(file(`Resources:\n${'  - a\n'.repeat(9e6)}`))).toMatch(/too big, 54 MB\. Up to 10 MB of YAML/);
  });
});

function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, i) => `l${i}: &l${i} [${i ? Array(9).fill(`*l${i - 1}`).join() : 'x'}]`);
  return [...levels, 'Resources: {Site: *l8}'].join('\n');
}
