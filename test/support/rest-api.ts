import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { RestApiOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Construct } from 'constructs';

/** A REST API of the same stack. */
export function restApiOrigin(scope: Construct): RestApiOrigin {
  const api = new RestApi(scope, 'Api');
  api.root.addMethod('GET');
  return new RestApiOrigin(api);
}
