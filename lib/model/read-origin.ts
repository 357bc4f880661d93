import { OriginKind, OriginModel } from './distribution';
import { Environment } from './template';
import { boolean, isUnknown, listOf, number, recordOf, show, textOf, Value } from './value';

/** Reads one origin of a distribution, with CloudFront's defaults filled in. */
export function readOrigin(
  property: string,
  origin: Readonly<Record<string, any>>,
  environment: Environment,
  domainOwner?: string,
): Omit<OriginModel, 'host' | 'backend' | 'accessControl'> {
  const custom = recordOf(origin.CustomOriginConfig);
  const s3 = recordOf(origin.S3OriginConfig);
  const kind = originKind(origin, domainOwner);
  return {
    property,
    id: show(origin.Id ?? ''),
    kind,
    domainName: textOf(origin.DomainName, ''),
    originPath: textOf(origin.OriginPath, ''),
    customHeaders: listOf(origin.OriginCustomHeaders).map(header => ({
      name: textOf(recordOf(header).HeaderName, ''),
      value: textOf(recordOf(header).HeaderValue, ''),
    })),
    connectionAttempts: number(origin.ConnectionAttempts, 3),
    connectionTimeout: number(origin.ConnectionTimeout, 10),
    readTimeout: number(custom.OriginReadTimeout ?? s3.OriginReadTimeout ?? recordOf(origin.VpcOriginConfig).OriginReadTimeout, 30),
    completionTimeout: number(origin.ResponseCompletionTimeout, undefined),
    protocolPolicy: textOf(custom.OriginProtocolPolicy, ''),
    httpPort: number(custom.HTTPPort, 80),
    httpsPort: number(custom.HTTPSPort, 443),
    shieldRegion: shieldRegion(origin.OriginShield),
    mutualTls: custom.OriginMtlsConfig !== undefined,
    configs: configsOf(origin),
    accessIdentity: s3.OriginAccessIdentity ? show(s3.OriginAccessIdentity) : undefined,
    signed: Boolean(origin.OriginAccessControlId) || Boolean(s3.OriginAccessIdentity),
    region: kind === 's3' ? bucketRegion(origin.DomainName, environment) : undefined,
  };
}

const CONFIGS = ['S3OriginConfig', 'CustomOriginConfig', 'VpcOriginConfig'];

/** Which of the configurations an origin has. */
function configsOf(origin: Readonly<Record<string, unknown>>): Value<readonly string[]> {
  return CONFIGS.map(name => origin[name]).find(isUnknown) ?? CONFIGS.filter(name => origin[name] !== undefined && origin[name] !== null);
}

const KINDS: ReadonlyArray<readonly [OriginKind, RegExp]> = [
  ['s3-website', /\.s3-website[.-]|WebsiteURL\}/],
  ['api-domain', /^d-[a-z0-9]+\.execute-api\./],
  ['rest-api', /\.execute-api\./],
  ['function-url', /\.lambda-url\.|\.FunctionUrl\}/],
  ['load-balancer', /\.elb\.|\.DNSName\}/],
  ['cloudfront', /\.cloudfront\.net$|\.DomainName\}$/],
];

/** From the origin's configuration, its domain name, or the resource attribute that the name comes from. */
function originKind(origin: Readonly<Record<string, unknown>>, domainOwner?: string): OriginKind {
  if (origin.VpcOriginConfig !== undefined) return 'vpc';
  if (origin.S3OriginConfig !== undefined) return 's3';
  const domain = show(origin.DomainName ?? '');
  if (domainOwner === 'AWS::ApiGateway::DomainName' || domainOwner === 'AWS::ApiGatewayV2::DomainName') return 'api-domain';
  if (/\.DomainName\}$/.test(domain) && domainOwner !== undefined && domainOwner !== 'AWS::CloudFront::Distribution') return 'custom';
  return KINDS.find(([, pattern]) => pattern.test(domain))?.[0] ?? 'custom';
}

function shieldRegion(shield: unknown): Value<string> | undefined {
  if (isUnknown(shield)) return shield;
  const { Enabled, OriginShieldRegion } = recordOf(shield);
  const enabled = boolean(Enabled);
  if (isUnknown(enabled)) return enabled;
  return enabled ? textOf(OriginShieldRegion, 'no Region') : undefined;
}

/** A bucket of this template is in the Region of its stack. */
function bucketRegion(domainName: unknown, environment: Environment): string | undefined {
  if (isUnknown(domainName)) {
    return /^\$\{\w+\.RegionalDomainName\}$/.test(domainName.unknown) ? environment.region ?? 'the Region of the stack' : undefined;
  }
  return /\.s3[.-]([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com/.exec(show(domainName))?.[1];
}
