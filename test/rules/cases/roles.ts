import { rewriting } from './rewrite';
import { ALL_METHODS, cachePolicy, Changes, Json, ON_RESPONSE, PARAMETER, RuleCases } from './template';

function role(HeaderValue: unknown): Json {
  return { OriginCustomHeaders: [{ HeaderName: 'X-Failover-Role', HeaderValue }] };
}

/** The function on a behavior that targets an origin directly. */
function direct(TargetOriginId: string, changes: Json = {}): Changes {
  return {
    function: rewriting(),
    behaviors: [{
      PathPattern: '/api/*',
      TargetOriginId,
      ViewerProtocolPolicy: 'https-only',
      AllowedMethods: ALL_METHODS,
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      LambdaFunctionAssociations: [{ ...ON_RESPONSE, ...changes }],
    }],
  };
}

export const ROLE_CASES: RuleCases = {
  'member-role-wrong': {
    fails: { function: rewriting(), primary: role('secondary') },
    passes: { function: rewriting(), primary: role('primary') },
    got: 'x-failover-role: secondary',
    cannotTell: { function: rewriting(), primary: role(PARAMETER) },
  },
  'member-role-missing': {
    fails: { function: rewriting(), secondary: { OriginCustomHeaders: [] } },
    passes: { function: rewriting(), secondary: role('secondary') },
    got: 'no x-failover-role',
    cannotTell: {
      behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, LambdaFunctionARN: PARAMETER }] },
      secondary: { OriginCustomHeaders: [] },
    },
  },
  'member-targeted-directly': {
    fails: direct('first'),
    passes: direct('second'),
    got: 'first with x-failover-role: primary',
    cannotTell: direct('first', { LambdaFunctionARN: PARAMETER }),
  },
  'role-header-forwarded': {
    fails: { resources: { Policy: cachePolicy({}, ['Origin', 'X-Failover-Role']) } },
    passes: { resources: { Policy: cachePolicy({}, ['Origin', 'X-Mine']) } },
    got: 'x-failover-role',
    cannotTell: { behavior: { CachePolicyId: PARAMETER } },
  },
};
