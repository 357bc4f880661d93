import * as fc from 'fast-check';
import { garbage } from './garbage';
import { behaviorOf, read, readResource, VERSION } from './reading';
import { distributionConfig, siteIn, stackIn } from '../support/stacks';

function isDeeplyFrozen(value: unknown): boolean {
  return typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen));
}

describe('a distribution', () => {
  test('is named by its logical id, its template and its construct path', () => {
    expect(read({}, {}, { 'aws:cdk:path': 'Stack/Site/Resource' })).toMatchObject({
      logicalId: 'Site',
      template: 'stack',
      path: 'Stack/Site/Resource',
    });
    expect(read({}).path).toBeUndefined();
    expect(read({}, {}, { 'aws:cdk:path': 5 }).path).toBeUndefined();
  });

  test('has a default behavior, whatever the template says', () => {
    expect(readResource({ Type: 'AWS::CloudFront::Distribution' })).toMatchObject({
      origins: [],
      groups: [],
      errorResponses: [],
      behaviors: [{ pathPattern: '*', property: 'DistributionConfig.DefaultCacheBehavior' }],
    });
  });

  test('is frozen to the last list', () => {
    const stack = stackIn('us-east-1');
    siteIn(stack, { additionalBehaviors: { 'a/*': {} } });
    expect(isDeeplyFrozen(read(distributionConfig(stack), { Resources: VERSION }))).toBe(true);
  });

  test('freezes nothing of the template that it was read from', () => {
    const body = {
      Parameters: { Methods: { Type: 'CommaDelimitedList', Default: 'GET,HEAD' } },
      Mappings: { Map: { a: { codes: [500, 503], methods: ['GET', 'HEAD'] } } },
      Resources: VERSION,
    };
    const config = {
      Origins: [{ Id: 'mine', OriginCustomHeaders: [{ HeaderName: 'a', HeaderValue: 'b' }] }],
      OriginGroups: { Items: [{ Id: 'group', FailoverCriteria: { StatusCodes: { Items: { 'Fn::FindInMap': ['Map', 'a', 'codes'] } } } }] },
      DefaultCacheBehavior: {
        AllowedMethods: { 'Fn::FindInMap': ['Map', 'a', 'methods'] },
        CachedMethods: { Ref: 'Methods' },
        LambdaFunctionAssociations: [{ EventType: 'origin-response', LambdaFunctionARN: { Ref: 'Version' } }],
      },
    };
    read(config, body);
    const frozen: string[] = [];
    JSON.stringify({ body, config }, (key, value) => {
      if (typeof value === 'object' && Object.isFrozen(value)) frozen.push(key);
      return value;
    });
    expect(frozen).toEqual([]);
  });
});

describe('templates that nobody checked', () => {
  const realConfig = () => {
    const stack = stackIn('us-east-1');
    siteIn(stack, {
      additionalBehaviors: { 'a/*': {} },
      directBehaviors: { 'b/*': { rewriteErrors: true } },
      errorResponses: [{ httpStatus: 404, responsePagePath: '/404.html', responseHttpStatus: 404 }],
    });
    return distributionConfig(stack);
  };
  const context = {
    Parameters: { Parameter: { Type: 'String', Default: 'x' } },
    Conditions: { Condition: { 'Fn::Equals': ['a', 'a'] } },
    Resources: VERSION,
  };

  test('are read without throwing: any properties', () => {
    fc.assert(
      fc.property(garbage, Properties => {
        expect(isDeeplyFrozen(readResource({ Type: 'AWS::CloudFront::Distribution', Properties: Properties as any }, context))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('are read without throwing: any configuration', () => {
    fc.assert(
      fc.property(fc.jsonValue(), config => {
        expect(read(config, context).behaviors.at(-1)).toMatchObject({ property: 'DistributionConfig.DefaultCacheBehavior' });
      }),
      { numRuns: 200 },
    );
  });

  test('are read without throwing: a real one with something else in one place', () => {
    const config = JSON.stringify(realConfig());
    const places = [...placesIn(JSON.parse(config))];
    fc.assert(
      fc.property(fc.constantFrom(...places), garbage, (place, value) => {
        const changed = JSON.parse(config);
        const target = place.slice(0, -1).reduce((found, key) => found[key], changed);
        target[place.at(-1)!] = value;
        expect(isDeeplyFrozen(read(changed, context))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test.each(['CachePolicyId', 'OriginRequestPolicyId', 'ResponseHeadersPolicyId'])(
    "do nothing to JavaScript's own objects: __proto__ for %s",
    property => {
      const freeze = jest.spyOn(Object, 'freeze').mockImplementation((value: any) => {
        if (value === Object.prototype) throw new Error('Object.prototype was about to be frozen');
        return value;
      });
      try {
        expect(() => behaviorOf({ [property]: '__proto__' })).not.toThrow();
      } finally {
        freeze.mockRestore();
      }
    },
  );
});

function* placesIn(value: unknown, place: string[] = []): Iterable<string[]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield [...place, key];
    yield* placesIn(inner, [...place, key]);
  }
}
