import { API, PAGES } from './pages';
import { Outcome, Rule, Violation } from './rule';
import { onGroups, onOrigins } from './scopes';
import { behaviorsOf, membersOf, OriginModel } from '../model/distribution';
import { isUnknown, Unknown, Value } from '../model/value';

/** Seconds that many clients and browsers wait. */
export const ACCEPTABLE_WAIT = 10;

interface Timeouts {
  readonly connectionAttempts: number;
  readonly connectionTimeout: number;
  readonly readTimeout: number;
  readonly completionTimeout?: number;
}

/** The timeouts of an origin, if all of them are known. */
function timeoutsOf({ connectionAttempts, connectionTimeout, readTimeout, completionTimeout }: OriginModel): Value<Timeouts> {
  const all = { connectionAttempts, connectionTimeout, readTimeout, completionTimeout };
  const unknown = Object.values(all).find((value): value is Unknown => isUnknown(value));
  return unknown ?? all as Timeouts;
}

type Check = (timeouts: Timeouts) => Omit<Violation, 'property'> | undefined;

function checkTimeouts(origin: OriginModel, property: string, check: Check): Outcome | undefined {
  const timeouts = timeoutsOf(origin);
  if (isUnknown(timeouts)) return { property, cannotTell: `a timeout of the origin is ${timeouts.unknown}` };
  const violation = check(timeouts);
  return violation && { property, ...violation };
}

/** @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Origin.html */
const RANGES = [
  { setting: 'connectionAttempts', name: 'ConnectionAttempts', unit: '', max: 3 },
  { setting: 'connectionTimeout', name: 'ConnectionTimeout', unit: ' s', max: 10 },
  // AWS raises this one on request.
  { setting: 'readTimeout', name: 'OriginReadTimeout', unit: ' s', max: 120 },
] as const;

/** Checks the values of each origin that are outside of their range. */
function outOfRange(check: (setting: typeof RANGES[number], value: number) => boolean): Rule['check'] {
  return function* ({ origins }): Iterable<Outcome> {
    for (const origin of origins) {
      for (const range of RANGES) {
        const found = origin[range.setting];
        const [config] = isUnknown(origin.configs) ? [] : origin.configs;
        const property = [origin.property, ...range.setting === 'readTimeout' && config ? [config] : [], range.name].join('.');
        // The model keeps negative numbers and other text as they are written.
        const value = isUnknown(found) ? Number(found.unknown || NaN) : found;
        if (Number.isNaN(value) || !check(range, value)) continue;
        yield {
          property,
          what: `${range.name} of the origin ${origin.id} is out of range.`,
          got: `${value}${range.unit}`,
          allowed: `1-${range.max}${range.unit}`,
        };
      }
    }
  };
}

export const TIMEOUT_RULES: readonly Rule[] = [
  {
    id: 'origin-timeout-out-of-range',
    level: 'error',
    why: 'CloudFront rejects the distribution at deployment.',
    fix: 'Use 1 to 3 connection attempts, 1 to 10 s for a connection, and at least 1 s for a response.',
    page: `${API}/API_Origin.html`,
    check: outOfRange(({ setting, max }, value) => value < 1 || !Number.isInteger(value) || (setting !== 'readTimeout' && value > max)),
  },
  {
    id: 'origin-timeout-over-quota',
    level: 'warning',
    why: 'CloudFront rejects the distribution at deployment, unless AWS has raised the quota of the account.',
    fix: 'Lower the response timeout, or request a higher quota.',
    page: PAGES.quotas,
    check: outOfRange(({ setting, max }, value) => setting === 'readTimeout' && Number.isInteger(value) && value > max),
  },
  {
    id: 'slow-failover',
    level: 'info',
    why: 'The viewer waits until CloudFront gives up on the primary.',
    fix: 'Lower ConnectionAttempts, ConnectionTimeout and OriginReadTimeout of the primary origin.',
    inTool: {
      cdk: 'In CDK: connectionAttempts, connectionTimeout and readTimeout, or failoverWithin of FailoverDistribution or ' +
        'OriginFailover.',
      terraform: 'In Terraform: connection_attempts, connection_timeout and origin_read_timeout.',
    },
    page: PAGES.failover,
    check: onGroups((group, distribution) => {
      const [primary] = membersOf(distribution, group);
      // For a group without a behavior, see group-unused.
      if (!primary || !behaviorsOf(distribution, group).length) return undefined;
      const withoutCompletion = { ...primary, completionTimeout: undefined };
      return checkTimeouts(withoutCompletion, primary.property, ({ connectionAttempts, connectionTimeout, readTimeout }) => {
        const connect = connectionAttempts * connectionTimeout;
        const read = connectionAttempts * readTimeout;
        return Math.max(connect, read) > ACCEPTABLE_WAIT
          ? {
            what: `A viewer may wait ${connect} s before failover when the primary cannot be connected to, and ${read} s when it does ` +
              'not answer.',
            got: `connectionAttempts ${connectionAttempts}, connectionTimeout ${connectionTimeout} s, readTimeout ${readTimeout} s`,
            allowed: '1-3 attempts, 1-10 s to connect, 1-120 s to answer',
          }
          : undefined;
      });
    }),
  },
  {
    id: 'completion-timeout-too-short',
    level: 'error',
    why: 'The response completion timeout must be at least as long as the response timeout. CloudFront rejects the distribution at ' +
      'deployment.',
    fix: 'Raise ResponseCompletionTimeout, or lower the response timeout.',
    inTool: {
      cdk: 'In CDK: responseCompletionTimeout and readTimeout.',
      terraform: 'In Terraform: response_completion_timeout and origin_read_timeout.',
    },
    page: PAGES.originSettings,
    check: onOrigins(origin => {
      if (origin.completionTimeout === undefined) return undefined;
      const property = `${origin.property}.ResponseCompletionTimeout`;
      return checkTimeouts(origin, property, ({ readTimeout, completionTimeout = Infinity }) => (completionTimeout < readTimeout
        ? {
          what: `The response completion timeout of the origin ${origin.id} is shorter than its response timeout.`,
          got: `${completionTimeout} s, with a response timeout of ${readTimeout} s`,
          allowed: `at least ${readTimeout} s`,
        }
        : undefined));
    }),
  },
  {
    id: 'completion-timeout-cuts-attempts',
    level: 'info',
    why: 'The response completion timeout covers all attempts. AWS documents that CloudFront returns 504 to the viewer when it ends, and ' +
      'does not document whether CloudFront fails over instead.',
    fix: 'Raise ResponseCompletionTimeout above attempts times timeout, remove it, or lower the number of attempts.',
    page: PAGES.originSettings,
    check: onGroups((group, distribution) => {
      const [primary] = membersOf(distribution, group);
      if (primary?.completionTimeout === undefined) return undefined;
      return checkTimeouts(primary, `${primary.property}.ResponseCompletionTimeout`, ({ completionTimeout = Infinity, ...timeouts }) => {
        const needed = timeouts.connectionAttempts * Math.max(timeouts.connectionTimeout, timeouts.readTimeout);
        const what = 'The response completion timeout of the primary may end the request before all attempts are made.';
        return completionTimeout < needed ? { what, got: `${completionTimeout} s`, allowed: `at least ${needed} s` } : undefined;
      });
    }),
  },
  {
    id: 'completion-timeout-with-continuous-deployment',
    level: 'error',
    why: 'The response completion timeout does not support continuous deployment.',
    fix: 'Remove ResponseCompletionTimeout, or test the change without a continuous deployment policy.',
    page: PAGES.originSettings,
    check: onOrigins((origin, { staging, continuousDeployment }) => {
      if (origin.completionTimeout === undefined) return undefined;
      const property = `${origin.property}.ResponseCompletionTimeout`;
      if (staging === true || continuousDeployment === true) {
        return {
          property,
          what: `The origin ${origin.id} has a response completion timeout, and the distribution uses continuous deployment.`,
          got: staging === true ? 'Staging true' : 'a ContinuousDeploymentPolicyId',
          allowed: 'one or the other',
        };
      }
      const unknown = [staging, continuousDeployment].find(isUnknown);
      return unknown && { property, cannotTell: `continuous deployment depends on ${unknown.unknown}` };
    }),
  },
];
