import { evaluate } from './intrinsics';
import { TemplateScope } from './template';
import { isUnknown, recordOf, show, textOf, Value } from './value';

/** The origin access control of an origin: how CloudFront signs its requests. */
export interface AccessControlModel {
  /** `s3`, `lambda`, `mediastore` or `mediapackagev2`. */
  readonly originType: Value<string>;
  /** `always`, `never` or `no-override`. */
  readonly signing: Value<string>;
  /** `sigv4` or `sigv4a`. */
  readonly protocol: Value<string>;
}

/** Reads the origin access control with this id, evaluated; undefined without one. */
export function readAccessControl(id: unknown, { source, environment }: TemplateScope): AccessControlModel | undefined {
  if (id === undefined || id === null || id === '') return undefined;
  const elsewhere = { unknown: `the origin access control ${show(id)}` };
  const logicalId = isUnknown(id) ? /^\$\{(\w+)(?:\.Id)?\}$/.exec(id.unknown)?.[1] : undefined;
  const resource = logicalId === undefined ? undefined : source.resource(logicalId);
  if (resource?.Type !== 'AWS::CloudFront::OriginAccessControl') return { originType: elsewhere, signing: elsewhere, protocol: elsewhere };
  const config = evaluate(recordOf(resource.Properties).OriginAccessControlConfig, environment);
  if (isUnknown(config)) return { originType: config, signing: config, protocol: config };
  const { OriginAccessControlOriginType, SigningBehavior, SigningProtocol } = recordOf(config);
  return {
    originType: textOf(OriginAccessControlOriginType, ''),
    signing: textOf(SigningBehavior, ''),
    protocol: textOf(SigningProtocol, ''),
  };
}
