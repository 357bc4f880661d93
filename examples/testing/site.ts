import { App, Stack } from 'aws-cdk-lib';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { FailoverDistribution } from 'cdk-failover-distribution';

/** The stack that is tested. */
export function site(): Stack {
  const stack = new Stack(new App(), 'Site', { env: { region: 'eu-west-1' } });
  new FailoverDistribution(stack, 'Site', {
    primaryOrigin: new HttpOrigin('www.example.com'),
    secondaryOrigin: new HttpOrigin('standby.example.com'),
  });
  return stack;
}
