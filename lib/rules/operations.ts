import { onMembersWithFunction } from './origin-functions';
import { API, GUIDE, PAGES } from './pages';
import { Rule } from './rule';
import { onDistribution, onGroupBehaviors } from './scopes';
import { BehaviorModel, DistributionModel, groupOf } from '../model/distribution';
import { isKnown, isUnknown, show } from '../model/value';

/** Status codes that CloudFront generates when no origin responds. */
const GENERATED_ERRORS = [502, 503, 504];

/** What a behavior of a primary distribution has, and the one for the same paths of its staging distribution has not. */
function failoverLostBy(
  behavior: BehaviorModel, primary: DistributionModel, staging: Pick<DistributionModel, 'behaviors' | 'groups'>,
): string[] {
  const group = groupOf(primary, behavior);
  if (!group) return [];
  const pattern = show(behavior.pathPattern);
  const same = staging.behaviors.find(({ pathPattern }) => show(pathPattern) === pattern);
  const other = same && staging.groups.find(({ id }) => id === same.target);
  if (!other) return [same ? `no origin group for ${pattern}` : `no behavior ${pattern}`];
  const { statusCodes } = other;
  if (isUnknown(group.statusCodes) || isUnknown(statusCodes) || statusCodes.some(isUnknown)) return [];
  const missing = group.statusCodes.filter(isKnown).filter(code => !statusCodes.includes(code));
  return missing.length ? [`no ${missing.join(', ')} for ${pattern}`] : [];
}

export const OPERATION_RULES: readonly Rule[] = [
  {
    id: 'outage-without-error-response',
    level: 'info',
    why: 'When neither origin can be reached, CloudFront generates an error. AWS does not document whether an origin-response function ' +
      'runs then. Without a rewrite and without a custom error response, the viewer gets the error page of CloudFront, as always for a ' +
      '503 for exceeded capacity or limits.',
    fix: 'Add custom error responses for 502, 503 and 504, with a page on an origin outside the group.',
    page: PAGES.errorPages,
    check: onDistribution(distribution => {
      if (!distribution.behaviors.some(behavior => groupOf(distribution, behavior))) return undefined;
      const property = 'DistributionConfig.CustomErrorResponses';
      const pages = distribution.errorResponses.filter(({ responsePagePath }) => responsePagePath !== undefined);
      const missing = GENERATED_ERRORS.filter(code => !pages.some(({ errorCode }) => errorCode === code));
      if (!missing.length) return undefined;
      if (distribution.undecided.includes('CustomErrorResponses') || pages.some(({ errorCode }) => isUnknown(errorCode))) {
        return { property, cannotTell: 'a custom error response depends on the deployment' };
      }
      return {
        property,
        what: 'Errors that CloudFront generates have no error page.',
        got: `none for ${missing.join(', ')}`,
        allowed: GENERATED_ERRORS.join(', '),
      };
    }),
  },
  {
    id: 'failovers-invisible',
    level: 'info',
    why:
      'Only the real-time logs show a failover (sr-reason). There is no metric for it, the standard logs do not have it, and the ' +
      'viewer gets a 200.',
    fix: 'Attach a real-time log configuration with the fields sr-reason and r-host, or monitor the primary itself. Flat-rate ' +
      'plans have no real-time logs.',
    inTool: { cdk: 'In CDK: realtimeLogConfig.', terraform: 'In Terraform: realtime_log_config_arn.' },
    page: `${GUIDE}/real-time-logs.html`,
    check: onGroupBehaviors(({ property: behavior, pathPattern, realtimeLogs }) => {
      const property = `${behavior}.RealtimeLogConfigArn`;
      if (isUnknown(realtimeLogs)) return { property, cannotTell: `the log configuration is ${realtimeLogs.unknown}` };
      return realtimeLogs
        ? undefined
        : {
          property,
          what: `Failovers on the behavior ${show(pathPattern)} are not logged.`,
          got: 'no real-time log configuration',
          allowed: 'a RealtimeLogConfigArn',
        };
    }),
  },
  {
    id: 'origin-shield-moves-function',
    level: 'info',
    why:
      'For an origin with Origin Shield, origin-facing functions run in the Region of Origin Shield. Their logs and their ' +
      'concurrency are in that Region.',
    fix: 'Look for the logs in that Region, and check its concurrency quota. On failover, each member uses its own Origin Shield.',
    page: `${GUIDE}/origin-shield.html`,
    check: onMembersWithFunction(({ property: origin, id, shieldRegion }) => {
      const property = `${origin}.OriginShield`;
      if (isUnknown(shieldRegion)) return { property, cannotTell: `Origin Shield depends on ${shieldRegion.unknown}` };
      return shieldRegion
        ? {
          property,
          what: `The function runs in the Region of the Origin Shield of ${id}.`,
          got: shieldRegion,
          allowed: 'any Region',
        }
        : undefined;
    }),
  },
  {
    id: 'http3-with-continuous-deployment',
    level: 'error',
    why: 'Continuous deployment does not support HTTP/3.',
    fix: 'Set HttpVersion to http2 while the continuous deployment policy is attached.',
    page: `${GUIDE}/continuous-deployment-quotas-considerations.html`,
    check: onDistribution(({ httpVersion, continuousDeployment, staging }) => {
      const deploys = continuousDeployment === true || staging === true || ([continuousDeployment, staging].find(isUnknown) ?? false);
      if (deploys === false || (!isUnknown(httpVersion) && !/^http(3|2and3)$/i.test(httpVersion))) return undefined;
      const property = 'DistributionConfig.HttpVersion';
      const unknown = [httpVersion, deploys].find(isUnknown);
      if (unknown) return { property, cannotTell: `it depends on ${unknown.unknown}` };
      return {
        property,
        what: 'The distribution uses HTTP/3 and continuous deployment.',
        got: show(httpVersion),
        allowed: 'http1.1, http2',
      };
    }),
  },
  {
    id: 'staging-without-failover',
    level: 'warning',
    why: 'Requests that CloudFront sends to the staging distribution do not fail over as they do on the primary. When the staging ' +
      'configuration is promoted, it replaces that of the primary.',
    fix: 'Give the staging distribution the origin groups and status codes of its primary, unless the change is meant to remove them.',
    page: `${API}/API_UpdateDistributionWithStagingConfig.html`,
    check: onDistribution(distribution => {
      const { staging, stagingOf: primary } = distribution;
      const property = 'DistributionConfig.Staging';
      if (staging !== true) return undefined;
      if (!primary) return { property, cannotTell: 'its primary distribution is not in the same template' };
      const lost = primary.behaviors.flatMap(behavior => failoverLostBy(behavior, primary, distribution));
      return lost.length ? {
        property,
        what: `The staging distribution lacks failover that its primary ${primary.logicalId} has.`,
        got: lost.join('; '),
        allowed: 'the failover of the primary',
      } : undefined;
    }),
  },
  {
    id: 'staging-cache-apart',
    level: 'info',
    why:
      'The staging and the primary distribution do not share a cache. After a switch, requests find an empty cache, and an origin ' +
      'that is down is noticed at once.',
    fix: 'Test failover on both, and ignore the hit ratio of the first minutes. The policy of a bucket with an origin access control has ' +
      'to name both distributions.',
    page: `${GUIDE}/understanding-continuous-deployment.html`,
    check: onDistribution(({ staging, continuousDeployment, groups }) => {
      if (!groups.length || (staging !== true && continuousDeployment !== true)) return undefined;
      const [property, got] =
        staging === true ? ['Staging', 'Staging true'] : ['ContinuousDeploymentPolicyId', 'a ContinuousDeploymentPolicyId'];
      return {
        property: `DistributionConfig.${property}`,
        what: 'With continuous deployment, the staging and the primary distribution have separate caches.',
        got,
        allowed: 'continuous deployment while a change is tested',
      };
    }),
  },
];
