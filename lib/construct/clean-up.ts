import { CustomResource, Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';

/** As long as CloudFormation waits for a custom resource that is made this way. */
const PATIENCE = Duration.hours(2);

/**
 * `Delete` is over when the function is gone. While CloudFront has replicas of it, Lambda refuses, and it is tried again.
 *
 * AWS's own integration tests of CDK do the same, for 14 minutes.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-delete-replicas.html
 * @see https://github.com/aws/aws-cdk/tree/main/packages/%40aws-cdk-testing/framework-integ/test/aws-cloudfront/test/edge-lambda-cleanup
 */
const CODE = `const { DeleteFunctionCommand, LambdaClient } = require('@aws-sdk/client-lambda');
exports.onEvent = async ({ ResourceProperties }) => ({ PhysicalResourceId: ResourceProperties.FunctionName });
exports.isComplete = async ({ RequestType, PhysicalResourceId }) => {
  if (RequestType !== 'Delete') return { IsComplete: true };
  try {
    await new LambdaClient().send(new DeleteFunctionCommand({ FunctionName: PhysicalResourceId }));
  } catch (error) {
    if (/replica/.test(error.message)) return { IsComplete: false };
    if (error.name !== 'ResourceNotFoundException') throw error;
  }
  return { IsComplete: true };
};`;

/** Deletes a retained edge function when its stack is deleted, after its distribution. It may delete that function and nothing else. */
export class CleanUp extends Construct {
  /** @param edgeFunction in its stack, which is that of the clean-up */
  constructor(edgeFunction: lambda.IFunction) {
    super(edgeFunction, 'CleanUp');
    const onEventHandler = this.handler('onEvent');
    const isCompleteHandler = this.handler('isComplete');
    isCompleteHandler.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ['lambda:DeleteFunction'],
        resources: [edgeFunction.functionArn, `${edgeFunction.functionArn}:*`],
      }),
    );
    const provider = new Provider(this, 'Provider', {
      onEventHandler,
      isCompleteHandler,
      queryInterval: Duration.minutes(2),
      totalTimeout: PATIENCE,
    });
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::EdgeFunctionCleanUp',
      serviceToken: provider.serviceToken,
      properties: { FunctionName: edgeFunction.functionName },
    });
    // CloudFormation deletes a policy that nothing refers to at any time, and the handler needs it to the last.
    resource.node.addDependency(isCompleteHandler);
  }

  private handler(name: string): lambda.Function {
    return new lambda.Function(this, name, {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: `index.${name}`,
      code: lambda.Code.fromInline(CODE),
      timeout: Duration.minutes(1),
    });
  }
}
