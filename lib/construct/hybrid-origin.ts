import { Annotations, Duration, Token } from 'aws-cdk-lib';
import { HttpOrigin, HttpOriginProps } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { checkInteger, checkProps, checkSeconds, pathOf, refusal, shown } from './options';

/** Two endpoints behind one name, and the health check of the first. */
export interface HybridOriginProps {
  /** The public hosted zone of the name. */
  readonly zone: route53.IHostedZone;

  /**
   * The name of the origin in the zone, such as `origin`. CloudFront connects to it over HTTPS by default, so both endpoints need a
   * certificate for it.
   */
  readonly recordName: string;

  /** The endpoint that the name stands for while it is healthy: an alias of a load balancer or an API, IP addresses, or a domain name. */
  readonly primaryTarget: route53.RecordTarget;

  /** The endpoint for when the first is not healthy. */
  readonly secondaryTarget: route53.RecordTarget;

  /** The domain name of the first endpoint itself: of what stands for either, a health check would follow the failover, and flap. */
  readonly healthCheckDomainName: string;

  /**
   * The path that the health check asks for over HTTPS. 2xx and 3xx are healthy.
   *
   * @default '/'
   */
  readonly healthCheckPath?: string;

  /**
   * How often each of Route 53's health checkers asks: 10 or 30 seconds.
   *
   * @default Duration.seconds(10)
   */
  readonly requestInterval?: Duration;

  /**
   * How many times in a row the health check has to fail, or to succeed again: 1 to 10.
   *
   * @default 3
   */
  readonly failureThreshold?: number;

  /**
   * For how long an answer of the DNS is kept: whole seconds, up to an hour. Aliases have the time of their target, which is 60 seconds
   * for a load balancer.
   *
   * @default Duration.seconds(60)
   */
  readonly ttl?: Duration;

  /**
   * Settings of the origin.
   *
   * @default - CDK's
   */
  readonly originOptions?: HttpOriginProps;
}

/**
 * An origin whose name Route 53 moves to another endpoint when a health check fails: AWS's hybrid origin failover, together with an
 * origin group. The group helps at once, for GET, HEAD and OPTIONS; the DNS some time later, for every method, and then no request is
 * sent to the dead endpoint any more.
 *
 * Use it as the primary, and the second endpoint as the secondary. It is for two endpoints that may both take writes.
 *
 * @example
 * declare const zone: route53.IHostedZone;
 * declare const here: elbv2.IApplicationLoadBalancer;
 * declare const there: elbv2.IApplicationLoadBalancer;
 *
 * const api = new HybridOrigin(this, 'Api', {
 *   zone,
 *   recordName: 'origin',
 *   primaryTarget: route53.RecordTarget.fromAlias(new targets.LoadBalancerTarget(here)),
 *   secondaryTarget: route53.RecordTarget.fromAlias(new targets.LoadBalancerTarget(there)),
 *   healthCheckDomainName: 'here.example.com',
 *   healthCheckPath: '/health',
 * });
 * new FailoverDistribution(this, 'Site', {
 *   primaryOrigin: api.origin,
 *   secondaryOrigin: new origins.HttpOrigin('there.example.com'),
 *   directBehaviors: { 'api/*': {} },
 * });
 * @see https://aws.amazon.com/blogs/networking-and-content-delivery/improve-web-application-availability-with-cloudfront-and-route53-hybrid-origin-failover/
 */
export class HybridOrigin extends Construct {
  /** The origin, by its name in the hosted zone. */
  readonly origin: HttpOrigin;

  /** Of the first endpoint. It can open a breaker, too: see `BreakerTrigger.healthCheck`. */
  readonly healthCheck: route53.HealthCheck;

  /** For about how long writes fail at most: until the health check fails, and the name is resolved again. */
  readonly worstCase: Duration;

  /**
   * @param scope the stack or the construct that it belongs to
   * @param id its id in there
   * @param props the endpoints, the name and the health check
   * @throws when an option cannot work
   */
  constructor(scope: Construct, id: string, props: HybridOriginProps) {
    check(pathOf(scope, id), props);
    super(scope, id);
    const { zone, recordName, primaryTarget, secondaryTarget, healthCheckDomainName, healthCheckPath, originOptions } = props;
    const { requestInterval = Duration.seconds(10), failureThreshold = 3, ttl = Duration.seconds(60) } = props;
    const domainName = nameIn(zone, recordName);
    this.healthCheck = new route53.HealthCheck(this, 'HealthCheck', {
      type: route53.HealthCheckType.HTTPS,
      fqdn: healthCheckDomainName,
      resourcePath: healthCheckPath ?? '/',
      requestInterval,
      failureThreshold,
    });
    for (const [setIdentifier, failover, target, healthCheck] of [
      ['Primary', route53.Failover.PRIMARY, primaryTarget, this.healthCheck],
      ['Secondary', route53.Failover.SECONDARY, secondaryTarget, undefined],
    ] as const) {
      new route53.RecordSet(this, setIdentifier, {
        zone,
        recordName: `${domainName}.`,
        recordType: isDomainName(target) ? route53.RecordType.CNAME : route53.RecordType.A,
        target,
        ttl: target.aliasTarget ? undefined : ttl,
        setIdentifier,
        failover,
        healthCheck,
      });
    }
    this.origin = new HttpOrigin(domainName, originOptions);
    const detection = requestInterval.toSeconds() * failureThreshold;
    this.worstCase = Duration.seconds(detection + ttl.toSeconds());
    Annotations.of(this).addInfoV2(
      'cdk-failover-distribution:hybrid-worst-case',
      `Writes fail for up to about ${this.worstCase.toSeconds()} s: ${failureThreshold} times ${requestInterval.toSeconds()} s until the ` +
        `health check fails, and ${ttl.toSeconds()} s until ${domainName} is resolved again.`,
    );
  }
}

function nameIn({ zoneName }: route53.IHostedZone, recordName: string): string {
  const name = recordName.replace(/\.$/, '');
  return name === zoneName || name.endsWith(`.${zoneName}`) ? name : `${name}.${zoneName}`;
}

/** Route 53 takes IP addresses in A records, and a domain name in a CNAME. */
function isDomainName({ values = [] }: route53.RecordTarget): boolean {
  return values.some(value => !Token.isUnresolved(value) && !/^[\d.]+$/.test(value));
}

/** @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html */
const INTERVALS = [10, 30];

function check(where: string, props: HybridOriginProps): void {
  checkProps(where, props);
  const { zone, recordName, primaryTarget, secondaryTarget, healthCheckDomainName, requestInterval, failureThreshold, ttl } = props;
  if (typeof zone !== 'object' || !('hostedZoneId' in zone)) {
    throw refusal(where, 'zone is not a hosted zone.', zone, 'a route53.IHostedZone', 'Change zone.');
  }
  for (const [name, value] of Object.entries({ recordName, healthCheckDomainName })) {
    if (typeof value === 'string' && value && (Token.isUnresolved(value) || /^[\w.-]+$/.test(value))) continue;
    throw refusal(where, `${name} is not a name.`, value, 'letters, digits, hyphens and dots', `Change ${name}.`);
  }
  for (const [name, value] of Object.entries({ primaryTarget, secondaryTarget })) {
    if (value instanceof route53.RecordTarget) continue;
    throw refusal(where, `${name} is not a target.`, value, 'a route53.RecordTarget', `Change ${name}.`);
  }
  if (isDomainName(primaryTarget) !== isDomainName(secondaryTarget)) {
    throw refusal(
      where,
      'One target is a domain name and the other is not, and both records of a failover have one type.',
      [primaryTarget, secondaryTarget].map(target => (isDomainName(target) ? 'a domain name' : 'an alias or addresses')),
      'two domain names, or aliases and addresses',
      'Use targets of the same kind.',
    );
  }
  const domainName = nameIn(zone, recordName);
  if (healthCheckDomainName.replace(/\.$/, '') === domainName) {
    throw refusal(
      where,
      'The health check asks the name that stands for either endpoint, so it succeeds again as soon as the second serves, and flaps.',
      shown(healthCheckDomainName),
      'a name of the first endpoint only',
      'Change healthCheckDomainName.',
    );
  }
  if (requestInterval !== undefined && !INTERVALS.includes(checkSeconds(where, 'requestInterval', requestInterval, [10, 30]))) {
    const what = 'requestInterval is not one that Route 53 offers.';
    throw refusal(where, what, requestInterval.toString(), '10 or 30 seconds', 'Change requestInterval.');
  }
  if (failureThreshold !== undefined) checkInteger(where, 'failureThreshold', failureThreshold, [1, 10]);
  if (ttl !== undefined) checkSeconds(where, 'ttl', ttl, [0, 3600]);
}
