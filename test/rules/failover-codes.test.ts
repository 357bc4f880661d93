import { Changes } from './cases';
import { codes } from './cases/failover-codes';
import { bucketAllowing, Json, OWN_BUCKET, PARAMETER } from './cases/template';
import { findingOf, reasonsOf, said } from './said';

describe('failover status codes', () => {
  const behind = (primary: Json, ...list: unknown[]): Changes =>
    ({ ...codes(...list), primary, resources: bucketAllowing('s3:GetObject') });
  const noMembers: Changes = { group: { ...codes(404, 503).group, Members: { Items: [], Quantity: 0 } } };
  const unsigned = { ...OWN_BUCKET, OriginAccessControlId: undefined };
  const never = [expect.stringContaining('404 without 403')];

  test.each<[string, string, Changes, unknown[]]>([
    ['failover-code-unknown', 'two codes', codes(501, 503, 505), ['501, 505']],
    ['failover-code-repeated', 'two codes', codes(502, 502, 503, 503, 504), ['502, 503']],
    ['failover-misses-outage', 'none of the three', codes(500, 429), ['500, 429']],
    ['failover-on-404-never-fires', 'a private bucket', behind(OWN_BUCKET, 404, 503), never],
    ['failover-on-404-never-fires', 'a bucket that is not signed for', behind(unsigned, 404), []],
    ['failover-on-404-never-fires', 'a server', behind({}, 404, 503), []],
    ['failover-on-404-never-fires', 'a private bucket and 403, too', behind(OWN_BUCKET, 403, 404), []],
    ['failover-on-404-never-fires', 'a private bucket and other codes', behind(OWN_BUCKET, 503), []],
    ['failover-on-404-never-fires', 'no member', noMembers, []],
    ['denied-bucket-does-not-fail-over', 'a private bucket', behind(OWN_BUCKET, 404), ['404, without 403']],
    ['denied-bucket-does-not-fail-over', 'a private bucket and no code', behind(OWN_BUCKET), ['no code, without 403']],
    ['denied-bucket-does-not-fail-over', 'a bucket that is not signed for', behind(unsigned, 404), []],
    ['denied-bucket-does-not-fail-over', 'a server', behind({}, 404, 503), []],
    ['denied-bucket-does-not-fail-over', 'no member', noMembers, []],
  ])('%s: of %s', (rule, _, changes, expected) => {
    expect(said(rule, changes)).toEqual(expected);
  });

  test('are all named: failover-misses-outage and failover-code-unknown', () => {
    expect(findingOf('failover-misses-outage', codes(500, 504)).message).toContain('lack 502, 503.');
    expect(reasonsOf('failover-code-unknown', codes(PARAMETER, PARAMETER))).toEqual(['a status code is ${Parameter}, ${Parameter}']);
  });
});
