import { Changes } from './cases';
import { rewriting } from './cases/rewrite';
import { cachePolicy, Json, ON_RESPONSE, pageFor, PARAMETER } from './cases/template';
import { said } from './said';

describe('rewrites', () => {
  const policy = (changes: Json, more: Changes = {}): Changes => ({ function: rewriting(changes), ...more });
  const failingOver = (...Items: unknown[]): Changes =>
    ({ group: { FailoverCriteria: { StatusCodes: { Items, Quantity: Items.length } } } });
  const direct: Changes = { behavior: { TargetOriginId: 'first' } };

  test.each([[5, 5, ''], [6, 5, ''], [7, 5, 'lengthened'], [65, 5, 'lengthened'], [66, 5, 'overruled']])(
    'with a minimum TTL of %i and a ttl of %i are rewrite-ttl-lengthened or rewrite-ttl-overruled: %s', (MinTTL, ttl, expected) => {
      const changes = policy({ ttl }, { resources: { Policy: cachePolicy({ MinTTL }) } });
      const found = ['lengthened', 'overruled'].filter(name => said(`rewrite-ttl-${name}`, changes).length);
      expect(found.join()).toBe(expected);
    },
  );

  test.each<[string, Changes, string[]]>([
    ['rewrite-without-cache-control', policy({ headers: [], status: 399 }), ['status 399 without cache-control']],
    ['rewrite-without-cache-control', policy({ headers: [], status: 400 }), []],
    ['rewrite-without-cache-control', policy({ headers: [], status: undefined }), []],
    ['rewrite-of-failover-code', policy({ failover: [500, 502] }), ['503, 504 in the origin group only']],
    ['rewrite-of-failover-code', policy({ failover: [] }, direct), []],
    ['rewrite-of-failover-code', policy({ failover: [] }, failingOver(PARAMETER)), []],
    ['rewrite-of-failover-code', policy({ failover: [] }, { group: { FailoverCriteria: PARAMETER } }), []],
    ['rewrite-without-failover', policy({ rewrite: [[403, 404]] }), ['403, 404']],
    ['rewrite-without-failover', policy({ rewrite: [[404, 404]] }, failingOver(503, PARAMETER)), ['cannot tell']],
    ['rewrite-without-failover', policy({ rewrite: [[404, 404]] }, failingOver(404, PARAMETER)), []],
    ['rewrite-without-failover', policy({ rewrite: [[404, 404]] }, direct), []],
    ['client-errors-masked', policy({ rewrite: [[404, 410]] }), ['404-410']],
    ['client-errors-masked', policy({ rewrite: [[400, 599]] }), ['400-499']],
    ['client-errors-masked', policy({ rewrite: [[500, 599]] }), []],
    ['client-errors-masked', policy({ rewrite: [[404, 404]], status: 503 }), []],
  ])('%s: of %j', (rule, changes, expected) => {
    expect(said(rule, changes)).toEqual(expected);
  });

  const responses = (...CustomErrorResponses: Json[]): Changes => ({ config: { CacheBehaviors: [], CustomErrorResponses } });
  const dead = responses(pageFor(500));

  test.each<[string, Changes, string[]]>([
    ['each status that is rewritten', policy({}, responses(pageFor(500), pageFor(501))), ['500', '501']],
    ['a status that CloudFront generates', policy({}, responses(pageFor(502), pageFor(503), pageFor(504))), []],
    ['no page', policy({}, responses({ ErrorCode: 500, ErrorCachingMinTTL: 5 })), []],
    ['a rewrite to an error', policy({ status: 400 }, dead), []],
    ['a rewrite that keeps the status', policy({ status: undefined }, dead), []],
    ['another behavior without the function', policy({}, { config: { CustomErrorResponses: [pageFor(500)] } }), []],
    ['another behavior without a group', policy({}, {
      config: {
        ...dead.config,
        CacheBehaviors: [{ PathPattern: '/a', TargetOriginId: 'first', LambdaFunctionAssociations: [ON_RESPONSE] }],
      },
    }), []],
    ['a function of the user', { ...dead, function: { Code: { ZipFile: '//' } } }, []],
  ])('make error-response-dead of %s', (_, changes, expected) => {
    expect(said('error-response-dead', changes)).toEqual(expected);
  });
});
