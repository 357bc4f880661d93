import { Changes, Json, PARAMETER, RuleCases } from './template';

const HTTP = { OriginProtocolPolicy: 'http-only', OriginReadTimeout: 5 };
export const ALL_VIEWER = '216adef6-5c7f-47e4-b989-5492eafa07d3';

/** A load balancer of the template, as the primary. */
export const LOAD_BALANCER: Json = { DomainName: { 'Fn::GetAtt': ['LoadBalancer', 'DNSName'] }, CustomOriginConfig: HTTP };

export function listener(Port: unknown, Protocol: string): Json {
  const DefaultActions = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }];
  return {
    Type: 'AWS::ElasticLoadBalancingV2::Listener',
    Properties: { LoadBalancerArn: { Ref: 'LoadBalancer' }, Port, Protocol, DefaultActions },
  };
}

export function balancer(Listeners: Json, properties: Json = {}): Json {
  const Properties = { Subnets: ['subnet-0a1b2c3d', 'subnet-1a2b3c4d'], ...properties };
  return { LoadBalancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties }, ...Listeners };
}

const website = (OriginProtocolPolicy: unknown): Changes => ({
  secondary: { DomainName: 'standby.s3-website-us-west-2.amazonaws.com', CustomOriginConfig: { OriginProtocolPolicy } },
});

const apiDomain = (changes: Changes = {}): Changes => (
  { primary: { DomainName: 'd-abc123def4.execute-api.eu-west-1.amazonaws.com' }, ...changes }
);

export const CONNECTION_CASES: RuleCases = {
  'load-balancer-certificate': {
    fails: { primary: { DomainName: 'app-1234567890.eu-west-1.elb.amazonaws.com' } },
    passes: { primary: { DomainName: 'app.example.com' } },
    got: 'app-1234567890.eu-west-1.elb.amazonaws.com with https-only',
    cannotTell: {
      primary: { DomainName: 'app-1234567890.eu-west-1.elb.amazonaws.com', CustomOriginConfig: { OriginProtocolPolicy: PARAMETER } },
    },
  },
  'load-balancer-listener': {
    fails: { primary: LOAD_BALANCER, resources: balancer({ Secure: listener(443, 'HTTPS') }) },
    passes: { primary: LOAD_BALANCER, resources: balancer({ Plain: listener(80, 'HTTP') }) },
    got: 'HTTPS 443',
    cannotTell: { primary: LOAD_BALANCER, resources: balancer({ Plain: listener(PARAMETER, 'HTTP') }) },
  },
  'load-balancer-without-listener': {
    fails: { primary: LOAD_BALANCER, resources: balancer({}) },
    passes: { primary: LOAD_BALANCER, resources: balancer({ Plain: listener(80, 'HTTP') }) },
    got: 'none',
  },
  'load-balancer-internal': {
    fails: { primary: LOAD_BALANCER, resources: balancer({ Plain: listener(80, 'HTTP') }, { Scheme: 'internal' }) },
    passes: { primary: LOAD_BALANCER, resources: balancer({ Plain: listener(80, 'HTTP') }, { Scheme: 'internet-facing' }) },
    got: 'Scheme internal of LoadBalancer',
    cannotTell: { primary: LOAD_BALANCER, resources: balancer({ Plain: listener(80, 'HTTP') }, { Scheme: PARAMETER }) },
  },
  'website-endpoint-https': {
    fails: website('https-only'),
    passes: website('http-only'),
    got: 'https-only',
    cannotTell: website(PARAMETER),
  },
  'origin-is-own-alias': {
    fails: { config: { Aliases: ['www.example.com'] } },
    passes: { config: { Aliases: ['www.example.com'] }, primary: { DomainName: 'origin.example.com' } },
    got: 'www.example.com',
  },
  'api-domain-without-host': {
    fails: apiDomain(),
    passes: apiDomain({ behavior: { OriginRequestPolicyId: ALL_VIEWER } }),
    got: 'd-abc123def4.execute-api.eu-west-1.amazonaws.com',
    cannotTell: apiDomain({ behavior: { OriginRequestPolicyId: PARAMETER } }),
  },
};

