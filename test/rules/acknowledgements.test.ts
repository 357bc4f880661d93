import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { templateOf } from './cases';
import { ACKNOWLEDGED_BEHAVIORS, Assembly } from '../../lib/model/assembly';
import { acknowledge, isAcknowledged } from '../../lib/rules/acknowledgements';
import { Finding } from '../../lib/rules/finding';
import { removeFolders, temporaryFolder, writeAssembly } from '../cli/serve-fixtures';

afterEach(removeFolders);

const REASON = 'nobody minds';

function finding(rule: string, more: Partial<Finding> = {}): Finding {
  return {
    rule,
    level: 'error',
    template: 'template',
    resource: 'Site',
    path: 'Site',
    property: 'P',
    message: 'M',
    fix: 'F',
    page: 'U',
    ...more,
  };
}

/** An assembly of one template, whose distribution has this metadata. */
function withMetadata(Metadata: unknown): Assembly {
  const body: any = structuredClone(templateOf());
  body.Resources.Site.Metadata = Metadata;
  return Assembly.of(body);
}

/** Acknowledges, as a check does. */
function acknowledged(assembly: Assembly, findings: readonly Finding[]) {
  return acknowledge(findings, assembly.distributions().map(distribution => ({ distribution, stack: assembly.stackOf(distribution) })));
}

function withList(list: unknown): Assembly {
  return withMetadata({ 'cdk-failover': { acknowledge: list } });
}

describe('in the metadata of the resource', () => {
  test.each(['a-rule', 'cdk-failover:a-rule', 'cdk-failover-distribution:a-rule'])('%s takes every finding of the rule out', id => {
    const findings = [finding('a-rule', { property: 'P1' }), finding('another-rule'), finding('a-rule', { property: 'P2' })];
    expect(acknowledged(withList([{ id, reason: REASON }]), findings)).toEqual({
      findings: [findings[1]],
      acknowledged: [{ ...findings[0], reason: REASON }, { ...findings[2], reason: REASON }],
    });
  });

  describe('where', () => {
    const onDefault = finding('a-rule', { property: 'DistributionConfig.DefaultCacheBehavior.CachePolicyId' });
    const elsewhere = finding('a-rule', { property: 'DistributionConfig.DefaultCacheBehaviors' });

    test.each<[unknown, readonly Finding[]]>([
      [{ behavior: '*' }, [elsewhere]],
      [{ behavior: ['/api/*', '*'] }, [elsewhere]],
      [{ behavior: '/api/*' }, [onDefault, elsewhere]],
      [{ behavior: [] }, [onDefault, elsewhere]],
    ])('%j limits it to behaviors', (where, left) => {
      expect(acknowledged(withList([{ id: 'a-rule', reason: REASON, where }]), [onDefault, elsewhere]).findings).toEqual(left);
    });

    const WRONG = [{}, null, 'text', { path: '*' }, { behavior: '*', path: '*' }];
    test.each(WRONG)('fails as %j: it does not count, and that is reported', where => {
      expect(acknowledged(withList([{ id: 'a-rule', reason: REASON, where }]), [onDefault]).findings).toMatchObject([
        { rule: 'acknowledgement-without-effect', message: expect.stringContaining('lacks a behavior in "where"') }, onDefault,
      ]);
    });
  });

  test('is for that resource only', () => {
    const others = [finding('a-rule', { resource: 'Other' }), finding('a-rule', { template: 'other' })];
    expect(acknowledged(withList([{ id: 'a-rule', reason: REASON }]), others)).toEqual({ findings: others, acknowledged: [] });
  });

  test.each<[string, unknown, string]>([
    ['no reason', { id: 'a-rule' }, 'a reason'],
    ['a blank reason', { id: 'a-rule', reason: ' ' }, 'a reason'],
    ['a reason that is no text', { id: 'a-rule', reason: { Ref: 'Reason' } }, 'a reason'],
    ['no id', { reason: REASON }, 'the id of a rule'],
    ['no mapping', 'a-rule', 'the id of a rule'],
    ['nothing', null, 'the id of a rule'],
  ])('fails with %s: it does not count, and that is reported', (_, entry, lacks) => {
    const findings = [finding('a-rule')];
    expect(acknowledged(withList([{ id: 'b', reason: REASON }, entry]), findings)).toEqual({
      findings: [expect.objectContaining({
        rule: 'acknowledgement-without-effect',
        level: 'warning',
        template: 'template',
        resource: 'Site',
        path: 'Site',
        property: 'Metadata.cdk-failover.acknowledge.1',
        message: expect.stringMatching(new RegExp(`^An acknowledgement lacks ${lacks}, .* Allowed: an id and a reason, both of them text`)),
        fix: expect.stringMatching(/^Write each one as .*"where": \{ "behavior": "\/path\/\*" \}\.$/),
        page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-metadata.html',
      }), ...findings],
      acknowledged: [],
    });
  });

  test('one alone needs no list', () => {
    expect(acknowledged(withList({ id: 'a-rule', reason: REASON }), [finding('a-rule')])).toMatchObject({
      findings: [],
      acknowledged: [{ reason: REASON }],
    });
    expect(acknowledged(withList('a-rule'), []).findings).toMatchObject([{ property: 'Metadata.cdk-failover.acknowledge' }]);
  });

  test.each([undefined, null, 'text', [], {}, { 'cdk-failover': null }, { 'cdk-failover': {} }])('%j says nothing', Metadata => {
    expect(acknowledged(withMetadata(Metadata), [])).toEqual({ findings: [], acknowledged: [] });
  });
});

describe('in a CDK app', () => {
  /** What CDK writes for `Validations.of(construct).acknowledge({ id, reason })`, and the constructs here for one with `where`. */
  function acknowledgedIn(path: string, id: string, reason: unknown = REASON, behavior?: readonly string[]): Assembly {
    const limited = { type: ACKNOWLEDGED_BEHAVIORS, data: { id, reason, where: { behavior } } };
    const folder = writeAssembly(join(temporaryFolder(), 'cdk.out'), JSON.stringify(templateOf()));
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({
      artifacts: {
        Stack: {
          type: 'aws:cloudformation:stack',
          properties: { templateFile: 'Stack.template.json' },
          metadata: {
            '/Stack/Site/Resource': [{ type: 'aws:cdk:logicalId', data: 'Site' }],
            [path]: [{ type: 'aws:cdk:acknowledged-rules', data: { [id]: reason } }, ...behavior ? [limited] : []],
          },
        },
      },
    }));
    return Assembly.read(folder);
  }
  const findings = [finding('a-rule', { template: 'Stack' })];

  test.each([
    'Annotation::cdk-failover-distribution:a-rule',
    'Annotation::cdk-failover:a-rule',
    'annotation::cdk-failover-distribution:a-rule',
    'cdk-failover-distribution::a-rule',
    'cdk-failover::a-rule',
  ])('%s counts', id => {
    expect(acknowledged(acknowledgedIn('/Stack/Site', id), findings)).toEqual({
      findings: [],
      acknowledged: [{ ...findings[0], reason: REASON }],
    });
  });

  test('counts for everything below the construct', () => {
    expect(acknowledged(acknowledgedIn('/Stack', 'cdk-failover::a-rule'), findings).findings).toEqual([]);
    expect(acknowledged(acknowledgedIn('/Stack/Si', 'cdk-failover::a-rule'), findings).findings).toEqual(findings);
  });

  test('counts for the app', () => {
    expect(acknowledged(acknowledgedIn('/', 'cdk-failover::a-rule'), findings).findings).toEqual([]);
  });

  test.each<[string, readonly string[], number]>([['this behavior', ['*'], 0], ['another', ['/api/*'], 1]])(
    'counts for %s only, if it is limited', (_, behavior, left) => {
      const onDefault = finding('a-rule', { template: 'Stack', property: 'DistributionConfig.DefaultCacheBehavior.CachePolicyId' });
      const assembly = acknowledgedIn('/Stack', 'cdk-failover::a-rule', REASON, behavior);
      expect(acknowledged(assembly, [onDefault, ...findings]).findings).toEqual([...left ? [onDefault] : [], ...findings]);
    },
  );

  test.each(['a-rule', 'Annotation::a-rule', 'other::a-rule', 'AwsSolutions-a-rule', 'other-cdk-failover::a-rule'])(
    '%s is of another plugin, and no concern here',
    id => {
      expect(acknowledged(acknowledgedIn('/Stack', id), findings)).toEqual({ findings, acknowledged: [] });
    },
  );

  test('fails without a reason', () => {
    expect(acknowledged(acknowledgedIn('/Stack', 'cdk-failover::a-rule', ''), findings)).toMatchObject({
      findings: [{ rule: 'acknowledgement-without-effect', path: 'Stack/Site/Resource', property: 'Metadata' }, { rule: 'a-rule' }],
      acknowledged: [],
    });
  });

  test.each<[string, () => Assembly, boolean]>([
    ['by CDK', () => acknowledgedIn('/Stack', 'cdk-failover::a-rule'), true],
    ['in the template', () => withList([{ id: 'another-rule', reason: REASON }, { id: 'a-rule', reason: REASON }]), true],
    ['for another rule', () => withList([{ id: 'another-rule', reason: REASON }]), false],
    ['for one behavior', () => withList([{ id: 'a-rule', reason: REASON, where: { behavior: '*' } }]), false],
    ['without a reason', () => withList([{ id: 'a-rule' }]), false],
    ['nowhere', () => withList(undefined), false],
  ])('covers what is not a finding: %s', (_, read, expected) => {
    const assembly = read();
    const [distribution] = assembly.distributions();
    expect(isAcknowledged('a-rule', { distribution: distribution!, stack: assembly.stackOf(distribution!) })).toBe(expected);
  });
});
