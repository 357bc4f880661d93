/** An app that the validators are known to refuse: shows that their silence elsewhere means something. */
import { App, Stack } from 'aws-cdk-lib';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, OriginGroup } from 'aws-cdk-lib/aws-cloudfront-origins';

const stack = new Stack(new App(), 'Refused', { env: { region: 'us-east-1' } });
new Distribution(stack, 'Distribution', {
  defaultBehavior: {
    origin: new OriginGroup({
      primaryOrigin: new HttpOrigin('a.example.com'),
      fallbackOrigin: new HttpOrigin('b.example.com'),
      fallbackStatusCodes: [418],
    }),
  },
  errorResponses: [{ httpStatus: 999, ttl: undefined, responsePagePath: '/x', responseHttpStatus: 200 }],
});
