import { MEDIA } from './origin-functions';
import { BUCKET, PARAMETER, RuleCases } from './template';

function members(...ids: string[]): object {
  return { Members: { Items: ids.map(OriginId => ({ OriginId })), Quantity: ids.length } };
}

const WEBSITE = { DomainName: 'mine.s3-website-eu-west-1.amazonaws.com', CustomOriginConfig: { OriginProtocolPolicy: 'http-only' } };
const WITHOUT_FUNCTION = { LambdaFunctionAssociations: [] };

export const GROUP_MEMBER_CASES: RuleCases = {
  'group-member-count': {
    fails: { group: members('first', 'second', 'errors') },
    passes: { group: members('first', 'second') },
    got: '3',
    cannotTell: { group: { Members: { Items: PARAMETER, Quantity: 2 } } },
  },
  'group-member-repeated': {
    fails: { group: members('first', 'first') },
    passes: { group: members('first', 'second') },
    got: 'first twice',
  },
  'group-members-same': {
    fails: { primary: { OriginPath: '/v1' }, secondary: { DomainName: 'www.example.com', OriginPath: '/v1' } },
    passes: { primary: { OriginPath: '/v1' }, secondary: { DomainName: 'www.example.com', OriginPath: '/v2' } },
    got: 'www.example.com/v1 twice',
  },
  'members-share-bucket': {
    fails: { primary: BUCKET, secondary: { ...BUCKET, OriginPath: '/standby' } },
    passes: { primary: BUCKET, secondary: { ...BUCKET, DomainName: 'mine-standby.s3.us-west-2.amazonaws.com' } },
    got: 'mine.s3.eu-west-1.amazonaws.com and mine.s3.eu-west-1.amazonaws.com/standby',
  },
  'standby-without-root-object': {
    fails: { secondary: BUCKET, config: { DefaultRootObject: undefined } },
    passes: { secondary: BUCKET, config: { DefaultRootObject: 'index.html' } },
    got: 'no default root object',
  },
  'standby-without-index': {
    fails: { secondary: BUCKET },
    passes: { secondary: WEBSITE },
    got: 'mine.s3.eu-west-1.amazonaws.com',
  },
  'group-member-is-group': {
    fails: { group: members('first', 'group') },
    passes: { group: members('first', 'second') },
    got: 'group',
  },
  'secondary-is-cloudfront': {
    fails: { secondary: { DomainName: 'd111111abcdef8.cloudfront.net' } },
    passes: { primary: { DomainName: 'd111111abcdef8.cloudfront.net' } },
    got: 'd111111abcdef8.cloudfront.net',
  },
  'members-in-one-region': {
    fails: { primary: BUCKET, secondary: { ...BUCKET, DomainName: 'other.s3.eu-west-1.amazonaws.com' } },
    passes: { primary: BUCKET, secondary: { ...BUCKET, DomainName: 'other.s3.eu-central-1.amazonaws.com' } },
    got: 'eu-west-1',
  },
  'media-quality-other-origin': {
    fails: { ...MEDIA, secondary: {}, behavior: WITHOUT_FUNCTION },
    passes: { ...MEDIA, behavior: WITHOUT_FUNCTION },
    got: 'standby.example.com',
    cannotTell: { ...MEDIA, secondary: { DomainName: PARAMETER }, behavior: WITHOUT_FUNCTION },
  },
};
