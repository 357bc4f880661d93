import { join } from 'node:path';
import { Assembly } from '../../lib/model/assembly';
import { TemplateBody } from '../../lib/model/template';
import { DistributionMatrix } from '../../lib/report/matrix/matrix';
import { matrixOfVariants } from '../../lib/report/matrix/variants';

const origin = (Id: string) => ({ Id, DomainName: `${Id}.example.com`, CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } });

function distributionsWith(config: object) {
  const DistributionConfig = {
    Origins: [origin('main'), origin('backup')],
    DefaultCacheBehavior: { TargetOriginId: 'main', ViewerProtocolPolicy: 'https-only', ForwardedValues: { QueryString: false } },
    ...config,
  };
  const Conditions = { C: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] }, D: { 'Fn::Equals': [{ Ref: 'Q' }, 'x'] } };
  const Resources = { Cdn: { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig } } };
  return Assembly.of({ Conditions, Resources } as unknown as TemplateBody).distributions();
}

const either = (name: string, yes: unknown, no: unknown) => ({ 'Fn::If': [name, yes, no] });

async function namesWith(config: object): Promise<string[]> {
  return (await matrixOfVariants(distributionsWith(config))).distributions.map(({ name }) => name);
}

test('a condition that viewers notice gives a matrix each, with its name', async () => {
  const DefaultCacheBehavior = {
    TargetOriginId: either('C', 'main', 'backup'), ViewerProtocolPolicy: 'https-only', ForwardedValues: { QueryString: false },
  };
  const Comment = either('D', 'one', 'two');
  expect(await namesWith({ DefaultCacheBehavior, Comment })).toEqual(['template Cdn where C is true', 'template Cdn where C is false']);
});

test('signed-urls.yaml is worked out for viewers with a valid signature', async () => {
  const assembly = Assembly.read(join(__dirname, '../fixtures/forms/signed-urls.yaml'));
  const [{ behaviors: [behavior] }] = (await matrixOfVariants(assembly.distributions())).distributions as [DistributionMatrix];
  expect(behavior!.situation).toBe('The signature of their URL or cookie is taken as valid.');
  expect(behavior!.cells.filter(({ kind }) => kind === 'unknown')).toEqual([]);
  expect(behavior!.cells.filter(({ kind }) => kind === 'secondary').length).toBeGreaterThan(0);
});

test('a condition that viewers do not notice gives one', async () => {
  expect(await namesWith({ Comment: either('D', 'one', 'two') })).toEqual(['template Cdn']);
});
