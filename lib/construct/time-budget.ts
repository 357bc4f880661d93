import { Duration, Token } from 'aws-cdk-lib';
import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { checkSeconds, isIntrinsic } from './options';
import { Problem } from '../model/problem';

type OriginProperty = CfnDistribution.OriginProperty;

/** How long CloudFront tries an origin. */
export interface TimeBudget {
  readonly connectionAttempts: number;
  /** Seconds for each connection. */
  readonly connectionTimeout: number;
  /** Seconds for the first byte of each response, and between packets. */
  readonly readTimeout: number;
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-web-distributions */
const DEFAULTS: TimeBudget = { connectionAttempts: 3, connectionTimeout: 10, readTimeout: 30 };

/** In it, a packet that opens a connection is sent three times: at once, after 1 s and after 3 s. */
const LONGEST_CONNECTION = 3;

/** A second for each of the two waits, and the longest of each. */
const BUDGET_SECONDS = [2, LONGEST_CONNECTION + 120] as const;

/**
 * Splits the time that the primary may take. It gets one attempt, because the secondary is the second: a third of the time for the
 * connection, up to 3 s, and the rest for the response.
 *
 * @throws when the time does not fit into what CloudFront accepts
 */
export function timeBudget(where: string, within: Duration): TimeBudget {
  const seconds = checkSeconds(where, 'failoverWithin', within, BUDGET_SECONDS);
  const connectionTimeout = Math.min(LONGEST_CONNECTION, Math.ceil(seconds / 3));
  return { connectionAttempts: 1, connectionTimeout, readTimeout: seconds - connectionTimeout };
}

const CONFIGS = ['customOriginConfig', 's3OriginConfig', 'vpcOriginConfig'] as const;

type Config = { readonly originReadTimeout?: number };

/** The configuration of an origin that has its response timeout. */
function configOf(origin: OriginProperty): { name: typeof CONFIGS[number]; config: Config } | undefined {
  const name = CONFIGS.find(one => origin[one] !== undefined);
  return name && { name, config: origin[name] as Config };
}

/** Why an origin cannot get a time budget; undefined when it can. */
export function budgetProblem(origin: OriginProperty, budget: TimeBudget, s3ReadTimeout?: Duration): Required<Problem> | undefined {
  const { name, config = {} } = configOf(origin) ?? {};
  const own = Object.entries({
    connectionAttempts: origin.connectionAttempts,
    connectionTimeout: origin.connectionTimeout,
    readTimeout: config.originReadTimeout,
    s3ReadTimeout: name === 's3OriginConfig' ? s3ReadTimeout?.toSeconds() : undefined,
  }).filter(([, value]) => value !== undefined);
  if (own.length) {
    return {
      what: 'failoverWithin sets the timeouts of the primary, which has some of its own.',
      got: `failoverWithin ${total(budget)} s, and ${own.map(([option, value]) => `${option} ${text(value)}`).join(', ')}`,
      allowed: 'one or the other',
      fix: `Remove ${own.map(([option]) => option).join(' and ')}, or leave failoverWithin out.`,
    };
  }
  if (name === undefined || isIntrinsic(config) || Token.isUnresolved(config)) {
    return {
      what: 'failoverWithin needs the settings of the primary, which are known at deployment only.',
      got: name ? `${name} as a token` : 'an origin without settings',
      allowed: CONFIGS.join(', '),
      fix: 'Write the settings of the origin out, or leave failoverWithin out.',
    };
  }
  return undefined;
}

function text(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

/** The origin with timeouts that fit into the budget. */
export function withinBudget(origin: OriginProperty, { readTimeout, ...connection }: TimeBudget): OriginProperty {
  const found = configOf(origin);
  return { ...origin, ...connection, ...(found && { [found.name]: { ...found.config, originReadTimeout: readTimeout } }) };
}

/** The budget in words, and what it leaves out. */
export function budgetWords(budget: TimeBudget, secondary: OriginProperty): string {
  const { connectionTimeout, readTimeout } = budget;
  return (
    `failoverWithin ${total(budget)} s: the primary gets 1 connection attempt, ${connectionTimeout} s for it and ${readTimeout} s for ` +
    `each response. A secondary that fails as well adds a time of its own: ${secondaryWords(secondary)}.`
  );
}

function secondaryWords(secondary: OriginProperty): string {
  const attempts = secondary.connectionAttempts ?? DEFAULTS.connectionAttempts;
  const connect = secondary.connectionTimeout ?? DEFAULTS.connectionTimeout;
  const read = configOf(secondary)?.config.originReadTimeout ?? DEFAULTS.readTimeout;
  return `up to ${attempts * connect} s when it cannot be connected to, up to ${attempts * read} s when it does not respond`;
}

/** The longest that a viewer waits for an origin: each attempt may use up both. */
function total({ connectionAttempts, connectionTimeout, readTimeout }: TimeBudget): number {
  return connectionAttempts * (connectionTimeout + readTimeout);
}
