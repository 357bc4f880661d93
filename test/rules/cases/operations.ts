import { pageFor, PARAMETER, PRIMARY, RuleCases, SECONDARY } from './template';

const codesOf = (...Items: number[]) => ({ StatusCodes: { Items, Quantity: Items.length } });

const MEMBERS = { Items: [{ OriginId: 'first' }, { OriginId: 'second' }], Quantity: 2 };

/** The distribution that `Site` is the staging distribution of. */
export const primarySite = (Items: unknown) => ({
  Primary: {
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        Enabled: true,
        ContinuousDeploymentPolicyId: { Ref: 'Deployment' },
        Origins: [PRIMARY, SECONDARY],
        OriginGroups: {
          Items: [{ Id: 'group', FailoverCriteria: { StatusCodes: { Items, Quantity: 3 } }, Members: MEMBERS }], Quantity: 1,
        },
        DefaultCacheBehavior: { TargetOriginId: 'group', ViewerProtocolPolicy: 'redirect-to-https', CachePolicyId: { Ref: 'Policy' } },
      },
    },
  },
  Deployment: {
    Type: 'AWS::CloudFront::ContinuousDeploymentPolicy',
    Properties: {
      ContinuousDeploymentPolicyConfig: { Enabled: true, StagingDistributionDnsNames: [{ 'Fn::GetAtt': ['Site', 'DomainName'] }] },
    },
  },
});

const PRIMARY_SITE = primarySite([502, 503, 504]);

export const OPERATION_CASES: RuleCases = {
  'outage-without-error-response': {
    fails: { config: { CustomErrorResponses: [pageFor(503), { ErrorCode: 504, ErrorCachingMinTTL: 5 }] } },
    passes: { config: { CustomErrorResponses: [pageFor(502), pageFor(503), pageFor(504)] } },
    got: 'none for 502, 504',
    cannotTell: { config: { CustomErrorResponses: [pageFor(502), pageFor(503), pageFor(PARAMETER)] } },
  },
  'failovers-invisible': {
    fails: { behavior: { RealtimeLogConfigArn: undefined } },
    passes: { behavior: { RealtimeLogConfigArn: 'arn:aws:cloudfront::111122223333:realtime-log-config/failovers' } },
    got: 'no real-time log configuration',
    cannotTell: { behavior: { RealtimeLogConfigArn: PARAMETER } },
  },
  'origin-shield-moves-function': {
    fails: { primary: { OriginShield: { Enabled: true, OriginShieldRegion: 'eu-west-1' } } },
    passes: { primary: { OriginShield: { Enabled: true, OriginShieldRegion: 'eu-west-1' } }, behavior: { LambdaFunctionAssociations: [] } },
    got: 'eu-west-1',
    cannotTell: { primary: { OriginShield: { Enabled: PARAMETER, OriginShieldRegion: 'eu-west-1' } } },
  },
  'http3-with-continuous-deployment': {
    fails: { config: { HttpVersion: 'http2and3', ContinuousDeploymentPolicyId: 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111' } },
    passes: { config: { HttpVersion: 'http2and3' } },
    got: 'http2and3',
    cannotTell: { config: { HttpVersion: 'http2and3', ContinuousDeploymentPolicyId: PARAMETER } },
  },
  'staging-without-failover': {
    fails: { config: { Staging: true }, group: { FailoverCriteria: codesOf(502, 504) }, resources: PRIMARY_SITE },
    passes: { config: { Staging: true }, resources: PRIMARY_SITE },
    got: 'no 503 for *',
    cannotTell: { config: { Staging: true } },
  },
  'staging-cache-apart': {
    fails: { config: { Staging: true } },
    passes: { config: { Staging: false } },
    got: 'Staging true',
  },
};
