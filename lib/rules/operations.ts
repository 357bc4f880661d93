import { onMembersWithFunction } from './origin-functions';
import { GUIDE, PAGES } from './pages';
import { Rule } from './rule';
import { onDistribution, onGroupBehaviors } from './scopes';
import { groupOf } from '../model/distribution';
import { isUnknown, show } from '../model/value';

/** What CloudFront answers by itself when no origin does. */
const OWN_ERRORS = [502, 503, 504];

export const OPERATION_RULES: readonly Rule[] = [
  {
    id: 'outage-without-error-response',
    level: 'info',
    why: 'When neither origin can be reached CloudFront answers by itself. AWS does not document whether an origin-response function runs then; without one and ' +
      'without a custom error response the viewer gets the error page of CloudFront.',
    fix: 'Add custom error responses for 502, 503 and 504, with a page outside the group.',
    page: PAGES.errorPages,
    check: onDistribution(distribution => {
      if (!distribution.behaviors.some(behavior => groupOf(distribution, behavior))) return undefined;
      const property = 'DistributionConfig.CustomErrorResponses';
      const pages = distribution.errorResponses.filter(({ responsePagePath }) => responsePagePath !== undefined);
      const missing = OWN_ERRORS.filter(code => !pages.some(({ errorCode }) => errorCode === code));
      if (!missing.length) return undefined;
      if (distribution.undecided.includes('CustomErrorResponses') || pages.some(({ errorCode }) => isUnknown(errorCode))) {
        return { property, cannotTell: 'a custom error response depends on the deployment' };
      }
      return { property, what: 'Errors that CloudFront makes itself have no page.', got: `none for ${missing.join(', ')}`, allowed: OWN_ERRORS.join(', ') };
    }),
  },
  {
    id: 'failovers-invisible',
    level: 'info',
    why: 'A failover is in the real-time logs only (sr-reason): there is no metric for it, the standard logs lack it, and the viewer gets a 200.',
    fix: 'Attach a real-time log configuration with the fields sr-reason and r-host (realtimeLogConfig), or watch the metrics of the primary itself.',
    page: `${GUIDE}/real-time-logs.html`,
    check: onGroupBehaviors(({ property: behavior, pathPattern, realtimeLogs }) => {
      const property = `${behavior}.RealtimeLogConfigArn`;
      if (isUnknown(realtimeLogs)) return { property, cannotTell: `the log configuration is ${realtimeLogs.unknown}` };
      return realtimeLogs ? undefined
        : { property, what: `Nobody sees when the behavior ${show(pathPattern)} fails over.`, got: 'no real-time log configuration', allowed: 'a RealtimeLogConfigArn' };
    }),
  },
  {
    id: 'origin-shield-moves-function',
    level: 'info',
    why: 'Origin-facing functions of an origin with Origin Shield run in the Region of the shield: logs and concurrency are there.',
    fix: 'Look for the logs there, and check the concurrency quota of that Region. A failover uses the shield of each member in turn.',
    page: `${GUIDE}/origin-shield.html`,
    check: onMembersWithFunction(({ property: origin, id, shieldRegion }) => {
      const property = `${origin}.OriginShield`;
      if (isUnknown(shieldRegion)) return { property, cannotTell: `Origin Shield depends on ${shieldRegion.unknown}` };
      return shieldRegion ? { property, what: `The function runs where the Origin Shield of ${id} is.`, got: shieldRegion, allowed: 'any Region' } : undefined;
    }),
  },
  {
    id: 'http3-with-continuous-deployment',
    level: 'error',
    why: 'Continuous deployment cannot be used with a distribution that supports HTTP/3.',
    fix: 'Set HttpVersion to http2 while the continuous deployment policy is attached.',
    page: `${GUIDE}/continuous-deployment-quotas-considerations.html`,
    check: onDistribution(({ httpVersion, continuousDeployment, staging }) => {
      const takesPart = continuousDeployment === true || staging === true || ([continuousDeployment, staging].find(isUnknown) ?? false);
      if (takesPart === false || (!isUnknown(httpVersion) && !/^http(3|2and3)$/i.test(httpVersion))) return undefined;
      const property = 'DistributionConfig.HttpVersion';
      const unknown = [httpVersion, takesPart].find(isUnknown);
      if (unknown) return { property, cannotTell: `it depends on ${unknown.unknown}` };
      return { property, what: 'The distribution supports HTTP/3 and takes part in continuous deployment.', got: show(httpVersion), allowed: 'http1.1, http2' };
    }),
  },
  {
    id: 'staging-cache-apart',
    level: 'info',
    why: 'Staging and primary distribution do not share a cache: after a switch requests meet an empty cache, and an origin that is down is noticed at once.',
    fix: 'Test the failover on both, and do not judge the hit ratio of the first minutes.',
    page: `${GUIDE}/understanding-continuous-deployment.html`,
    check: onDistribution(({ staging, continuousDeployment, groups }) => {
      if (!groups.length || (staging !== true && continuousDeployment !== true)) return undefined;
      const [property, got] = staging === true ? ['Staging', 'Staging true'] : ['ContinuousDeploymentPolicyId', 'a ContinuousDeploymentPolicyId'];
      return {
        property: `DistributionConfig.${property}`,
        what: 'The distribution takes part in continuous deployment, and each of the two has a cache of its own.',
        got,
        allowed: 'either, while a change is tested',
      };
    }),
  },
];
