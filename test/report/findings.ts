import { CheckResult } from '../../lib/rules/check';
import { Finding } from '../../lib/rules/finding';

/** A finding that looks like one, changed. */
export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    rule: 'failover-misses-outage',
    level: 'warning',
    template: 'cdk.out/Demo.template.json',
    resource: 'Site1234',
    path: 'Demo/Site/Resource',
    property: 'DistributionConfig.OriginGroups.Items.0',
    message: 'A primary that is down may not fail over. Got: 500. Allowed: 500, 502, 503, 504.',
    fix: 'Add the missing status codes.',
    page: 'https://docs.aws.amazon.com/failover.html',
    ...changes,
  };
}

/** What a check found: nothing, but for the changes. */
export function findings(changes: Partial<CheckResult> = {}): CheckResult {
  return {
    templates: ['cdk.out/Demo.template.json'],
    findings: [],
    acknowledged: [],
    cannotTell: [],
    distributions: 1,
    originGroups: 1,
    ...changes,
  };
}

/** A rule of its own for each finding. */
export function ruleOf({ rule: id, level, fix, page }: Finding) {
  return { id, level, fix, page, why: `Why ${id} matters. And more of it.` };
}
