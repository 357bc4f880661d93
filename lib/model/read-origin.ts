import { OriginKind, OriginModel } from './distribution';
import { Environment } from './template';
import { isUnknown, listOf, recordOf, show, Value } from './value';

/** Reads one origin of a distribution, with CloudFront's defaults filled in. */
export function readOrigin(property: string, origin: Readonly<Record<string, any>>, environment: Environment): OriginModel {
  const custom = recordOf(origin.CustomOriginConfig);
  const s3 = recordOf(origin.S3OriginConfig);
  const kind = kindOf(origin);
  return {
    property,
    id: show(origin.Id ?? ''),
    kind,
    domainName: origin.DomainName ?? '',
    originPath: origin.OriginPath ?? '',
    customHeaders: listOf(origin.OriginCustomHeaders).map(header => ({
      name: recordOf(header).HeaderName as Value<string> ?? '',
      value: recordOf(header).HeaderValue as Value<string> ?? '',
    })),
    connectionAttempts: origin.ConnectionAttempts ?? 3,
    connectionTimeout: origin.ConnectionTimeout ?? 10,
    readTimeout: (custom.OriginReadTimeout ?? s3.OriginReadTimeout ?? recordOf(origin.VpcOriginConfig).OriginReadTimeout ?? 30) as Value<number>,
    completionTimeout: origin.ResponseCompletionTimeout,
    mutualTls: custom.OriginMtlsConfig !== undefined,
    signed: Boolean(origin.OriginAccessControlId) || Boolean(s3.OriginAccessIdentity),
    canList: { unknown: 'not looked up' },
    region: kind === 's3' ? bucketRegion(origin.DomainName, environment) : undefined,
  };
}

const KINDS: ReadonlyArray<readonly [OriginKind, RegExp]> = [
  ['s3-website', /\.s3-website[.-]|WebsiteURL\}/],
  ['rest-api', /\.execute-api\./],
  ['function-url', /\.lambda-url\.|\.FunctionUrl\}/],
  ['load-balancer', /\.elb\.|\.DNSName\}/],
  ['cloudfront', /\.cloudfront\.net$|\.DomainName\}$/],
];

/** By the origin's configuration, or by how its domain name ends or which attribute of a resource it is. */
function kindOf(origin: Readonly<Record<string, unknown>>): OriginKind {
  if (origin.VpcOriginConfig !== undefined) return 'vpc';
  if (origin.S3OriginConfig !== undefined) return 's3';
  const domain = show(origin.DomainName ?? '');
  return KINDS.find(([, pattern]) => pattern.test(domain))?.[0] ?? 'custom';
}

/** A bucket of this template is in the Region of its stack. */
function bucketRegion(domainName: unknown, environment: Environment): string | undefined {
  if (isUnknown(domainName)) return /^\$\{\w+\.RegionalDomainName\}$/.test(domainName.unknown) ? environment.region ?? 'the Region of the stack' : undefined;
  return /\.s3[.-]([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com/.exec(String(domainName))?.[1];
}
