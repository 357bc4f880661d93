import { decide } from './decide';
import { OriginResponseEvent } from './event';
import { Policy } from './policy';
import { roleOf } from './role';

/** The namespace of every metric of this library. */
export const METRIC_NAMESPACE = 'CdkFailoverDistribution';

type Handler = (event: OriginResponseEvent) => Promise<unknown>;

/**
 * Wraps the handler so that it writes one line when it saw a response of the secondary, or rewrote one; nothing otherwise. It does not
 * change what the handler returns.
 *
 * The line is in CloudWatch's embedded metric format. It goes to the standard output itself, because `console.log` of Lambda writes a
 * time and a level before it, and in the JSON format of logs puts it into quotes.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function logged(handler: Handler, policy: Policy): Handler {
  return event => {
    log(event, policy); // Before the response is rewritten, whose status it is about.
    return handler(event);
  };
}

function log(event: OriginResponseEvent, policy: Policy): void {
  try {
    const exchange = event.Records[0]!.cf;
    const { config, request, response } = exchange;
    const role = roleOf(request);
    const counted = {
      ...(role === 'secondary' && { Failovers: 1 }),
      ...(decide(exchange, policy) === 'rewrite' && { Rewrites: 1 }),
    };
    const names = Object.keys(counted);
    if (!names.length) return;
    process.stdout.write(`${JSON.stringify({
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [{
          Namespace: METRIC_NAMESPACE,
          Dimensions: [['DistributionId']],
          Metrics: names.map(Name => ({ Name, Unit: 'Count' })),
        }],
      },
      ...counted,
      DistributionId: config!.distributionId,
      requestId: config!.requestId,
      role,
      status: Number(response.status),
      method: request.method,
      path: policy.logPath ? request.uri : undefined,
    })}\n`);
  } catch {
    // The handler leaves the response of such an event alone.
  }
}
