import { join } from 'node:path';
import { App, AssetHashType, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ErrorRewrite, FailoverDistribution } from 'cdk-failover-distribution';
import { buildSync } from 'esbuild';

const app = new App();
const stack = new Stack(app, 'EdgeFunctions', { env: { region: 'us-east-1' } });

const standby = new s3.Bucket(stack, 'Standby', { enforceSSL: true });
const members = () => ({
  primaryOrigin: new origins.HttpOrigin('www.example.com', {
    connectionAttempts: 1, connectionTimeout: Duration.seconds(2), readTimeout: Duration.seconds(5),
  }),
  secondaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(standby),
});

const { VIEWER_REQUEST, VIEWER_RESPONSE } = cloudfront.FunctionEventType;
const { ORIGIN_REQUEST } = cloudfront.LambdaEdgeEventType;

// Lambda@Edge takes no layers, so failoverAware is bundled into the handler that uses it.
const edgeHandlers = ['directory-index', 'error-to-ok', 'opening-hours'].map(name => join(__dirname, 'handlers', `${name}.ts`));
const edgeCode = lambda.Code.fromAsset(join(__dirname, 'handlers'), {
  assetHashType: AssetHashType.OUTPUT,
  bundling: {
    image: lambda.Runtime.NODEJS_22_X.bundlingImage,
    local: {
      tryBundle: outdir => {
        buildSync({ entryPoints: edgeHandlers, outdir, bundle: true, minify: true, platform: 'node', target: 'node22' });
        return true;
      },
    },
  },
});

const withIndexPages = { edgeLambdas: [{ eventType: ORIGIN_REQUEST, functionVersion: edgeFunction('directory-index') }] };
const abTest = viewerFunction('ab-test');
const site = new FailoverDistribution(stack, 'Site', {
  ...members(),
  // Update the error status to 200: AWS's rule, for errors that are final.
  errorRewrite: ErrorRewrite.toOk(),
  defaultBehavior: withIndexPages,
  additionalBehaviors: {
    // A/B testing.
    'offers/*': {
      functionAssociations: [{ eventType: VIEWER_REQUEST, function: abTest }, { eventType: VIEWER_RESPONSE, function: abTest }],
    },
    // Override a response header.
    'downloads/*': { functionAssociations: [{ eventType: VIEWER_RESPONSE, function: viewerFunction('file-name') }] },
    // Serve static content.
    'opening-hours': { edgeLambdas: [{ eventType: ORIGIN_REQUEST, functionVersion: edgeFunction('opening-hours') }] },
    // Redirect viewers to the site of their country.
    'shop/*': {
      functionAssociations: [{ eventType: VIEWER_REQUEST, function: viewerFunction('country') }],
      // CloudFront adds the header where a policy names it. In a cache policy it would make one cached copy per country.
      originRequestPolicy: new cloudfront.OriginRequestPolicy(stack, 'Country', {
        headerBehavior: cloudfront.OriginRequestHeaderBehavior.allowList('CloudFront-Viewer-Country'),
      }),
    },
  },
});
Validations.of(site).acknowledge(
  { id: 'cdk-failover-distribution::client-errors-masked', reason: 'The topic is this rule.' },
  { id: 'cdk-failover-distribution::viewer-response-skipped', reason: 'The page for errors needs neither the cookie nor the file name.' },
);

// The same rule in a function of your own.
new FailoverDistribution(stack, 'OwnFunction', {
  ...members(),
  originResponseFunction: edgeFunction('error-to-ok'),
  defaultBehavior: withIndexPages,
});

function viewerFunction(name: string): cloudfront.Function {
  return new cloudfront.Function(stack, name, {
    runtime: cloudfront.FunctionRuntime.JS_2_0,
    code: cloudfront.FunctionCode.fromFile({ filePath: join(__dirname, 'handlers', `${name}.js`) }),
  });
}

function edgeFunction(name: string): cloudfront.experimental.EdgeFunction {
  return new cloudfront.experimental.EdgeFunction(stack, name, {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: `${name}.handler`,
    code: edgeCode,
  });
}
