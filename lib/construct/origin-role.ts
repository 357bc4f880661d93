import { IResolvable, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { Role, ROLE_HEADER } from '../../lambda/role';

/**
 * An origin that carries its role in the origin group as a custom header, which the edge function reads in its event.
 *
 * A distribution recognizes an origin that it has bound by object identity, so there must be one of these per origin and role.
 */
export class OriginWithRole implements cloudfront.IOrigin {
  /** What the origin was bound to; undefined before. */
  boundId?: string;
  /** Whether the origin turned out to be an origin group. */
  isGroup = false;

  constructor(
    private readonly origin: cloudfront.IOrigin,
    readonly role: Role,
    private readonly headers: Readonly<Record<string, string>> = {},
    /** Whether the distribution binds the same origin under another role, so that an explicit id would stand there twice. */
    private readonly again = false,
  ) {}

  bind(scope: Construct, options: cloudfront.OriginBindOptions): cloudfront.OriginBindConfig {
    const { originProperty, failoverConfig, ...rest } = this.origin.bind(scope, options);
    this.isGroup = failoverConfig !== undefined;
    if (!originProperty) return rest;

    const id = this.again && originProperty.id !== options.originId ? `${originProperty.id}-${this.role}` : originProperty.id;
    this.boundId = id;
    const own = Object.entries({ [ROLE_HEADER]: this.role, ...this.headers }).map(([headerName, headerValue]) => ({ headerName, headerValue }));
    return { ...rest, originProperty: { ...originProperty, id, originCustomHeaders: append(originProperty.originCustomHeaders, own, scope) } };
  }
}

type CustomHeaders = cloudfront.CfnDistribution.OriginProperty['originCustomHeaders'];

function append(given: CustomHeaders, own: cloudfront.CfnDistribution.OriginCustomHeaderProperty[], scope: Construct): CustomHeaders {
  return Token.isUnresolved(given)
    ? Lazy.any({ produce: () => [...listIn(given, scope), ...own] })
    : [...given as Array<cloudfront.CfnDistribution.OriginCustomHeaderProperty | IResolvable> ?? [], ...own];
}

function listIn(given: CustomHeaders, scope: Construct): unknown[] {
  const list = Stack.of(scope).resolve(given) ?? [];
  if (Array.isArray(list)) return list;
  throw new Error(`${scope.node.path}: only a deployment can tell the custom headers of this origin, and ${ROLE_HEADER} has to be added to them. ` +
    `Got: ${JSON.stringify(list)}. Allowed: a list of headers, whose values may be tokens. Write the list out.`);
}

/**
 * Stands for an origin that the distribution has already bound as a member of its group. Passing the member itself would
 * bind it again, as a second origin with the same id or, with an explicit id, not at all.
 *
 * The origin property that it binds to has the member's id and resolves to nothing, so it leaves no trace in `Origins`.
 */
export class AlreadyBoundOrigin implements cloudfront.IOrigin {
  constructor(private readonly member: OriginWithRole) {}

  bind(): cloudfront.OriginBindConfig {
    const nothing = Lazy.any({ produce: () => undefined });
    const id = Lazy.string({ produce: () => this.member.boundId });
    return { originProperty: Object.assign(nothing, { id, domainName: '' }) as unknown as cloudfront.CfnDistribution.OriginProperty };
  }
}
