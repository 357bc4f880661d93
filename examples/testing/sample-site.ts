import { App, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, OriginGroup } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** What AWS's documentation shows as "update the error status code to 200", in our words. */
const SAMPLE = `exports.handler = (event, context, callback) => {
  const { response } = event.Records[0].cf;
  if (response.status >= 400 && response.status <= 599) {
    Object.assign(response, { status: 200, statusDescription: 'OK', body: 'Sorry, something is not right.' });
  }
  callback(null, response);
};`;

/** The same origins, with CDK's own constructs and AWS's sample handler. */
export function sampleSite(): Stack {
  const stack = new Stack(new App(), 'SampleSite', { env: { region: 'eu-west-1' } });
  const handler = new cloudfront.experimental.EdgeFunction(stack, 'Sample', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(SAMPLE),
  });
  new cloudfront.Distribution(stack, 'Site', {
    defaultBehavior: {
      origin: new OriginGroup({
        primaryOrigin: new HttpOrigin('www.example.com'),
        fallbackOrigin: new HttpOrigin('standby.example.com'),
        fallbackStatusCodes: [500, 502, 503, 504],
      }),
      edgeLambdas: [{ functionVersion: handler.currentVersion, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE }],
    },
  });
  return stack;
}
