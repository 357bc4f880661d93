import { Duration, IResolvable, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { allowEveryDistribution, bucketElsewhere } from './bucket';
import { refusal, refusalOf } from './options';
import { budgetProblem, TimeBudget, withinBudget } from './time-budget';
import { Role, ROLE_HEADER } from '../../lambda/role';
import { Problem } from '../model/problem';

type OriginProperty = cloudfront.CfnDistribution.OriginProperty;
type CustomHeader = cloudfront.CfnDistribution.OriginCustomHeaderProperty;

/** What an origin gets on top of its own settings when it becomes a member. */
export interface MemberOptions {
  /** Origin custom headers, beside the one that says which member it is. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long CloudFront waits for an S3 bucket. */
  readonly s3ReadTimeout?: Duration;
  /** For how long CloudFront tries the origin, whatever it is. */
  readonly timeBudget?: TimeBudget;
  /** Whether the distribution binds the same origin under another role, so that it needs a second id. */
  readonly needsOwnId?: boolean;
}

/**
 * An origin that carries its role in the origin group as a custom header, which the edge function reads in its event.
 *
 * A distribution recognizes an origin that it has bound by object identity, so there must be one of these per origin and role.
 */
export class Member implements cloudfront.IOrigin {
  /** What the origin was bound to; undefined before. */
  bound?: OriginProperty;

  constructor(
    private readonly origin: cloudfront.IOrigin,
    readonly role: Role,
    private readonly options: MemberOptions = {},
  ) {}

  bind(scope: Construct, options: cloudfront.OriginBindOptions): cloudfront.OriginBindConfig {
    const bucket = bucketElsewhere(this.origin, scope);
    const { originProperty, failoverConfig, ...rest } = this.origin.bind(scope, bucket ? { ...options, distributionId: '*' } : options);
    if (bucket && originProperty?.originAccessControlId) allowEveryDistribution(bucket, scope);
    if (failoverConfig || !originProperty) {
      throw refusal(
        scope.node.path,
        `The ${this.role} origin is an origin group.`,
        'an origin group',
        'an origin that is not a group: a group has exactly two members',
        'Pass one of its two origins instead.',
      );
    }
    const id = this.options.needsOwnId && originProperty.id !== options.originId ? `${originProperty.id}-${this.role}` : originProperty.id;
    const { timeBudget, s3ReadTimeout } = this.options;
    const problem = timeBudget && budgetProblem(originProperty, timeBudget, s3ReadTimeout);
    if (problem) throw refusalOf(scope.node.path, problem);
    this.bound = { ...asMember(originProperty, this.role, scope, this.options), id };
    return { ...rest, originProperty: this.bound };
  }
}

/** The origin of a template with what makes it a member: its role, further headers, and its timeouts. */
export function asMember(origin: OriginProperty, role: Role, scope: Construct, options: MemberOptions): OriginProperty {
  const { headers, s3ReadTimeout, timeBudget } = options;
  const own = Object.entries({ [ROLE_HEADER]: role, ...headers }).map(([headerName, headerValue]) => ({ headerName, headerValue }));
  return {
    ...(timeBudget ? withinBudget(origin, timeBudget) : origin),
    originCustomHeaders: append(origin.originCustomHeaders, own, scope),
    ...(s3ReadTimeout && !timeBudget && origin.s3OriginConfig
      ? { s3OriginConfig: { ...origin.s3OriginConfig, originReadTimeout: s3ReadTimeout.toSeconds() } }
      : {}),
  };
}

/** Why `s3ReadTimeout` is for nothing; undefined when it is not. */
export function readTimeoutProblem(
  members: ReadonlyArray<OriginProperty | undefined>, s3ReadTimeout: Duration | undefined,
): Required<Problem> | undefined {
  if (!s3ReadTimeout || members.some(member => !member || member.s3OriginConfig !== undefined)) return undefined;
  return {
    what: 's3ReadTimeout has no effect, because neither member is the REST endpoint of an S3 bucket.',
    got: s3ReadTimeout.toString(),
    allowed: 'a member of CDK\'s S3BucketOrigin',
    fix: 'Use readTimeout of the origin, or leave s3ReadTimeout out.',
  };
}

function append(
  given: OriginProperty['originCustomHeaders'],
  own: CustomHeader[],
  scope: Construct,
): OriginProperty['originCustomHeaders'] {
  if (Token.isUnresolved(given)) return Lazy.any({ produce: () => [...listIn(given, scope), ...own] });
  const headers = (given as Array<CustomHeader | IResolvable>) ?? [];
  for (const header of headers) checkHeader(header, scope);
  return [...headers, ...own];
}

function listIn(given: unknown, scope: Construct): unknown[] {
  const list = Stack.of(scope).resolve(given) ?? [];
  if (Array.isArray(list)) return list;
  throw refusal(
    scope.node.path,
    `The custom headers of this origin are known at deployment only, and ${ROLE_HEADER} has to be added to them.`,
    JSON.stringify(list),
    'a list of headers, whose values may be tokens',
    'Write the list out.',
  );
}

/** CDK checks which names are reserved, and neither the characters of a name nor those of a value. */
function checkHeader(header: CustomHeader | IResolvable, { node }: Construct): void {
  const { headerName: name, headerValue: value } = header as CustomHeader;
  if (!Token.isUnresolved(name) && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
    throw refusal(
      node.path,
      'A custom header of this origin has a name that HTTP does not allow.',
      name,
      'letters, digits and hyphens, no spaces',
      'Change customHeaders of the origin.',
    );
  }
  if (!Token.isUnresolved(value) && !/^[\x20-\x7e\t]*$/.test(value)) {
    throw refusal(
      node.path,
      `The custom header ${name} of this origin has a value that HTTP does not allow.`,
      value,
      'printable ASCII, no line breaks',
      'Change customHeaders of the origin.',
    );
  }
}

/**
 * Stands for an origin that the distribution has already bound as a member of its group. Passing the member itself would
 * bind it again, as a second origin with the same id or, with an explicit id, not at all.
 *
 * The origin property that it binds to has the member's id and resolves to nothing, so it leaves no trace in `Origins`.
 */
export class BoundMember implements cloudfront.IOrigin {
  constructor(private readonly member: Member) {}

  bind(): cloudfront.OriginBindConfig {
    const nothing = Lazy.any({ produce: () => undefined });
    const id = Lazy.string({ produce: () => this.member.bound?.id });
    return { originProperty: Object.assign(nothing, { id, domainName: '' }) as unknown as OriginProperty };
  }
}
