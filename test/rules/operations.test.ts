import { Changes } from './cases';
import { primarySite } from './cases/operations';
import { Json, PARAMETER } from './cases/template';
import { findingOf, said } from './said';

describe('http3-with-continuous-deployment, completion-timeout-with-continuous-deployment and staging-cache-apart', () => {
  const policy = { Continuous: { Type: 'AWS::CloudFront::ContinuousDeploymentPolicy', Properties: {} } };

  test('detect a reference to a policy in the template', () => {
    const changes: Changes = { config: { HttpVersion: 'HTTP3', ContinuousDeploymentPolicyId: { Ref: 'Continuous' } }, resources: policy };
    expect(said('http3-with-continuous-deployment', changes)).toEqual(['HTTP3']);
    expect(said('staging-cache-apart', changes)).toEqual(['a ContinuousDeploymentPolicyId']);
    expect(said('completion-timeout-with-continuous-deployment', { ...changes, primary: { ResponseCompletionTimeout: 30 } }))
      .toEqual(['a ContinuousDeploymentPolicyId']);
  });

  test('take an empty id for none', () => {
    expect(said('http3-with-continuous-deployment', { config: { HttpVersion: 'http3', ContinuousDeploymentPolicyId: '' } })).toEqual([]);
  });
});

test('staging-without-failover: lacks a behavior of its primary, or its group', () => {
  expect(said('staging-without-failover', {
    config: { Staging: true },
    behavior: { TargetOriginId: 'first' },
    resources: {
      Primary: {
        Type: 'AWS::CloudFront::Distribution',
        Properties: {
          DistributionConfig: {
            ContinuousDeploymentPolicyId: { 'Fn::GetAtt': ['Deployment', 'Id'] },
            OriginGroups: { Items: [{ Id: 'g', FailoverCriteria: { StatusCodes: { Items: [503], Quantity: 1 } } }], Quantity: 1 },
            DefaultCacheBehavior: { TargetOriginId: 'g' },
            CacheBehaviors: [{ PathPattern: '/media/*', TargetOriginId: 'g' }, { PathPattern: '/api/*', TargetOriginId: 'first' }],
          },
        },
      },
      Deployment: {
        Type: 'AWS::CloudFront::ContinuousDeploymentPolicy',
        Properties: { ContinuousDeploymentPolicyConfig: { StagingDistributionDnsNames: [{ 'Fn::GetAtt': ['Site', 'DomainName'] }] } },
      },
    },
  })).toEqual([expect.stringContaining('no behavior /media/*; no origin group for *')]);
});

describe('staging-without-failover', () => {
  const failingOver = (Items: unknown): Json => ({ FailoverCriteria: { StatusCodes: { Items, Quantity: 1 } } });
  const staging = (given: unknown, resources: Json = primarySite([502, 503, 504])): Changes =>
    ({ config: { Staging: true }, group: failingOver(given), resources });

  test.each<[string, Changes, string[]]>([
    ['two codes', staging([504]), ['no 502, 503 for *']],
    ['a code that its primary has not', staging([502, 503, 504, 404]), []],
    ['codes that are unresolved', staging(PARAMETER), []],
    ['a code that is unresolved', staging([503, PARAMETER]), []],
    ['codes of its primary that are unresolved', staging([503], primarySite(PARAMETER)), []],
    ['a code of its primary that is unresolved', staging([503], primarySite([503, PARAMETER, 504])), ['no 504 for *']],
    ['anything that does not stage', { ...staging([503]), config: { Staging: false } }, []],
  ])('of %s', (_, changes, expected) => {
    expect(said('staging-without-failover', changes)).toEqual(expected);
  });
});

describe('operations', () => {
  const config = { OriginGroups: undefined, CustomErrorResponses: [], Staging: true };
  const withoutGroup: Changes = { behavior: { TargetOriginId: 'first' }, config };

  test.each(['outage-without-error-response', 'staging-cache-apart'])('without a group are no concern of %s', rule => {
    expect(said(rule, withoutGroup)).toEqual([]);
  });

  test('staging-cache-apart is for continuous deployment only, and names its property', () => {
    expect(said('staging-cache-apart', {})).toEqual([]);
    expect(findingOf('staging-cache-apart', { config: { ContinuousDeploymentPolicyId: 'a1b2' } }).property)
      .toBe('DistributionConfig.ContinuousDeploymentPolicyId');
  });

  test.each([['http2', []], ['HTTP1.1', []], ['http3', ['http3']]])('http3-with-continuous-deployment: of %s', (HttpVersion, expected) => {
    expect(said('http3-with-continuous-deployment', { config: { Staging: true, HttpVersion } })).toEqual(expected);
  });
});
