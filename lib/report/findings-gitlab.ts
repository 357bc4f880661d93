import { createHash } from 'node:crypto';
import { LineOfFinding } from './findings-lines';
import { fingerprinter, relativePath } from './findings-place';
import { printableJson } from '../model/printable';
import { CheckResult } from '../rules/check';
import { oneLine } from '../rules/finding';

const SEVERITIES = { error: 'critical', warning: 'minor', info: 'info' } as const;

/**
 * For GitLab, which does not read SARIF: its code quality report. Acknowledged findings and undetermined rules are left out, because
 * there is no place for them.
 *
 * @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function findingsAsGitLab({ findings }: CheckResult, lineOf: LineOfFinding): string {
  const fingerprint = fingerprinter();
  const issues = findings.map(finding => ({
    description: oneLine(finding),
    check_name: finding.rule,
    // Has to be unique in the report, so that the file is part of it.
    fingerprint: createHash('sha256').update(`${relativePath(finding.template)}\n${fingerprint(finding)}`).digest('hex'),
    severity: SEVERITIES[finding.level],
    location: { path: relativePath(finding.template), lines: { begin: lineOf(finding) ?? 1 } },
  }));
  return printableJson(issues);
}
