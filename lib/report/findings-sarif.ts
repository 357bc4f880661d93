import type { Location, Log, Notification, ReportingDescriptor, Result } from 'sarif';
import { LineOfFinding } from './findings-lines';
import { fingerprinter, relativeUri } from './findings-place';
import { printableJson } from '../model/printable';
import { CheckResult } from '../rules/check';
import { AcknowledgedFinding, Finding, oneLine, Unclear } from '../rules/finding';
import { Level, Rule } from '../rules/rule';

/** What a SARIF file says about the run. */
export interface SarifRun {
  /** Version of this library. */
  readonly version: string;
  /** Every rule that there is, whether or not it found something. */
  readonly rules: ReadonlyArray<Omit<Rule, 'check'>>;
  readonly exitCode: number;
}

/** GitHub refuses a run with more. */
const MAX_RESULTS = 25_000;

/**
 * For code scanning: SARIF 2.1.0 with what GitHub asks for. Acknowledged findings are suppressed results, and undetermined
 * rules are notifications of the run.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function findingsAsSarif(all: CheckResult, lineOf: LineOfFinding, { version, rules, exitCode }: SarifRun): string {
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]));
  const fingerprint = fingerprinter();
  const results = [...all.findings, ...all.acknowledged]
    .sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level))
    .slice(0, MAX_RESULTS);
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: {
        driver: {
          name: 'cdk-failover',
          semanticVersion: version,
          informationUri: 'https://github.com/cdk-failover-distribution/cdk-failover-distribution',
          rules: rules.map(descriptor),
        },
      },
      columnKind: 'utf16CodeUnits',
      invocations: [{
        executionSuccessful: true,
        exitCode,
        toolExecutionNotifications: all.cannotTell.map(unclear => notification(unclear, lineOf, indexOf)),
      }],
      results: results.map(finding => result(finding, lineOf, indexOf, fingerprint(finding))),
    }],
  };
  return printableJson(log);
}

/** As SARIF names them, most severe first. */
const LEVELS: readonly Level[] = ['error', 'warning', 'info'];
const SARIF_LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;
const SEVERITIES = { error: 'error', warning: 'warning', info: 'recommendation' } as const;

function descriptor({ id, level, why, fix, page }: Omit<Rule, 'check'>): ReportingDescriptor {
  return {
    id,
    name: id.split('-').map(word => word[0]!.toUpperCase() + word.slice(1)).join(''),
    shortDescription: { text: /^.*?\.(?= |$)/.exec(why)?.[0] ?? why },
    fullDescription: { text: why },
    help: { text: `${why}\n\nFix: ${fix}\n\n${page}`, markdown: `${why}\n\n**Fix:** ${fix}\n\n[AWS documentation](${page})` },
    helpUri: page,
    defaultConfiguration: { level: SARIF_LEVELS[level] },
    properties: { 'problem.severity': SEVERITIES[level], 'precision': 'high', 'tags': ['reliability', 'cloudfront'] },
  };
}

function result(
  finding: Finding | AcknowledgedFinding,
  lineOf: LineOfFinding,
  indexOf: ReadonlyMap<string, number>,
  fingerprint: string,
): Result {
  const { rule, level, path } = finding;
  return {
    ruleId: rule,
    ruleIndex: indexOf.get(rule) ?? -1,
    level: SARIF_LEVELS[level],
    message: { text: oneLine(finding) },
    locations: [location(finding, lineOf, path)],
    // Not primaryLocationLineHash: GitHub computes that one, and warns of any other value.
    partialFingerprints: { 'cdkFailover/v1': fingerprint },
    ...('reason' in finding ? { suppressions: [{ kind: 'inSource', status: 'accepted', justification: finding.reason }] } : {}),
  };
}

function notification(unclear: Unclear, lineOf: LineOfFinding, indexOf: ReadonlyMap<string, number>): Notification {
  const { rule, reason } = unclear;
  const index = indexOf.get(rule);
  return {
    level: 'note',
    message: { text: `${rule} is undetermined: ${reason}` },
    associatedRule: index === undefined ? { id: rule } : { id: rule, index },
    locations: [location(unclear, lineOf)],
  };
}

function location(place: Unclear | Finding, lineOf: LineOfFinding, path = place.resource): Location {
  return {
    physicalLocation: {
      artifactLocation: {
        uri: relativeUri(place.template),
        ...(relativeUri(place.template).startsWith('file:') ? {} : { uriBaseId: '%SRCROOT%' }),
      },
      // GitHub shows a result only with a line.
      region: { startLine: lineOf(place) ?? 1 },
    },
    logicalLocations: [{ name: place.resource, fullyQualifiedName: path, kind: 'resource' }],
  };
}
