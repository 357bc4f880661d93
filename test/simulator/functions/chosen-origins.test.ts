import { OriginChoice } from '../../../lib/function-code/function-result';
import { chosenOrigins } from '../../../lib/simulator/functions/chosen-origins';
import { Changes } from '../../rules/cases/template';
import { modelOf } from '../../rules/models';

type Call = readonly [method: OriginChoice['method'], ...args: unknown[]];

/** What some calls come to, in a distribution with the origins `first`, `second` and `errors`, whose behavior targets a group. */
function chosen(calls: readonly Call[], changes: Changes = {}) {
  const distribution = modelOf(changes);
  const result = chosenOrigins(calls.map(([method, ...args]) => ({ method, args })), distribution.behaviors.at(-1)!, distribution)!;
  const members = [result.primary, ...result.secondary ? [result.secondary] : []];
  return { ...result, ids: members.map(({ origin }) => origin.id), hosts: members.map(({ hostHeader }) => hostHeader) };
}

const made = (changes: object = {}): Call => ['createRequestOriginGroup', {
  originIds: [{ originId: 'second' }, { originId: 'errors' }], failoverCriteria: { statusCodes: [404, 503] }, ...changes,
}];

describe('A function', () => {
  test('without calls leaves the origins of the behavior', () => {
    const distribution = modelOf({});
    expect(chosenOrigins([], distribution.behaviors.at(-1)!, distribution)).toBeUndefined();
  });

  test('makes a group, with a Host header for each member', () => {
    const originIds = [{ originId: 'second', originOverrides: { hostHeader: 'a.example.com' } }, { originId: 'errors' }];
    expect(chosen([made({ originIds, selectionCriteria: 'default' })])).toMatchObject({
      by: 'createRequestOriginGroup', ids: ['second', 'errors'], hosts: ['a.example.com', undefined], statusCodes: [404, 503],
    });
  });

  test('selects one origin, which nothing follows, or a group', () => {
    expect(chosen([['selectRequestOriginById', 'second', { hostHeader: 'b.example.com' }]]))
      .toMatchObject({ ids: ['second'], hosts: ['b.example.com'], statusCodes: [] });
    expect(chosen([['selectRequestOriginById', 'group']])).toMatchObject({ ids: ['first', 'second'], statusCodes: [500, 502, 503, 504] });
  });

  test('updates the primary only, and what it names only', () => {
    const update: Call = ['updateRequestOrigin', { customHeaders: { 'x-a': '1' }, timeouts: { readTimeout: 7 }, originPath: '/v2' }];
    const { ids, primary, secondary, statusCodes } = chosen([update]);
    expect({ ids, statusCodes }).toEqual({ ids: ['first', 'second'], statusCodes: [500, 502, 503, 504] });
    expect(primary.origin)
      .toMatchObject({ domainName: 'www.example.com', originPath: '/v2', readTimeout: 7, customHeaders: [{ name: 'x-a', value: '1' }] });
    expect(secondary!.origin).toMatchObject({ originPath: '' });
  });

  test('updates to the server of another origin', () => {
    expect(chosen([['updateRequestOrigin', { domainName: 'standby.example.com' }]]).ids).toEqual(['second', 'second']);
  });

  test('chooses again: the last call counts, and an update applies to what was chosen before', () => {
    expect(chosen([made(), ['selectRequestOriginById', 'first']])).toMatchObject({ by: 'selectRequestOriginById', ids: ['first'] });
    expect(chosen([made(), ['updateRequestOrigin', { originPath: '/x' }]])).toMatchObject({
      by: 'updateRequestOrigin', ids: ['second', 'errors'], primary: { origin: { originPath: '/x' } }, statusCodes: [404, 503],
    });
  });
});

describe('CloudFront does not accept', () => {
  test.each<[string, Call, RegExp, Changes?]>([
    ['an origin that there is not', ['selectRequestOriginById', 'third'], /chose the origin "third"\. Allowed: first, second, errors/],
    ['a group of one', made({ originIds: [{ originId: 'first' }] }), /originIds are .*Allowed: two/],
    ['a group without members', ['createRequestOriginGroup', {}], /originIds are undefined/],
    ['a group of one origin twice', made({ originIds: [{ originId: 'first' }, { originId: 'first' }] }), /both members .* are first/],
    ['ids without their objects', made({ originIds: ['first', 'second'] }), /a member of the origin group is "first"/],
    ['no codes', made({ failoverCriteria: { statusCodes: [] } }), /statusCodes of the origin group are \[\]/],
    ['a code that is not a failover criterion', made({ failoverCriteria: { statusCodes: [200] } }), /Allowed: 400, 403, .*504/],
    ['no criteria', made({ failoverCriteria: undefined }), /the failoverCriteria is undefined/],
    ['other selection criteria', made({ selectionCriteria: 'fastest' }), /Allowed: default, media-quality-score/],
    ['a VPC origin to update', ['updateRequestOrigin', {}], /first, which is a VPC origin/,
      { primary: { CustomOriginConfig: undefined, VpcOriginConfig: { VpcOriginId: 'vo_1' } } }],
    ['an origin with mutual TLS', ['selectRequestOriginById', 'first'], /first, which has mutual TLS/,
      { primary: { CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginMtlsConfig: { ClientCertificateArn: 'arn' } } } }],
    ['a Host header that is no text', ['selectRequestOriginById', 'first', { hostHeader: 1 }], /hostHeader is 1/],
  ])('%s', (_, call, message, changes = {}) => {
    expect(() => chosen([call], changes)).toThrow(message);
  });

  test('and what is not known here is not guessed', () => {
    expect(() => chosen([['updateRequestOrigin', { domainName: 'other.example.org' }]]))
      .toThrow(/not an origin of the distribution: not modelled/);
    expect(() => chosen([made({ selectionCriteria: 'media-quality-score' })])).toThrow(/media-quality-score.*not modelled/);
  });
});
