import { join } from 'node:path';
import { EXAMPLES, exampleApp, runApp } from './support/example-apps';

const REFUSED = join(__dirname, 'support', 'refused-app.ts');

describe("AWS's built-in validator and cdk-preflight", () => {
  test.each(EXAMPLES)('find nothing in the example %s', async name => {
    const result = await runApp(exampleApp(name), { checks: 'preflight', validation: true });
    try {
      expect(result).toMatchObject({ exitCode: 0 });
      expect(result.findings()).toEqual([]);
    } finally {
      result.remove();
    }
  }, 120_000);

  test('fails an app that both are known to refuse', async () => {
    const result = await runApp(REFUSED, { checks: 'preflight', validation: true });
    try {
      const findings = result.findings().join('\n');
      expect(findings).toMatch(/pf-cloudfront-origin-group-failover-status-codes/);
      expect(findings).toMatch(/^[EFW]\d{4}/m);
    } finally {
      result.remove();
    }
  }, 120_000);
});

describe("cdk-nag's AwsSolutions", () => {
  test('has only the remarks that docs/cdk-nag.md explains', async () => {
    const result = await runApp(exampleApp('quickstart'), { checks: 'nag' });
    try {
      const rules = result.findings()
        .filter(finding => finding.includes('/Site/') || finding.includes('FailoverFunction'))
        .map(finding => /^AwsSolutions-\w+/.exec(finding)![0]);
      expect([...new Set(rules)].sort()).toEqual([
        'AwsSolutions-CFR1',
        'AwsSolutions-CFR2',
        'AwsSolutions-CFR3',
        'AwsSolutions-CFR4',
        'AwsSolutions-IAM4',
        'AwsSolutions-L1',
      ]);
    } finally {
      result.remove();
    }
  }, 120_000);
});
