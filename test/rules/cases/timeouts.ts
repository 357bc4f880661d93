import { PARAMETER, RuleCases } from './template';

export const TIMEOUT_CASES: RuleCases = {
  'origin-timeout-out-of-range': {
    fails: { secondary: { ConnectionAttempts: 4 } },
    passes: { secondary: { ConnectionAttempts: 3 } },
    got: '4',
  },
  'origin-timeout-over-quota': {
    fails: { secondary: { CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginReadTimeout: 180 } } },
    passes: { secondary: { CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginReadTimeout: 120 } } },
    got: '180 s',
  },
  'slow-failover': {
    fails: { primary: { ConnectionAttempts: undefined, CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } } },
    passes: {
      primary: {
        ConnectionAttempts: 2,
        ConnectionTimeout: 5,
        CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginReadTimeout: 5 },
      },
    },
    got: 'connectionAttempts 3, connectionTimeout 10 s, readTimeout 30 s',
    cannotTell: { primary: { ConnectionAttempts: PARAMETER } },
  },
  'completion-timeout-too-short': {
    fails: { secondary: { ResponseCompletionTimeout: 29 } },
    passes: { secondary: { ResponseCompletionTimeout: 30 } },
    got: '29 s, with a response timeout of 30 s',
    cannotTell: { secondary: { ResponseCompletionTimeout: PARAMETER } },
  },
  'completion-timeout-cuts-attempts': {
    fails: { primary: { ConnectionAttempts: 2, ConnectionTimeout: 5, ResponseCompletionTimeout: 9 } },
    passes: { primary: { ConnectionAttempts: 2, ConnectionTimeout: 5, ResponseCompletionTimeout: 10 } },
    got: '9 s',
    cannotTell: { primary: { ResponseCompletionTimeout: PARAMETER } },
  },
  'completion-timeout-with-continuous-deployment': {
    fails: { primary: { ResponseCompletionTimeout: 10 }, config: { Staging: true } },
    passes: { primary: { ResponseCompletionTimeout: 10 } },
    got: 'Staging true',
    cannotTell: { primary: { ResponseCompletionTimeout: 10 }, config: { Staging: PARAMETER } },
  },
};
