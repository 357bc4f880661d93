import { GUIDE, PAGES } from './pages';
import { Outcome, Rule } from './rule';
import { onBehaviors, onGroups } from './scopes';
import { behaviorsOf, DistributionModel, groupOf, membersOf, OriginGroupModel, OriginModel } from '../model/distribution';
import { isUnknown, show } from '../model/value';

/** Whether origin-facing Lambda functions run for a group. */
function hasOriginFacing(distribution: DistributionModel, group: OriginGroupModel): boolean {
  return behaviorsOf(distribution, group).some(({ functions }) =>
    functions.some(({ kind, eventType }) => kind === 'lambda' && /^origin-/.test(show(eventType))));
}

/** Checks each member of each group for which origin-facing Lambda functions run. */
export function onMembersWithFunction(check: (member: OriginModel) => Outcome | undefined): Rule['check'] {
  return function* (distribution): Iterable<Outcome> {
    for (const group of distribution.groups) {
      if (!hasOriginFacing(distribution, group)) continue;
      for (const member of membersOf(distribution, group)) {
        const outcome = check(member);
        if (outcome) yield outcome;
      }
    }
  };
}

export const ORIGIN_FUNCTION_RULES: readonly Rule[] = [
  {
    id: 'media-quality-with-function',
    level: 'error',
    why: 'CloudFront does not run origin-facing Lambda@Edge functions for a group that selects by media quality.',
    fix: 'Remove the function, or use the default selection criteria.',
    inTool: { cdk: 'In CDK: ErrorRewrite.none() attaches none.' },
    page: PAGES.mediaQuality,
    check: onGroups((group, distribution) => {
      if (!hasOriginFacing(distribution, group)) return undefined;
      const property = `${group.property}.SelectionCriteria`;
      const { selectionCriteria } = group;
      if (isUnknown(selectionCriteria)) return { property, cannotTell: `the selection criteria are ${selectionCriteria.unknown}` };
      return selectionCriteria === 'media-quality-based'
        ? {
          property,
          what: 'The origin group selects by media quality and has an origin-facing Lambda@Edge function.',
          got: 'media-quality-based',
          allowed: 'default',
        }
        : undefined;
    }),
  },
  {
    id: 'vpc-origin-with-function',
    level: 'error',
    why: 'CloudFront does not run origin-request or origin-response functions for VPC origins.',
    fix: 'Remove the function, or use an origin outside the VPC.',
    inTool: { cdk: 'In CDK: ErrorRewrite.none() attaches none.' },
    page: `${GUIDE}/private-content-vpc-origins.html`,
    check: onMembersWithFunction(({ property, kind, id }) => (kind === 'vpc'
      ? {
        property,
        what: 'A member of the origin group is a VPC origin, and the group has an origin-facing Lambda@Edge function.',
        got: id,
        allowed: 'any other kind of origin',
      }
      : undefined)),
  },
  {
    id: 'mutual-tls-with-function',
    level: 'error',
    why: 'CloudFront does not run origin-request or origin-response functions for origins with mutual TLS.',
    fix: 'Remove the function, or authenticate CloudFront to the origin in another way.',
    inTool: { cdk: 'In CDK: ErrorRewrite.none() attaches none.' },
    page: `${GUIDE}/origin-enable-mtls-distributions.html`,
    check: onMembersWithFunction(({ property: origin, mutualTls, id }) => {
      const property = `${origin}.CustomOriginConfig.OriginMtlsConfig`;
      return mutualTls
        ? {
          property,
          what: 'A member of the origin group uses mutual TLS, and the group has an origin-facing Lambda@Edge function.',
          got: id,
          allowed: 'origins without OriginMtlsConfig',
        }
        : undefined;
    }),
  },
  {
    id: 'grpc-with-function',
    level: 'error',
    why: 'AWS documents that gRPC does not support Lambda@Edge: gRPC requests bypass the regional edge cache, where these functions run.',
    fix: 'Remove the Lambda function from the behavior, or use a CloudFront function on viewer events.',
    page: PAGES.grpc,
    check: onBehaviors((behavior, distribution) => {
      // On a group, gRPC is wrong with or without a function: see group-behavior-grpc.
      if (groupOf(distribution, behavior) || !behavior.functions.some(({ kind }) => kind === 'lambda')) return undefined;
      const property = `${behavior.property}.LambdaFunctionAssociations`;
      if (isUnknown(behavior.grpc)) return { property, cannotTell: `gRPC depends on ${behavior.grpc.unknown}` };
      return behavior.grpc
        ? {
          property,
          what: `The behavior ${show(behavior.pathPattern)} enables gRPC and has a Lambda@Edge function.`,
          got: 'gRPC enabled',
          allowed: 'gRPC or a Lambda@Edge function',
        }
        : undefined;
    }),
  },
];
