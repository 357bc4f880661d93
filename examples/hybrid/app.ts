import { App, Duration, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { BreakerTrigger, FailoverDistribution, HybridOrigin } from 'cdk-failover-distribution';

const app = new App();
const stack = new Stack(app, 'Hybrid', { env: { region: 'eu-west-1' } });
const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789EXAMPLE', zoneName: 'example.com' });

/** A load balancer, by its DNS name and the hosted zone of load balancers in its Region. */
const loadBalancer = (dnsName: string, hostedZoneId: string) =>
  route53.RecordTarget.fromAlias({ bind: () => ({ dnsName, hostedZoneId, evaluateTargetHealth: true }) });

// api.origin stands for Ireland, and for Frankfurt while Ireland is down. Both have a certificate for origin.example.com.
const api = new HybridOrigin(stack, 'Api', {
  zone,
  recordName: 'origin',
  primaryTarget: loadBalancer('api-ireland-1.eu-west-1.elb.amazonaws.com', 'Z32O12XQLNTSW2'),
  secondaryTarget: loadBalancer('api-frankfurt-1.eu-central-1.elb.amazonaws.com', 'Z215JYRZR1TBD5'),
  healthCheckDomainName: 'ireland.example.com',
  healthCheckPath: '/health',
});

new FailoverDistribution(stack, 'Site', {
  primaryOrigin: api.origin,
  secondaryOrigin: new origins.HttpOrigin('frankfurt.example.com', { connectionAttempts: 1, connectionTimeout: Duration.seconds(3) }),
  failoverWithin: Duration.seconds(6),
  // Reads fail over at once, request by request. Writes do with the DNS, and fail until then.
  directBehaviors: { 'orders/*': {} },
  // While the health check fails, reads do not even wait for the first attempt.
  breaker: { openedBy: BreakerTrigger.healthCheck(api.healthCheck) },
  failoverAlarm: { emails: ['ops@example.com'], threshold: 10, period: Duration.minutes(5) },
  defaultBehavior: {
    viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
  },
});
