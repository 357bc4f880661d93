import { join } from 'node:path';
import { acknowledging, body, check, checkJson, file, REFUSED, template, WARNED } from './check-run';
import { recorders, removeFolders, temporaryFolder, writeAssembly } from './serve-fixtures';
import { run } from '../../lib/cli/run';

afterEach(removeFolders);

describe('exit code', () => {
  test('0 for nothing', async () => {
    expect(await check(template())).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('0 for a warning', async () => {
    expect(await check(template(WARNED))).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('failover-misses-outage') });
  });

  test('1 for an error', async () => {
    expect(await check(template(REFUSED))).toMatchObject({ exitCode: 1, stderr: '' });
  });

  test('1 for a warning when asked to fail on warnings', async () => {
    expect(await check(template(WARNED), '--fail-on', 'warning')).toMatchObject({ exitCode: 1 });
  });

  test('0 for information when asked to fail on warnings', async () => {
    const slow = template({ primary: { ConnectionAttempts: 3 } });
    expect((await checkJson(slow)).findings).toMatchObject([{ rule: 'slow-failover', level: 'info' }]);
    expect(await check(slow, '--fail-on', 'warning')).toMatchObject({ exitCode: 0 });
  });

  test.each(['text', 'json', 'sarif', 'gitlab'])('is the same in the format %s', async format => {
    expect(await check(template(REFUSED), `--format=${format}`)).toMatchObject({ exitCode: 1, stderr: '' });
    expect(await check(template(), `--format=${format}`)).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

describe('json', () => {
  test('has the findings with all that they say', async () => {
    const path = template(REFUSED);
    expect(await checkJson(path)).toEqual({
      templates: [path],
      findings: [{
        rule: 'failover-code-unknown',
        level: 'error',
        template: path,
        resource: 'Site',
        path: 'Site',
        property: 'DistributionConfig.OriginGroups.Items.0.FailoverCriteria.StatusCodes',
        message: expect.stringMatching(/Got: 418\. Allowed: /),
        fix: expect.any(String),
        page: expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\//),
      }],
      acknowledged: [],
      cannotTell: [],
    });
  });

  test('has what is undetermined', async () => {
    const path = template({ group: { FailoverCriteria: { StatusCodes: { Items: [{ Ref: 'Parameter' }], Quantity: 1 } } } });
    expect((await checkJson(path)).cannotTell).toContainEqual({
      rule: 'failover-code-unknown',
      template: path,
      resource: 'Site',
      property: expect.any(String),
      reason: expect.stringContaining('${Parameter}'),
    });
  });
});

describe('paths', () => {
  test('a template in YAML with short forms', async () => {
    const path = file(`Resources:
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins:
          - {Id: a, DomainName: !Sub "\${AWS::Region}.example.com", CustomOriginConfig: {OriginProtocolPolicy: https-only}}
          - {Id: b, DomainName: b.example.com, CustomOriginConfig: {OriginProtocolPolicy: https-only}}
        OriginGroups:
          Quantity: 1
          Items:
            - Id: group
              FailoverCriteria: {StatusCodes: {Quantity: 1, Items: [418]}}
              Members: {Quantity: 2, Items: [{OriginId: a}, {OriginId: b}]}
        DefaultCacheBehavior: {TargetOriginId: group, ViewerProtocolPolicy: https-only, CachePolicyId: !Ref Policy}
`, 'site.yaml');
    expect((await checkJson(path)).findings).toContainEqual(expect.objectContaining({ rule: 'failover-code-unknown', template: path }));
  });

  test('an assembly: the template of each stack', async () => {
    const folder = writeAssembly(join(temporaryFolder(), 'cdk.out'), JSON.stringify(body(REFUSED)));
    const stack = join(folder, 'Stack.template.json');
    expect(await checkJson(folder)).toMatchObject({ templates: [stack], findings: [{ template: stack }] });
  });

  test('several, even of one name', async () => {
    const [first, second] = [template(REFUSED), template(WARNED)];
    expect(await checkJson(first, second)).toMatchObject({
      templates: [first, second],
      findings: [{ rule: 'failover-code-unknown', template: first }, { rule: 'failover-misses-outage', template: second }],
    });
  });

  test('one that is given twice is checked once', async () => {
    const path = template(REFUSED);
    expect((await checkJson(path, path)).templates).toEqual([path]);
  });
});

describe('acknowledged findings', () => {
  const reason = 'known since spring';

  test.each(['failover-code-unknown', 'cdk-failover:failover-code-unknown', 'cdk-failover-distribution:failover-code-unknown'])(
    '%s: do not count',
    async id => {
      const path = acknowledging(REFUSED, [{ id, reason }]);
      expect(await check(path)).toMatchObject({ exitCode: 0 });
      expect(await checkJson(path)).toMatchObject({
        findings: [],
        acknowledged: [{ rule: 'failover-code-unknown', template: path, reason }],
      });
    },
  );

  test('fails without a reason: it counts, and that is reported', async () => {
    const path = acknowledging(REFUSED, [{ id: 'failover-code-unknown' }]);
    expect(await check(path)).toMatchObject({ exitCode: 1 });
    const { findings, acknowledged } = await checkJson(path);
    expect(findings.map(({ rule }: any) => rule).sort()).toEqual(['acknowledgement-without-effect', 'failover-code-unknown']);
    expect(acknowledged).toEqual([]);
  });
});

describe('--no-run', () => {
  const masking = {
    function: {
      Code: { ZipFile: 'exports.handler = async ({ Records: [{ cf: { response } }] }) => Object.assign(response, { status: "200" });' },
    },
  };

  test('without it, the function is run', async () => {
    expect(await checkJson(template(masking))).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ rule: 'handler-masks-failover' })]),
    });
  });

  test('with it, the function is not run, and that is reported', async () => {
    const { findings, cannotTell } = await checkJson(template(masking), '--no-run');
    expect(findings).toEqual([]);
    expect(cannotTell).toContainEqual(
      expect.objectContaining({ rule: 'handler-masks-failover', resource: 'Site', reason: 'functions are not run' }),
    );
  });
});

describe('on a terminal', () => {
  const environment = process.env;
  beforeEach(() => {
    process.env = { ...environment, NO_COLOR: undefined, TERM: 'xterm' };
  });
  afterEach(() => {
    process.env = environment;
  });

  async function told(terminal: { isTTY?: boolean; columns?: number }): Promise<string> {
    const streams = recorders();
    await run(['check', template(REFUSED)], { ...streams, stdout: Object.assign(streams.stdout, terminal) });
    return streams.stdout.text;
  }

  test('there are colors', async () => {
    expect(await told({ isTTY: true })).toContain('\u001b[31merror');
  });

  test.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('there are none with %j', async variables => {
    Object.assign(process.env, variables);
    expect(await told({ isTTY: true })).not.toContain('\u001b');
  });

  test('lines are as long as the terminal is wide', async () => {
    const longest = async (columns: number) => {
      const words = (await told({ isTTY: true, columns }))
        .replace(/\u001b\[\d+m/g, '')
        .split('\n')
        .filter(line => line.trim().includes(' '));
      return Math.max(...words.map(({ length }) => length));
    };
    expect(await longest(50)).toBeLessThanOrEqual(50);
    expect(await longest(90)).toBeGreaterThan(50);
    expect(await longest(500)).toBeLessThanOrEqual(120);
  });

  test('elsewhere there are no colors', async () => {
    expect(await told({})).not.toContain('\u001b');
  });
});

test('lists its options', async () => {
  const { exitCode, stdout, stderr } = await check('--help');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  for (const word of ['PATH...', '--format', 'sarif', '--fail-on', '--no-run', 'acknowledge']) expect(stdout).toContain(word);
});
