import { pageFor, PARAMETER, RuleCases } from './template';

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
  'staging-cache-apart': {
    fails: { config: { Staging: true } },
    passes: { config: { Staging: false } },
    got: 'Staging true',
  },
};
