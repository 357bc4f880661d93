import { GUIDE, PAGES } from './pages';
import { Outcome, Rule, Violation } from './rule';
import { onOrigins } from './scopes';
import { ListenerModel, LoadBalancerModel } from '../model/backend';
import { behaviorsReaching, BehaviorModel, DistributionModel, OriginModel } from '../model/distribution';
import { isKnown, isUnknown, show, Value } from '../model/value';
import { isOwnAlias, isUncovered, listensTo, refusesHost } from '../simulator/origins/service';

/** Whether CloudFront connects to an origin with HTTPS when viewers do. */
export function speaks(protocol: 'http' | 'https', { protocolPolicy }: OriginModel, behaviors: readonly BehaviorModel[]): Value<boolean> {
  if (isUnknown(protocolPolicy)) return protocolPolicy;
  if (protocolPolicy !== 'match-viewer') return protocolPolicy === `${protocol}-only`;
  if (protocol === 'https') return true;
  const policies = behaviors.map(({ viewerProtocolPolicy }) => viewerProtocolPolicy);
  return policies.includes('allow-all') || (policies.find(isUnknown) ?? false);
}

/** Whether something else than the settings decides what Host an origin gets: a function in front of it. */
export function hostSetter({ functions }: BehaviorModel): Value<boolean> {
  for (const { kind, eventType, function: edgeFunction, functionCode } of functions) {
    const code = kind === 'lambda' ? (isUnknown(edgeFunction) ? undefined : edgeFunction.code.text) : functionCode;
    const where = kind === 'lambda' ? 'origin-request' : 'viewer-request';
    const sets = kind === 'lambda' ? /\bhost\b/i : /\bhostHeader\b|RequestOrigin/;
    if (eventType !== where || (typeof code === 'string' && !sets.test(code))) continue;
    return { unknown: `the ${where} function, which may set the Host header` };
  }
  return false;
}

/** Asks about the origins of one kind that behaviors reach in a distribution with an origin group. */
export function onReached(
  check: (origin: OriginModel, behaviors: readonly BehaviorModel[], distribution: DistributionModel) => Outcome | undefined,
): Rule['check'] {
  return onOrigins((origin, distribution) =>
    (distribution.groups.length ? check(origin, behaviorsReaching(distribution, origin), distribution) : undefined));
}

/** What is wrong with the listeners of a load balancer for a protocol on a port, or why that is undetermined. */
function missingListener(
  { listeners, logicalId }: LoadBalancerModel, protocol: 'http' | 'https', port: number,
): Pick<Violation, 'what' | 'got'> | string | undefined {
  // For none at all, see load-balancer-without-listener.
  const listens = isKnown(listeners) && !listeners.length ? true : listensTo({ listeners } as LoadBalancerModel, protocol, port);
  if (listens !== false) return isUnknown(listens) ? `the listeners of ${logicalId} depend on ${listens.unknown}` : undefined;
  // listensTo is false only when all listeners are known.
  const known = listeners as readonly ListenerModel[];
  const there = known.filter(listener => listener.port === port);
  const what = there.length
    ? `The listener of the load balancer ${logicalId} on port ${port} does not accept ${protocol.toUpperCase()}.`
    : `The load balancer ${logicalId} has no listener on port ${port}, which CloudFront connects to.`;
  return { what, got: known.map(listener => `${show(listener.protocol)} ${listener.port}`.trim()).join(', ') };
}

export const CONNECTION_RULES: readonly Rule[] = [
  {
    id: 'load-balancer-certificate',
    level: 'error',
    why:
      'The certificate of an origin must cover its domain name, or the Host header if CloudFront forwards it. Nobody but AWS can have ' +
      'a certificate for the name that AWS gave a load balancer, so each connection fails with 502.',
    fix:
      'Give the load balancer a name of your own that its certificate covers, and use that name as the origin. Or forward the Host ' +
      'header (AllViewer), if the certificate covers the domain names of the distribution.',
    page: `${GUIDE}/http-502-bad-gateway.html`,
    check: onReached((origin, behaviors, distribution) => {
      if (!isUncovered(origin)) return undefined;
      const property = `${origin.property}.DomainName`;
      const without = behaviors.filter(({ forwardsHost }) => forwardsHost !== true);
      const https = speaks('https', origin, behaviors);
      if (https === false || !without.length) return undefined;
      const unknown = [https, ...without.map(({ forwardsHost }) => forwardsHost), ...without.map(hostSetter)].find(isUnknown);
      if (unknown) return { property, cannotTell: `the connection depends on ${unknown.unknown}` };
      return {
        property,
        what: `CloudFront connects to the load balancer ${origin.id} with HTTPS, by the name that AWS gave it.`,
        got: `${show(origin.domainName)} with ${show(origin.protocolPolicy)}`,
        allowed: 'a name that the certificate of the load balancer covers',
        fix: sharedWithStrict(without, distribution)
          ? 'Give the load balancer a name of your own that its certificate covers, and use that name as the origin. Do not forward the ' +
            'Host header instead: the other member returns 403 for it.'
          : undefined,
      };
    }),
  },
  {
    id: 'load-balancer-listener',
    level: 'error',
    why: 'CloudFront connects to a custom origin on its HTTP port or its HTTPS port. Without a listener there, no request gets through.',
    fix: 'Add a listener for that protocol and port, or change OriginProtocolPolicy, HTTPPort or HTTPSPort of the origin.',
    inTool: {
      cdk: 'In CDK: protocolPolicy, httpPort and httpsPort.',
      terraform: 'In Terraform: origin_protocol_policy, http_port and https_port.',
    },
    page: PAGES.originSettings,
    check: onReached((origin, behaviors) => {
      const { backend } = origin;
      if (backend?.kind !== 'load-balancer' || origin.kind === 'vpc') return undefined;
      const property = `${origin.property}.CustomOriginConfig`;
      for (const protocol of ['https', 'http'] as const) {
        const used = speaks(protocol, origin, behaviors);
        const port = protocol === 'https' ? origin.httpsPort : origin.httpPort;
        const unknown = [used, port].find(isUnknown);
        if (unknown) return { property, cannotTell: `the port depends on ${unknown.unknown}` };
        const missing = used ? missingListener(backend, protocol, port as number) : undefined;
        if (typeof missing === 'string') return { property, cannotTell: missing };
        if (missing) return { property, ...missing, allowed: `a listener for ${protocol.toUpperCase()} on port ${show(port)}` };
      }
      return undefined;
    }),
  },
  {
    id: 'load-balancer-without-listener',
    level: 'warning',
    why: 'The load balancer is in this template and has no listener here. Without a listener, no request gets through.',
    fix: 'Add a listener for the protocol and the port of the origin, unless something outside of this template adds it.',
    page: PAGES.originSettings,
    check: onReached(({ kind, backend, property }) => {
      if (kind === 'vpc' || backend?.kind !== 'load-balancer' || isUnknown(backend.listeners) || backend.listeners.length) return undefined;
      return {
        property: `${property}.DomainName`,
        what: `The load balancer ${backend.logicalId} has no listener.`,
        got: 'none',
        allowed: 'a listener for the origin',
      };
    }),
  },
  {
    id: 'load-balancer-internal',
    level: 'error',
    why: 'CloudFront reaches a custom origin over the internet, and an internal load balancer only through a VPC origin.',
    fix: 'Use a VPC origin (VpcOriginConfig) without Lambda@Edge on it, or make the load balancer internet-facing.',
    inTool: { cdk: 'In CDK: VpcOrigin.', terraform: 'In Terraform: vpc_origin_config.' },
    page: `${GUIDE}/private-content-vpc-origins.html`,
    check: onReached(({ kind, backend, property: origin, id }) => {
      if (backend?.kind !== 'load-balancer' || kind === 'vpc' || backend.internal === false) return undefined;
      const property = `${origin}.DomainName`;
      if (isUnknown(backend.internal)) return { property, cannotTell: `the scheme of the load balancer is ${backend.internal.unknown}` };
      const what = `The load balancer behind ${id} is internal.`;
      return { property, what, got: `Scheme internal of ${backend.logicalId}`, allowed: 'internet-facing' };
    }),
  },
  {
    id: 'website-endpoint-https',
    level: 'error',
    why: 'The website endpoint of an S3 bucket does not accept HTTPS.',
    fix: 'Set OriginProtocolPolicy to http-only, or use the bucket itself with an origin access control.',
    inTool: { cdk: 'In CDK: S3StaticWebsiteOrigin does so.', terraform: 'In Terraform: origin_protocol_policy.' },
    page: `${GUIDE}/using-https-cloudfront-to-custom-origin.html`,
    check: onReached((origin, behaviors) => {
      if (origin.kind !== 's3-website') return undefined;
      const property = `${origin.property}.CustomOriginConfig.OriginProtocolPolicy`;
      const https = speaks('https', origin, behaviors);
      if (isUnknown(https)) return { property, cannotTell: `the protocol is ${https.unknown}` };
      return https
        ? {
          property,
          what: `CloudFront connects to the website endpoint of a bucket, ${origin.id}, with HTTPS.`,
          got: show(origin.protocolPolicy),
          allowed: 'http-only',
        }
        : undefined;
    }),
  },
  {
    id: 'origin-is-own-alias',
    level: 'error',
    why: 'When the name leads to the distribution, each request goes in a circle, and CloudFront ends it with 403.',
    fix: 'Give the server a name of its own, such as origin.example.com, and use that as the origin.',
    page: PAGES.quotas,
    check: onReached((origin, _, distribution) => (isOwnAlias(origin, distribution)
      ? {
        property: `${origin.property}.DomainName`,
        what: `The origin ${origin.id} is a domain name of the distribution itself.`,
        got: show(origin.domainName),
        allowed: 'a name that leads to a server',
      }
      : undefined)),
  },
  {
    id: 'api-domain-without-host',
    level: 'warning',
    why:
      'API Gateway finds an API behind a custom domain name by the Host header. As users report, it returns 403 for its own name of ' +
      'that domain.',
    fix:
      'Use the custom domain name itself as the origin, or forward the Host header (AllViewer) if it is a domain name of the ' +
      'distribution, too.',
    page: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html',
    check: onReached((origin, behaviors, distribution) => {
      if (origin.kind !== 'api-domain') return undefined;
      const property = `${origin.property}.DomainName`;
      const without = behaviors.filter(({ forwardsHost }) => forwardsHost !== true);
      if (!without.length) return undefined;
      const unknown = [...without.map(({ forwardsHost }) => forwardsHost), ...without.map(hostSetter)].find(isUnknown);
      if (unknown) return { property, cannotTell: `the Host header depends on ${unknown.unknown}` };
      return {
        property,
        what: `The origin ${origin.id} is the target of a custom domain name of API Gateway, and does not get the viewer's Host header.`,
        got: show(origin.domainName),
        allowed: 'the custom domain name, or its target with the Host header',
        fix: sharedWithStrict(without, distribution)
          ? 'Use the custom domain name itself as the origin. Do not forward the Host header: the other member returns 403 for it.'
          : undefined,
      };
    }),
  },
];

/** Whether one of the behaviors also reaches an origin that returns 403 for a Host header other than its own name. */
function sharedWithStrict(behaviors: readonly BehaviorModel[], distribution: DistributionModel): boolean {
  return distribution.origins.some(origin => refusesHost(origin)
    && behaviorsReaching(distribution, origin).some(behavior => behaviors.includes(behavior)));
}

/** Whether an origin needs the viewer's Host header, because of its certificate or of how it finds what is behind it. */
export function needsHost(origin: OriginModel): boolean {
  return origin.kind === 'api-domain'
    || (isUncovered(origin) && origin.protocolPolicy !== 'http-only');
}
