import { RuleCases } from './case';
import { BUCKET } from './origins';
import { ON_RESPONSE, PARAMETER } from './template';

const VPC_ORIGIN = { CustomOriginConfig: undefined, VpcOriginConfig: { VpcOriginId: 'vo_1a2b3c4d5e6f7g8h9i0j1k' } };
const MUTUAL_TLS = {
  CustomOriginConfig: {
    OriginProtocolPolicy: 'https-only',
    OriginReadTimeout: 5,
    OriginMtlsConfig: { ClientCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012' },
  },
};

export const ORIGIN_GROUP_CASES: RuleCases = {
  'group-members-same': {
    level: 'error',
    fails: { primary: { OriginPath: '/v1' }, secondary: { DomainName: 'www.example.com', OriginPath: '/v1' } },
    passes: { primary: { OriginPath: '/v1' }, secondary: { DomainName: 'www.example.com', OriginPath: '/v2' } },
    got: 'www.example.com/v1 twice',
  },
  'group-member-is-group': {
    level: 'error',
    fails: { group: { Members: { Items: [{ OriginId: 'first' }, { OriginId: 'group' }], Quantity: 2 } } },
    passes: {},
    got: 'group',
  },
  'media-quality-with-function': {
    level: 'error',
    fails: { group: { SelectionCriteria: 'media-quality-based' } },
    passes: { group: { SelectionCriteria: 'media-quality-based' }, behavior: { LambdaFunctionAssociations: [] } },
    got: 'media-quality-based',
    cannotTell: { group: { SelectionCriteria: PARAMETER } },
  },
  'vpc-origin-with-function': {
    level: 'error',
    fails: { secondary: VPC_ORIGIN },
    passes: { secondary: VPC_ORIGIN, behavior: { LambdaFunctionAssociations: undefined } },
    got: 'second',
  },
  'mutual-tls-with-function': {
    level: 'error',
    fails: { primary: MUTUAL_TLS },
    passes: { primary: MUTUAL_TLS, behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, EventType: 'viewer-request' }] } },
    got: 'first',
  },
  'secondary-is-cloudfront': {
    level: 'warning',
    fails: { secondary: { DomainName: 'd111111abcdef8.cloudfront.net' } },
    passes: { primary: { DomainName: 'd111111abcdef8.cloudfront.net' } },
    got: 'd111111abcdef8.cloudfront.net',
  },
  'members-in-one-region': {
    level: 'warning',
    fails: { primary: BUCKET, secondary: { ...BUCKET, DomainName: 'other.s3.eu-west-1.amazonaws.com' } },
    passes: { primary: BUCKET, secondary: { ...BUCKET, DomainName: 'other.s3.eu-central-1.amazonaws.com' } },
    got: 'eu-west-1',
  },
  'slow-failover': {
    level: 'info',
    fails: { primary: { ConnectionAttempts: undefined, CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } } },
    passes: { primary: { ConnectionAttempts: 2, ConnectionTimeout: 5, CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginReadTimeout: 5 } } },
    got: 'connectionAttempts 3, connectionTimeout 10 s, readTimeout 30 s',
    cannotTell: { primary: { ConnectionAttempts: PARAMETER } },
  },
};
