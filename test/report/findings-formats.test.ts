import { join } from 'node:path';
import { finding, findings } from './findings';
import { findingsAsGitLab } from '../../lib/report/findings-gitlab';
import { findingsAsJson } from '../../lib/report/findings-json';
import { linesOfFindings } from '../../lib/report/findings-lines';
import { paragraph } from '../../lib/report/terminal-text';
import { file } from '../cli/check-run';
import { removeFolders } from '../cli/serve-fixtures';

afterEach(removeFolders);

test('JSON has the four lists, and ends with a newline', () => {
  const all = findings({
    findings: [finding()],
    acknowledged: [{ ...finding(), reason: 'r' }],
    cannotTell: [{ rule: 'r', template: 't', resource: 'R', property: 'P', reason: 'x' }],
  });
  const text = findingsAsJson(all);
  const { templates, findings: found, acknowledged, cannotTell } = all;
  expect(JSON.parse(text)).toEqual({ templates, findings: found, acknowledged, cannotTell });
  expect(text.endsWith('}\n')).toBe(true);
});

describe('a report for GitLab', () => {
  const report = (all = [finding()], lineOf = (): number | undefined => 7) =>
    JSON.parse(findingsAsGitLab(findings({ findings: all, acknowledged: [{ ...finding(), reason: 'r' }] }), lineOf));

  test('has what GitLab asks for, and nothing that was acknowledged', () => {
    expect(report()).toEqual([{
      description: expect.stringContaining('may not fail over'),
      check_name: 'failover-misses-outage',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      severity: 'minor',
      location: { path: 'cdk.out/Demo.template.json', lines: { begin: 7 } },
    }]);
  });

  test('has relative paths without a dot in front', () => {
    expect(
      report([finding({ template: './cdk.out/x.json' }), finding({ template: join(process.cwd(), 'y.json') })]).map(
        (issue: any) => issue.location.path,
      ),
    ).toEqual(['cdk.out/x.json', 'y.json']);
  });

  test('has a severity for each level, and a line in any case', () => {
    const levels = (['error', 'warning', 'info'] as const).map(level => finding({ level, rule: level }));
    expect(report(levels, () => undefined).map(({ severity, location }: any) => [severity, location.lines.begin])).toEqual([
      ['critical', 1],
      ['minor', 1],
      ['info', 1],
    ]);
  });

  test('has fingerprints that are unique in the report', () => {
    const fingerprints = report([finding(), finding(), finding({ template: 'other.json' })]).map((issue: any) => issue.fingerprint);
    expect(new Set(fingerprints).size).toBe(3);
  });
});

describe('lines', () => {
  const TEMPLATE = 'Resources:\n  A:\n    Properties:\n      DistributionConfig: {}\n  B: {}\n';
  const at = (template: string, resource: string, property = 'DistributionConfig') => ({ ...finding(), template, resource, property });

  test('are those of each template', () => {
    const [one, two] = [file(TEMPLATE, 'one.yaml'), file(`# A comment\n\n${TEMPLATE}`, 'two.yaml')];
    const places = [at(one, 'A'), at(two, 'A'), at(two, 'B')];
    expect(places.map(linesOfFindings(findings({ findings: places })))).toEqual([4, 6, 7]);
  });

  test.each(['/no/such/file', '/dev/null', file('a: [', 'broken.yaml')])('are not known in %s', path => {
    expect(linesOfFindings(findings({ findings: [at(path, 'A')] }))(at(path, 'A'))).toBeUndefined();
  });
});

describe('paragraph', () => {
  test.each([
    ['', ['']],
    ['short', ['short']],
    ['exactly ten', ['exactly', 'ten']],
    ['0123456789', ['0123456789']],
    ['a 0123456789ab c', ['a', '0123456789ab', 'c']],
    ['one two three four', ['one two', 'three four']],
  ])('%j', (text, lines) => {
    expect(paragraph(text, 10)).toEqual(lines);
  });

  test('starts its lines', () => {
    expect(paragraph('one two three', 8, '- ', '   ')).toEqual(['- one', '   two', '   three']);
  });
});
