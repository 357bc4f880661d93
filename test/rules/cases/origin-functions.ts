import { Changes, ON_RESPONSE, PARAMETER, RuleCases } from './template';

const VPC_ORIGIN = { CustomOriginConfig: undefined, VpcOriginConfig: { VpcOriginId: 'vo_1a2b3c4d5e6f7g8h9i0j1k' } };
const MUTUAL_TLS = {
  CustomOriginConfig: {
    OriginProtocolPolicy: 'https-only',
    OriginReadTimeout: 5,
    OriginMtlsConfig: { ClientCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012' },
  },
};

/** Two MediaPackage v2 origins, selected by media quality. */
export const MEDIA: Changes = {
  primary: { DomainName: 'abcde1.egress.fghij2.mediapackagev2.eu-west-1.amazonaws.com' },
  secondary: { DomainName: 'klmno3.egress.pqrst4.mediapackagev2.eu-central-1.amazonaws.com' },
  group: { SelectionCriteria: 'media-quality-based' },
};

export const ORIGIN_FUNCTION_CASES: RuleCases = {
  'media-quality-with-function': {
    fails: MEDIA,
    passes: { ...MEDIA, behavior: { LambdaFunctionAssociations: [] } },
    got: 'media-quality-based',
    cannotTell: { group: { SelectionCriteria: PARAMETER } },
  },
  'vpc-origin-with-function': {
    fails: { secondary: VPC_ORIGIN },
    passes: { secondary: VPC_ORIGIN, behavior: { LambdaFunctionAssociations: undefined } },
    got: 'second',
  },
  'mutual-tls-with-function': {
    fails: { primary: MUTUAL_TLS },
    passes: { primary: MUTUAL_TLS, behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, EventType: 'viewer-request' }] } },
    got: 'first',
  },
  'grpc-with-function': {
    fails: { behaviors: [grpc({ LambdaFunctionAssociations: [ON_RESPONSE] })] },
    passes: { behaviors: [grpc()] },
    got: 'gRPC enabled',
    cannotTell: { behaviors: [grpc({ LambdaFunctionAssociations: [ON_RESPONSE], GrpcConfig: { Enabled: PARAMETER } })] },
  },
};

/** A behavior that sends gRPC directly to the secondary. */
function grpc(changes: object = {}): object {
  return {
    PathPattern: '/rpc/*',
    TargetOriginId: 'second',
    ViewerProtocolPolicy: 'https-only',
    AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
    CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
    GrpcConfig: { Enabled: true },
    ...changes,
  };
}
