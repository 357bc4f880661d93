import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Log } from 'sarif';
import { finding, findings, ruleOf } from './findings';
import { validate } from './sarif-schema';
import { findingsAsSarif } from '../../lib/report/findings-sarif';
import { RULES } from '../../lib/rules';
import { CheckResult } from '../../lib/rules/check';
import { HANDLER_RULES } from '../../lib/rules/handler';

const WARNING = finding();
const ERROR = finding({
  rule: 'failover-code-unknown',
  level: 'error',
  property: 'DistributionConfig.OriginGroups.Items.0.FailoverCriteria',
});
const INFO = finding({ rule: 'slow-failover', level: 'info', property: 'DistributionConfig.Origins.0' });
const UNCLEAR = {
  rule: 'slow-failover',
  template: WARNING.template,
  resource: WARNING.resource,
  property: 'DistributionConfig.Origins.1',
  reason: 'a timeout is ${Timeout}',
};
const FULL = findings({
  findings: [WARNING, ERROR, INFO],
  acknowledged: [{ ...finding({ rule: 'known' }), reason: 'because' }],
  cannotTell: [UNCLEAR],
});

function sarif(all: CheckResult, line: number | 'unknown' = 12): Log {
  const rules = [...all.findings, ...all.acknowledged].map(ruleOf);
  return JSON.parse(findingsAsSarif(all, () => (line === 'unknown' ? undefined : line), { version: '1.2.3', rules, exitCode: 1 }));
}

const resultsOf = (log: Log) => log.runs[0]!.results!;

describe('is valid against the schema of SARIF 2.1.0', () => {
  test.each<[string, CheckResult]>([['everything', FULL], ['nothing', findings()]])('%s', (_, all) => {
    expect(validate(sarif(all)) || validate.errors).toBe(true);
  });

  test('with every rule that there is', () => {
    const log = JSON.parse(findingsAsSarif(FULL, () => undefined, { version: '1.2.3', rules: [...RULES, ...HANDLER_RULES], exitCode: 0 }));
    expect(validate(log) || validate.errors).toBe(true);
    expect(log.runs[0].tool.driver.rules).toHaveLength(RULES.length + HANDLER_RULES.length);
  });

  test('fails when it is not: the schema does look', () => {
    const log: any = sarif(FULL);
    log.runs[0].results[0].level = 'info';
    expect(validate(log)).toBe(false);
  });
});

describe('rules', () => {
  const { rules = [] } = sarif(FULL).runs[0]!.tool.driver;

  test('have what GitHub shows', () => {
    expect(rules[0]).toEqual({
      id: 'failover-misses-outage',
      name: 'FailoverMissesOutage',
      shortDescription: { text: 'Why failover-misses-outage matters.' },
      fullDescription: { text: 'Why failover-misses-outage matters. And more of it.' },
      help: { text: expect.stringContaining(WARNING.fix), markdown: expect.stringContaining(`(${WARNING.page})`) },
      helpUri: WARNING.page,
      defaultConfiguration: { level: 'warning' },
      properties: { 'problem.severity': 'warning', 'precision': 'high', 'tags': expect.any(Array) },
    });
  });

  test('have a level of SARIF', () => {
    expect(rules.map(({ defaultConfiguration }) => defaultConfiguration!.level)).toEqual(['warning', 'error', 'note', 'warning']);
  });

  test('have descriptions that GitHub takes whole', () => {
    const { rules: all } = JSON.parse(
      findingsAsSarif(findings(), () => 1, { version: '1.2.3', rules: [...RULES, ...HANDLER_RULES], exitCode: 0 }),
    ).runs[0].tool.driver;
    for (const { id, shortDescription, fullDescription } of all) {
      expect([id, shortDescription.text.length <= 1024, fullDescription.text.length <= 1024]).toEqual([id, true, true]);
    }
  });
});

describe('results', () => {
  test('have a rule, a level, a message with the fix, a place in the file and in the app', () => {
    expect(resultsOf(sarif(findings({ findings: [WARNING] })))).toEqual([{
      ruleId: 'failover-misses-outage',
      ruleIndex: 0,
      level: 'warning',
      message: { text: `${WARNING.message} ${WARNING.fix}` },
      locations: [{
        physicalLocation: { artifactLocation: { uri: 'cdk.out/Demo.template.json', uriBaseId: '%SRCROOT%' }, region: { startLine: 12 } },
        logicalLocations: [{ name: 'Site1234', fullyQualifiedName: 'Demo/Site/Resource', kind: 'resource' }],
      }],
      partialFingerprints: { 'cdkFailover/v1': expect.stringMatching(/^[0-9a-f]{32}$/) },
    }]);
  });

  test('come errors first', () => {
    expect(resultsOf(sarif(FULL)).map(({ level }) => level)).toEqual(['error', 'warning', 'warning', 'note']);
  });

  test('point at their rules', () => {
    const log = sarif(FULL);
    for (const { ruleId, ruleIndex } of resultsOf(log)) expect(log.runs[0]!.tool.driver.rules![ruleIndex!]!.id).toBe(ruleId);
  });

  test('have the first line where the line is not known', () => {
    expect(resultsOf(sarif(FULL, 'unknown'))[0]!.locations![0]!.physicalLocation!.region).toEqual({ startLine: 1 });
  });

  test('are suppressed with the reason where they were acknowledged', () => {
    const suppressions = resultsOf(sarif(FULL)).map(result => [result.ruleId, result.suppressions]);
    expect(Object.fromEntries(suppressions)).toEqual({
      'failover-misses-outage': undefined,
      'failover-code-unknown': undefined,
      'slow-failover': undefined,
      'known': [{ kind: 'inSource', status: 'accepted', justification: 'because' }],
    });
  });

  test('are no more than GitHub takes, and the errors are among them', () => {
    const many = [...Array(25_001).fill(INFO), ERROR];
    const rules = [ruleOf(INFO), ruleOf(ERROR)];
    const results = resultsOf(JSON.parse(findingsAsSarif(findings({ findings: many }), () => 1, { version: '1.2.3', rules, exitCode: 1 })));
    expect(results).toHaveLength(25_000);
    expect(results[0]!.level).toBe('error');
  });
});

describe('the URI of a file', () => {
  const uriOf = (template: string) => {
    const [result] = resultsOf(sarif(findings({ findings: [finding({ template })] })));
    return result!.locations![0]!.physicalLocation!.artifactLocation;
  };

  test.each([
    ['./a/../cdk.out/b.json', 'cdk.out/b.json'],
    [join(process.cwd(), 'cdk.out', 'b.json'), 'cdk.out/b.json'],
    ['with space/50%/ü#.json', 'with%20space/50%25/%C3%BC%23.json'],
    ['..odd/b.json', '..odd/b.json'],
  ])('is relative: %s', (template, uri) => {
    expect(uriOf(template)).toEqual({ uri, uriBaseId: '%SRCROOT%' });
  });

  test('is absolute outside of the working directory', () => {
    const outside = join(process.cwd(), '..', 'b c.json');
    expect(uriOf(outside)).toEqual({ uri: pathToFileURL(outside).href });
  });
});

describe('fingerprints', () => {
  const of = (...all: Array<Partial<typeof WARNING>>) =>
    resultsOf(sarif(findings({ findings: all.map(finding) }))).map(({ partialFingerprints }) => partialFingerprints!['cdkFailover/v1']);

  test('stay when lines move, words change or the file is renamed', () => {
    const [before] = of({});
    const moved = resultsOf(
      sarif(findings({ findings: [finding({ message: 'Other words.', fix: 'Other.', template: 'renamed.json' })] }), 99),
    );
    expect(moved[0]!.partialFingerprints!['cdkFailover/v1']).toBe(before);
  });

  test.each([{ rule: 'other' }, { path: 'Other' }, { property: 'Other' }])('differ with %j', other => {
    const [first, second] = of({}, other);
    expect(first).not.toBe(second);
  });

  test('number what is found several times in one place', () => {
    const [first, second, other] = of({}, {}, { template: 'other.json' });
    expect(second).toBe(`${first}:2`);
    expect(other).toBe(first);
  });
});

test('the run has its exit code, and what is undetermined', () => {
  expect(sarif(FULL).runs[0]!.invocations).toEqual([{
    executionSuccessful: true,
    exitCode: 1,
    toolExecutionNotifications: [{
      level: 'note',
      message: { text: 'slow-failover is undetermined: a timeout is ${Timeout}' },
      associatedRule: { id: 'slow-failover', index: 2 },
      locations: [expect.objectContaining({ logicalLocations: [{ name: 'Site1234', fullyQualifiedName: 'Site1234', kind: 'resource' }] })],
    }],
  }]);
});

test('a rule that is not in the list is named, without an index', () => {
  const unclear = { ...FULL.cannotTell[0]!, rule: 'own-rule' };
  const [{ invocations }] = sarif(findings({ cannotTell: [unclear] })).runs as [any];
  expect(invocations[0].toolExecutionNotifications[0].associatedRule).toEqual({ id: 'own-rule' });
});

test('the tool has a name and a version', () => {
  expect(sarif(FULL).runs[0]!.tool.driver).toMatchObject({
    name: 'cdk-failover',
    semanticVersion: '1.2.3',
    informationUri: expect.stringMatching(/^https:/),
  });
});
