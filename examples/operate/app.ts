import { join } from 'node:path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { BreakerTrigger, FailoverDistribution, LastResort } from 'cdk-failover-distribution';

const app = new App();
const stack = new Stack(app, 'Operate', { env: { region: 'eu-west-1' } });

const standby = new s3.Bucket(stack, 'Standby', {
  enforceSSL: true,
  versioned: true,
  removalPolicy: RemovalPolicy.RETAIN,
});

const site = new FailoverDistribution(stack, 'Site', {
  primaryOrigin: new origins.HttpOrigin('www.example.com'),
  secondaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(standby, {
    connectionAttempts: 1,
    connectionTimeout: Duration.seconds(3),
  }),
  // No viewer waits longer for a primary that hangs.
  failoverWithin: Duration.seconds(5),
  // The page for when neither can be reached.
  lastResort: LastResort.fromFolder(join(__dirname, 'sorry')),
  // Somebody gets to know.
  failoverAlarm: { emails: ['ops@example.com'], threshold: 10, period: Duration.minutes(5) },
  failoverLog: { includePath: true },
  // One command sends everybody to the standby, for as long as it says. So does an hour of failovers that nobody has noticed.
  breaker: { openedBy: BreakerTrigger.failovers({ threshold: 1000, period: Duration.minutes(5), evaluationPeriods: 12 }) },
  // A record of one request in ten, hits included, with the reason of each failover.
  realtimeLogs: { stream: new kinesis.Stream(stack, 'Requests', { streamMode: kinesis.StreamMode.ON_DEMAND }), samplingRate: 10 },
  defaultBehavior: {
    viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    responseHeadersPolicy: cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
  },
});

// A second alarm, for when it is no longer a trickle.
site.addFailoverAlarm('Many', { threshold: 10_000, period: Duration.minutes(5) });
