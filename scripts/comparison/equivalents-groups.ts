import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { bucket, edgeFunction, Equivalent, http, onResponse, OUTAGE_CODES, site, SiteParts, siteWithFunction } from './cdk-site';

/** Failover status codes, of which the first list is wrong. */
function codes(wrong: number[], right = [502, 503, 504]): Equivalent {
  return (stack, isWrong) => site(stack, { group: { fallbackStatusCodes: isWrong ? wrong : right } });
}

function parts(of: (isWrong: boolean, stack: Stack) => SiteParts): Equivalent {
  return (stack, isWrong) => site(stack, of(isWrong, stack));
}

/** Behaviors on origins of their own. */
function many(count: number, originOf: (i: number) => cloudfront.IOrigin): SiteParts {
  const additionalBehaviors = Object.fromEntries(Array.from({ length: count }, (_, i) => [`/${i}/*`, { origin: originOf(i) }]));
  return { distribution: { additionalBehaviors } };
}

const MEDIA = {
  primary: () => http('abcde1.egress.fghij2.mediapackagev2.eu-west-1.amazonaws.com'),
  secondary: () => http('klmno3.egress.pqrst4.mediapackagev2.eu-central-1.amazonaws.com'),
  group: { selectionCriteria: cloudfront.OriginSelectionCriteria.MEDIA_QUALITY_BASED },
};

function vpcOrigin(stack: Stack): cloudfront.IOrigin {
  return origins.VpcOrigin.withVpcOrigin(cloudfront.VpcOrigin.fromVpcOriginAttributes(stack, 'Vpc', {
    vpcOriginId: 'vo_1a2b3c4d5e6f7g8h9i0j1k', domainName: 'internal.example.com',
  }));
}

/** Of origins, origin groups and quotas. */
export const GROUP_EQUIVALENTS: Readonly<Record<string, Equivalent>> = {
  'failover-code-unknown': codes([...OUTAGE_CODES, 501], OUTAGE_CODES),
  'failover-code-repeated': codes([503, 502, 503, 504]),
  'failover-codes-empty': codes([]),
  'failover-misses-outage': codes([500, 502, 504]),
  'failover-on-404-never-fires': (stack, isWrong) => {
    const levels = [cloudfront.AccessLevel.READ, ...isWrong ? [] : [cloudfront.AccessLevel.LIST]];
    const primary = origins.S3BucketOrigin.withOriginAccessControl(new s3.Bucket(stack, 'Bucket'), { originAccessLevels: levels });
    return site(stack, { primary, group: { fallbackStatusCodes: [404, 502, 503, 504] } });
  },
  'failover-on-not-found': codes([403, 404, 502, 503, 504]),
  'failover-on-throttling': codes([429, 502, 503, 504]),
  'group-member-repeated': parts(isWrong => {
    const primary = http('www.example.com', { originId: 'mine' });
    return { primary, secondary: isWrong ? primary : http('www.example.com', { originPath: '/v2' }) };
  }),
  'group-members-same': parts(isWrong => ({ secondary: http('www.example.com', { originPath: isWrong ? undefined : '/v2' }) })),
  'group-member-is-group': parts(isWrong => {
    const group = new origins.OriginGroup({ primaryOrigin: http('a.example.com'), fallbackOrigin: http('b.example.com') });
    return isWrong ? { secondary: group } : {};
  }),
  'secondary-is-cloudfront': parts(isWrong => ({ secondary: http(isWrong ? 'd111111abcdef8.cloudfront.net' : 'standby.example.com') })),
  'members-in-one-region': parts((isWrong, stack) => ({
    primary: bucket(stack, 'mine', 'eu-west-1'), secondary: bucket(stack, 'other', isWrong ? 'eu-west-1' : 'eu-central-1'),
  })),
  'media-quality-other-origin': parts(isWrong => ({ ...MEDIA, primary: MEDIA.primary(), secondary: isWrong ? http('standby.example.com') : MEDIA.secondary() })),
  'media-quality-with-function': (stack, isWrong) => {
    const media = { ...MEDIA, primary: MEDIA.primary(), secondary: MEDIA.secondary() };
    return isWrong ? siteWithFunction(stack, {}, media) : site(stack, media);
  },
  'vpc-origin-with-function': (stack, isWrong) => {
    const secondary = vpcOrigin(stack);
    return isWrong ? siteWithFunction(stack, {}, { secondary }) : site(stack, { secondary });
  },
  'grpc-with-function': parts((isWrong, stack) => ({
    distribution: {
      additionalBehaviors: {
        '/rpc/*': {
          origin: http('rpc.example.com'),
          enableGrpc: true,
          allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
          edgeLambdas: isWrong ? [onResponse(edgeFunction(stack).currentVersion)] : undefined,
        },
      },
    },
  })),
  'slow-failover': parts(isWrong => ({ primary: isWrong ? new origins.HttpOrigin('www.example.com') : undefined })),
  'completion-timeout-too-short': parts(isWrong => ({
    secondary: http('standby.example.com', { readTimeout: Duration.seconds(30), responseCompletionTimeout: Duration.seconds(isWrong ? 29 : 30) }),
  })),
  'completion-timeout-cuts-attempts': parts(isWrong => ({
    primary: http('www.example.com', {
      connectionAttempts: 2, connectionTimeout: Duration.seconds(5), responseCompletionTimeout: Duration.seconds(isWrong ? 9 : 10),
    }),
  })),
  'behavior-path-repeated': parts(isWrong => ({
    distribution: { additionalBehaviors: { '/images/*': { origin: http('a.example.com') }, [isWrong ? 'images/*' : '/photos/*']: { origin: http('b.example.com') } } },
  })),
  'origin-domain-invalid': parts(isWrong => ({ primary: http(isWrong ? 'https://www.example.com' : 'www.example.com') })),
  'origins-over-quota': parts(isWrong => many(isWrong ? 99 : 98, i => http(`other${i}.example.com`))),
  'origin-groups-over-quota': parts(isWrong => many(isWrong ? 10 : 9, i => new origins.OriginGroup({
    primaryOrigin: http(`a${i}.example.com`), fallbackOrigin: http(`b${i}.example.com`),
  }))),
  'behaviors-over-quota': parts(isWrong => {
    const origin = http('other.example.com');
    return many(isWrong ? 76 : 75, () => origin);
  }),
  'origin-header-repeated': headers({ 'X-Mine': 'value', 'x-mine': 'value' }, { 'X-Mine': 'value', 'X-Other': 'value' }),
  'origin-header-forbidden': headers({ 'X-Amz-Mine': 'value' }, { 'X-Mine': 'value' }),
  'origin-headers-too-many': headers(numbered(31), numbered(30)),
  'origin-headers-too-long': headers({ ['x'.repeat(257)]: 'value' }, { ['x'.repeat(256)]: 'value' }),
  'origin-shield-moves-function': (stack, isWrong) =>
    siteWithFunction(stack, {}, { primary: http('www.example.com', { originShieldRegion: isWrong ? 'eu-west-1' : undefined }) }),
};

function headers(wrong: Record<string, string>, right: Record<string, string>): Equivalent {
  return parts(isWrong => ({ primary: http('www.example.com', { customHeaders: isWrong ? wrong : right }) }));
}

function numbered(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-${i}`, 'value']));
}
