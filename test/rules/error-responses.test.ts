import { Changes } from './cases';
import { withResponse } from './cases/error-responses';
import { codes } from './cases/failover-codes';
import { BUCKET, Json, pageFor, PARAMETER } from './cases/template';
import { said } from './said';

describe('error-response-incomplete', () => {
  test.each<[string, Json, string[]]>([
    ['a page without a status', { ResponseCode: undefined }, ['only ResponsePagePath']],
    ['an empty page and no status, as the console writes it', { ResponseCode: undefined, ResponsePagePath: '' }, []],
  ])('of %s', (_, changes, expected) => {
    expect(said('error-response-incomplete', { config: { CustomErrorResponses: [pageFor(404, changes)] } })).toEqual(expected);
  });
});

describe('error-cached-long', () => {
  test('passes a short TTL for any code', () => {
    expect(said('error-cached-long', { config: { CustomErrorResponses: [{ ErrorCode: PARAMETER, ErrorCachingMinTTL: 5 }] } })).toEqual([]);
  });

  test('is undetermined for a long TTL of an unresolved code', () => {
    const changes: Changes = { config: { CustomErrorResponses: [{ ErrorCode: PARAMETER, ErrorCachingMinTTL: 300 }] } };
    expect(said('error-cached-long', changes)).toEqual(['cannot tell']);
  });
});

describe('errors of every code that fails over', () => {
  const cached = (code: number): Changes => withResponse({ ErrorCode: code, ErrorCachingMinTTL: 300 });
  const page = (code: number): Changes => withResponse(pageFor(code, { ResponsePagePath: '/404.html' }));

  test.each([
    [404, [404, 503], 1],
    [403, [403, 503], 1],
    [404, [503], 0],
    [500, [503], 1],
  ])('%i with the failover codes %j: error-cached-long and error-page-behind-group', (code, list, count) => {
    expect(said('error-cached-long', { ...codes(...list), ...cached(code) })).toHaveLength(count);
    expect(said('error-page-behind-group', { ...codes(...list), ...page(code) })).toHaveLength(count);
  });

  test('cannot be told apart where a code is unresolved: error-cached-long', () => {
    const group = { FailoverCriteria: { StatusCodes: { Items: [503, PARAMETER], Quantity: 2 } } };
    expect(said('error-cached-long', { group, ...cached(404) })).toEqual(['cannot tell']);
  });
});

describe('missing-page-hides-failover', () => {
  const onCodes = (Items: unknown, response: Json): Changes => ({
    group: { FailoverCriteria: { StatusCodes: { Items, Quantity: 2 } } },
    ...withResponse(pageFor(404, { ResponseCode: 200, ResponsePagePath: '/errors/index.html', ...response })),
  });

  test.each<[string, Changes, string[]]>([
    ['404', onCodes([404, 503], {}), ['404 in both lists']],
    ['403', onCodes([403, 503], { ErrorCode: 403 }), ['403 in both lists']],
    ['404 that stays 404', onCodes([404, 503], { ResponseCode: 404 }), []],
    ['500', onCodes([500, 503], { ErrorCode: 500 }), []],
    ['a code that is unresolved', onCodes([404, 503], { ErrorCode: PARAMETER }), []],
    ['failover codes that are unresolved', onCodes(PARAMETER, {}), []],
  ])('of %s', (_, changes, expected) => {
    expect(said('missing-page-hides-failover', changes)).toEqual(expected);
  });
});

describe('error-cached-on-s3', () => {
  const custom = (Id: string): Json =>
    ({ Id, DomainName: `${Id}.example.com`, CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } });

  test.each([[0, [], []], [0, [{ Id: 'errors', ...BUCKET }], ['0 s']], [1, [{ Id: 'errors', ...BUCKET }], []]])(
    'of %i s with the other origins %j', (ErrorCachingMinTTL, more, expected) => {
      const CustomErrorResponses = [{ ErrorCode: 500, ErrorCachingMinTTL }];
      expect(said('error-cached-on-s3', { config: { CustomErrorResponses, Origins: [custom('first'), custom('second'), ...more] } }))
        .toEqual(expected);
    },
  );
});
