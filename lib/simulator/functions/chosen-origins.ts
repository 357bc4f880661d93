import { FAILOVER_STATUS_CODES } from '../../../lambda/policy';
import { Invalid, OriginChoice, short } from '../../function-code/function-result';
import { BehaviorModel, DistributionModel, groupOf, membersOf, OriginGroupModel, OriginModel } from '../../model/distribution';
import { NotModelled } from '../../model/errors';

/** The origins that a CloudFront function chose for one request. */
export interface ChosenOrigins {
  /** The helper that was called last. */
  readonly by: OriginChoice['method'];
  readonly primary: ChosenOrigin;
  /** With a primary, an origin group. */
  readonly secondary?: ChosenOrigin;
  /** The failover criteria; empty without a group. */
  readonly statusCodes: readonly number[];
}

/** An origin as a function chose it. */
export interface ChosenOrigin {
  readonly origin: OriginModel;
  /** The Host header that it gets, whatever the policies say. */
  readonly hostHeader?: string;
}

const PAGE = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/helper-functions-origin-modification.html';

/**
 * The result of a function's calls, one after the other; undefined without any. That CloudFront answers with an error to what its
 * pages do not allow is documented, its status is not.
 *
 * @throws Invalid for what CloudFront does not accept, NotModelled for a server that the distribution does not have
 */
export function chosenOrigins(
  choices: readonly OriginChoice[], behavior: BehaviorModel, distribution: DistributionModel,
): ChosenOrigins | undefined {
  let chosen: ChosenOrigins | undefined;
  for (const { method, args } of choices) {
    switch (method) {
      case 'selectRequestOriginById':
        chosen = { by: method, ...selectedTarget(args[0], args[1], distribution) };
        break;
      case 'createRequestOriginGroup':
        chosen = madeGroup(args[0], distribution);
        break;
      case 'updateRequestOrigin': {
        const { primary, ...rest } = chosen ?? groupTarget(groupOf(distribution, behavior), distribution)
          ?? { primary: { origin: find(behavior.target, distribution) }, statusCodes: [] };
        chosen = { ...rest, by: method, primary: updated(primary, args[0], distribution) };
        break;
      }
    }
  }
  return chosen;
}

type Target = Omit<ChosenOrigins, 'by'>;

function groupTarget(group: OriginGroupModel | undefined, distribution: DistributionModel): Target | undefined {
  const [primary, secondary] = group ? membersOf(distribution, group) : [];
  if (!primary || !secondary) return undefined;
  return { primary: { origin: primary }, secondary: { origin: secondary }, statusCodes: group!.statusCodes as readonly number[] };
}

function selectedTarget(id: unknown, overrides: unknown, distribution: DistributionModel): Target {
  const group = distribution.groups.find(one => one.id === id);
  return groupTarget(group, distribution) ?? { primary: selected(id, overrides, distribution), statusCodes: [] };
}

function selected(id: unknown, overrides: unknown, distribution: DistributionModel): ChosenOrigin {
  const origin = find(id, distribution);
  if (origin.mutualTls) throw new Invalid(`the function chose the origin ${origin.id}, which has mutual TLS`);
  const { hostHeader } = fieldsOf(overrides ?? {}, 'the overrides of an origin');
  return { origin, ...hostHeader !== undefined && { hostHeader: textOf(hostHeader, 'hostHeader') } };
}

function madeGroup(parameters: unknown, distribution: DistributionModel): ChosenOrigins {
  const { originIds, selectionCriteria = 'default', failoverCriteria } = fieldsOf(parameters, 'the origin group');
  if (selectionCriteria === 'media-quality-score') throw new NotModelled('selection by media-quality-score', PAGE);
  if (selectionCriteria !== 'default') {
    throw new Invalid(`the selectionCriteria are ${short(selectionCriteria)}. Allowed: default, media-quality-score`);
  }
  if (!Array.isArray(originIds) || originIds.length !== 2) throw new Invalid(`the originIds are ${short(originIds)}. Allowed: two`);
  const [primary, secondary] = originIds.map(item => {
    const { originId, originOverrides } = fieldsOf(item, 'a member of the origin group');
    return selected(originId, originOverrides, distribution);
  }) as [ChosenOrigin, ChosenOrigin];
  if (primary.origin === secondary.origin) throw new Invalid(`both members of the origin group are ${primary.origin.id}`);
  const { statusCodes } = fieldsOf(failoverCriteria, 'the failoverCriteria');
  if (!Array.isArray(statusCodes) || !statusCodes.length || !statusCodes.every(code => FAILOVER_STATUS_CODES.includes(code))) {
    throw new Invalid(`the statusCodes of the origin group are ${short(statusCodes)}. Allowed: ${FAILOVER_STATUS_CODES.join(', ')}`);
  }
  return { by: 'createRequestOriginGroup', primary, secondary, statusCodes };
}

/** What is not named stays. The server is one of the distribution's: where the request goes otherwise is not known here. */
function updated({ origin, hostHeader: before }: ChosenOrigin, parameters: unknown, distribution: DistributionModel): ChosenOrigin {
  if (origin.kind === 'vpc') throw new Invalid(`the function updated the origin ${origin.id}, which is a VPC origin`);
  const changes = fieldsOf(parameters, 'the origin');
  const { domainName = origin.domainName, originPath = origin.originPath, customHeaders, timeouts = {}, hostHeader = before } = changes;
  const server = domainName === origin.domainName ? origin : distribution.origins.find(other => other.domainName === domainName);
  if (!server) throw new NotModelled(`updateRequestOrigin to ${short(domainName)}, which is not an origin of the distribution`, PAGE);
  const { readTimeout, connectionTimeout } = timeouts as Partial<OriginModel>;
  const { connectionAttempts = origin.connectionAttempts } = changes as Partial<OriginModel>;
  const headers = customHeaders === undefined ? origin.customHeaders : Object.entries(fieldsOf(customHeaders, 'customHeaders'))
    .map(([name, value]) => ({ name, value: textOf(value, name) }));
  return {
    origin: {
      ...server,
      originPath: typeof originPath === 'string' ? originPath : origin.originPath,
      customHeaders: headers,
      connectionAttempts,
      connectionTimeout: connectionTimeout ?? origin.connectionTimeout,
      readTimeout: readTimeout ?? origin.readTimeout,
    },
    ...hostHeader !== undefined && { hostHeader: textOf(hostHeader, 'hostHeader') },
  };
}

function find(id: unknown, { origins }: DistributionModel): OriginModel {
  const origin = origins.find(one => one.id === id);
  if (!origin) throw new Invalid(`the function chose the origin ${short(id)}. Allowed: ${origins.map(one => one.id).join(', ')}`);
  return origin;
}

function fieldsOf(value: unknown, what: string): Record<string, unknown> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject) throw new Invalid(`${what} is ${short(value)}. Allowed: an object`);
  return value as Record<string, unknown>;
}

function textOf(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new Invalid(`${what} is ${short(value)}. Allowed: a string`);
  return value;
}
