import { readFileSync } from 'node:fs';
import { interruptions } from '../../scripts/migrate/interruptions';
import { REGIONS, Resource, STARTING_POINTS, Stacks, synthesize } from '../../scripts/migrate/starting-points';
import { MIGRATE_DOC, migrateDoc } from '../../scripts/migrate-doc';

const written = readFileSync(MIGRATE_DOC, 'utf8');

test('docs/migrate.md has what "npx projen docs:migrate" writes', () => {
  expect(written === migrateDoc(written) ? 'fresh' : 'stale: run "npx projen docs:migrate"').toBe('fresh');
});

test.each(STARTING_POINTS)('it shows the code and the template changes of %s', name => {
  expect(written).toContain(`<!-- code ${name} -->\n\`\`\`diff\n`);
  expect(written).toMatch(new RegExp(`<!-- template ${name} in [\\w-]+ -->\n\`\`\`diff\n@@ stack Web @@`));
});

describe.each(REGIONS)('in %s', region => {
  test.each(STARTING_POINTS)('%s gets failover, and no resource that exists is interrupted', name => {
    const [before, after] = [synthesize(name, 'before', region), synthesize(name, 'after', region)];
    expect(interruptions(before, after)).toEqual([]);
    expect(after.Web!.SiteE53D7754).toMatchObject({
      Properties: {
        DistributionConfig: {
          OriginGroups: { Quantity: 1 },
          DefaultCacheBehavior: { LambdaFunctionAssociations: [{ EventType: 'origin-response' }] },
        },
      },
    });
    expect(Object.keys(after)).toEqual(expect.arrayContaining(region === 'us-east-1' ? ['Web'] : ['Web', `Web-edge-${region}`]));
  });
});

describe('an interruption', () => {
  const site: Resource = { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig: { Comment: 'before' } } };
  const role: Resource = { Type: 'AWS::IAM::Role', Properties: { Path: '/' } };
  const before: Stacks = { Web: { Site: site, Role: role } };
  const after = (changes: Record<string, Resource>): Stacks => ({ Web: { Site: site, Role: role, ...changes } });

  test('is not a resource that is added, nor another configuration of a distribution', () => {
    const changed = { ...site, Properties: { DistributionConfig: { Comment: 'after' } } };
    expect(interruptions(before, { ...after({ Site: changed, More: role }), Other: { Role: role } })).toEqual([]);
  });

  test.each<[string, Stacks, string]>([
    ['a resource under another id', { Web: { Role: role, Other: site } }, 'Web Site is deleted'],
    ['a resource in another stack', { Web: { Role: role }, Other: { Site: site } }, 'Web Site is deleted'],
    ['another type', after({ Site: role }), 'Web Site changes from AWS::CloudFront::Distribution to AWS::IAM::Role'],
    ['a property that may replace the resource', after({ Role: { ...role, Properties: { Path: '/edge/' } } }), 'Web Role changes its Path'],
    ['a property that is gone', after({ Role: { Type: role.Type } }), 'Web Role changes its Path'],
    [
      'another property of a distribution',
      after({ Site: { ...site, Properties: { ...site.Properties, Name: 'a' } } }),
      'Web Site changes its Name',
    ],
  ])('is %s', (_, changed, expected) => {
    expect(interruptions(before, changed)).toEqual([expected]);
  });
});
