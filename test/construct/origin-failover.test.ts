import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aspects, Duration, Mixins, Shims, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { IConstruct } from 'constructs';
import { ErrorPage, ErrorRewrite, OriginFailover, OriginFailoverProps } from '../../lib';
import { failoverScenarios, simulate } from '../../lib/testing';
import { FOUR_PARTS, siteIn, stackIn, userFunction } from '../support/stacks';

const { ALLOW_ALL } = cloudfront.AllowedMethods;

const primary = () => new origins.HttpOrigin('www.example.com');
const secondary = () => new origins.HttpOrigin('standby.example.com');
const failover = (props: Partial<OriginFailoverProps> = {}) => new OriginFailover({ secondaryOrigin: secondary(), ...props });

const TEMPLATE = {
  Resources: {
    Site: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: {
        DistributionConfig: {
          Enabled: true,
          Origins: [{ Id: 'www', DomainName: 'www.example.com', CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } }],
          DefaultCacheBehavior: {
            TargetOriginId: 'www',
            ViewerProtocolPolicy: 'https-only',
            CachePolicyId: cloudfront.CachePolicy.CACHING_OPTIMIZED.cachePolicyId,
          },
        },
      },
    },
  },
};

function included(stack: Stack, template: object = TEMPLATE): IConstruct {
  const file = join(mkdtempSync(join(tmpdir(), 'included-')), 'template.json');
  writeFileSync(file, JSON.stringify(template));
  return new CfnInclude(stack, 'Included', { templateFile: file }).getResource('Site');
}

/** Every way in which a distribution can be in an app. */
const MAKERS: ReadonlyArray<[name: string, make: (stack: Stack) => IConstruct]> = [
  ['a Distribution', stack => new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin: primary() } })],
  [
    'a CfnDistribution',
    stack =>
      new cloudfront.CfnDistribution(stack, 'Site', {
        distributionConfig: {
          enabled: true,
          origins: [{ id: 'www', domainName: 'www.example.com', customOriginConfig: { originProtocolPolicy: 'https-only' } }],
          defaultCacheBehavior: {
            targetOriginId: 'www',
            viewerProtocolPolicy: 'https-only',
            cachePolicyId: cloudfront.CachePolicy.CACHING_OPTIMIZED.cachePolicyId,
          },
        },
      }),
  ],
  ['a template in a CfnInclude', stack => included(stack)],
];
const REGIONS = ['us-east-1', 'eu-west-1'];
const EVERYWHERE = MAKERS.flatMap(([name, make]) => REGIONS.map(region => ({ name, make, region })));

interface Rendered {
  readonly [logicalId: string]: { readonly Type: string; readonly Properties: any };
}

function rendered(stack: Stack): Rendered {
  return Template.fromStack(stack).toJSON().Resources;
}

function distributionIn(stack: Stack): { id: string; config: any } {
  const [[id, { Properties }]] = Object.entries(rendered(stack)).filter(([, { Type }]) => Type === 'AWS::CloudFront::Distribution') as any;
  return { id, config: Properties.DistributionConfig };
}

/** Paths at which two values differ. */
function differences(before: any, after: any, path = ''): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (typeof before !== 'object' || typeof after !== 'object' || !before || !after) return [path];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap(key =>
    differences(before[key], after[key], `${path}/${key}`),
  );
}

describe.each(EVERYWHERE)('OriginFailover on $name in $region', ({ make, region }) => {
  const before = () => {
    const stack = stackIn(region);
    make(stack);
    return stack;
  };
  const after = (props?: Partial<OriginFailoverProps>) => {
    const stack = stackIn(region);
    make(stack).with(failover(props));
    return stack;
  };

  test('keeps the logical id and type of everything that was there', () => {
    const resources = rendered(after());
    for (const [id, { Type }] of Object.entries(rendered(before()))) expect(resources[id]!.Type).toBe(Type);
  });

  test('changes the group, the members and the function of the distribution, and nothing else', () => {
    const old = distributionIn(before());
    const now = distributionIn(after());
    expect(now.id).toBe(old.id);
    expect(differences(old.config, now.config).sort()).toEqual([
      '/DefaultCacheBehavior/LambdaFunctionAssociations',
      '/DefaultCacheBehavior/TargetOriginId',
      '/OriginGroups',
      '/Origins/0/OriginCustomHeaders',
      '/Origins/1',
    ]);
  });

  test('names the members, and lists the failover status codes', () => {
    const { config } = distributionIn(after({ failoverStatusCodes: [502, 503, 504] }));
    expect(config.Origins.map(({ OriginCustomHeaders: [header] }: any) => header)).toEqual(
      ['primary', 'secondary'].map(role => ({ HeaderName: 'x-failover-role', HeaderValue: role })),
    );
    expect(config.OriginGroups).toEqual({
      Quantity: 1,
      Items: [
        {
          Id: config.DefaultCacheBehavior.TargetOriginId,
          FailoverCriteria: { StatusCodes: { Items: [502, 503, 504], Quantity: 3 } },
          Members: { Items: config.Origins.map(({ Id }: any) => ({ OriginId: Id })), Quantity: 2 },
        },
      ],
    });
  });

  test('serves from the secondary while the primary fails, and the page when both fail', async () => {
    const edge = simulate(after());
    edge.origin('primary').respond(503);
    expect(await (await edge.fetch('/')).text()).not.toContain('Back soon');
    edge.origin('secondary').respond(503);
    const response = await edge.fetch('/other');
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('Back soon');
    await edge.close();
  });
});

failoverScenarios(
  () => {
    const stack = stackIn('eu-west-1');
    new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin: primary() } }).with(failover());
    return stack;
  },
  { name: 'OriginFailover with its defaults' },
);

describe('the behaviors that fail over', () => {
  /** Path patterns by what they target, `group` or the number of the origin. */
  function targets(stack: Stack): Record<string, string | number> {
    const {
      config: { DefaultCacheBehavior, CacheBehaviors = [], Origins, OriginGroups },
    } = distributionIn(stack);
    const name = (id: string) =>
      OriginGroups.Items.some(({ Id }: any) => Id === id) ? 'group' : Origins.findIndex(({ Id }: any) => Id === id) + 1;
    return Object.fromEntries(
      [{ PathPattern: '*', ...DefaultCacheBehavior }, ...CacheBehaviors].map(({ PathPattern, TargetOriginId }: any) => [
        PathPattern,
        name(TargetOriginId),
      ]),
    );
  }

  function site(props: Partial<OriginFailoverProps> = {}, allowedMethods?: cloudfront.AllowedMethods) {
    const stack = stackIn('us-east-1');
    const origin = primary();
    const distribution = new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin, allowedMethods } });
    distribution.addBehavior('/before/*', origin);
    distribution.addBehavior('/other/*', new origins.HttpOrigin('other.example.com'));
    distribution.with(failover(props));
    return { stack, origin, distribution };
  }

  test('are by default those on the origin of the default behavior, added before or after', () => {
    const { stack, origin, distribution } = site();
    distribution.addBehavior('/after/*', origin);
    expect(targets(stack)).toEqual({ '*': 'group', '/before/*': 'group', '/other/*': 2, '/after/*': 'group' });
  });

  test('are not those that write: these stay on the primary, and information names them', () => {
    const { stack, origin, distribution } = site();
    distribution.addBehavior('/cart/*', origin, { allowedMethods: ALLOW_ALL });
    expect(targets(stack)).toMatchObject({ '*': 'group', '/cart/*': 1 });
    Annotations.fromStack(stack).hasInfo(
      '/Stack/Site/Resource',
      Match.stringLikeRegexp('do not fail over: /cart/\\*\\..*behavior-without-failover'),
    );
  });

  test('are those that are named', () => {
    expect(targets(site({ behaviors: ['/other/*'] }).stack)).toEqual({ '*': 1, '/before/*': 1, '/other/*': 'group' });
    expect(targets(site({ behaviors: ['*'] }).stack)).toEqual({ '*': 'group', '/before/*': 1, '/other/*': 2 });
  });

  test('may be named before they are added', () => {
    const { stack, origin, distribution } = site({ behaviors: ['/after/*'] });
    distribution.addBehavior('/after/*', origin);
    expect(targets(stack)).toMatchObject({ '*': 1, '/after/*': 'group' });
  });

  test('a behavior under a condition stays as it is', () => {
    const {
      Site: {
        Properties: { DistributionConfig },
        ...resource
      },
    } = TEMPLATE.Resources;
    const conditional = { 'Fn::If': ['Yes', { ...DistributionConfig.DefaultCacheBehavior, PathPattern: '/a/*' }, { Ref: 'AWS::NoValue' }] };
    const stack = stackIn('us-east-1');
    included(stack, {
      Conditions: { Yes: { 'Fn::Equals': [{ Ref: 'AWS::StackName' }, 'Prod'] } },
      Resources: { Site: { ...resource, Properties: { DistributionConfig: { ...DistributionConfig, CacheBehaviors: [conditional] } } } },
    }).with(failover());
    expect(distributionIn(stack).config.CacheBehaviors).toEqual([conditional]);
  });

  const fails: ReadonlyArray<[what: string, synthesize: () => unknown, says: RegExp]> = [
    [
      'no behavior has the name',
      () => rendered(site({ behaviors: ['/nowhere/*'] }).stack),
      /\/nowhere\/\*.*Allowed: \*, \/before\/\*, \/other\/\*/s,
    ],
    ['they have several origins', () => site({ behaviors: ['*', '/other/*'] }), /\/other\/\*/],
    ['a named one writes', () => site({ behaviors: ['*'] }, ALLOW_ALL), /PUT, PATCH, POST, DELETE/],
  ];

  test('stay where they are when the default behavior writes and others do not', () => {
    expect(targets(site({}, ALLOW_ALL).stack)).toEqual({ '*': 1, '/before/*': 'group', '/other/*': 2 });
  });

  test.each(fails)('fails when %s', (_, synthesize, says) => {
    expect(synthesize).toThrow(says);
    expect(synthesize).toThrow(/Got: .+\. Allowed: .+\. \S/);
  });
});

describe('OriginFailover for a whole app', () => {
  const appWithTwo = () => {
    const app = new App();
    for (const region of REGIONS) {
      new cloudfront.Distribution(stackIn(region, { scope: app, id: region }), 'Site', { defaultBehavior: { origin: primary() } });
    }
    return app;
  };
  const groups = (app: App) =>
    app
      .synth()
      .stacks.flatMap(({ template }) => Object.values<any>(template.Resources))
      .filter(({ Type }) => Type === 'AWS::CloudFront::Distribution')
      .map(({ Properties }) => Properties.DistributionConfig.OriginGroups.Quantity);

  test('as mixins', () => {
    const app = appWithTwo();
    Mixins.of(app).apply(failover());
    expect(groups(app)).toEqual([1, 1]);
  });

  test('as an aspect', () => {
    const app = appWithTwo();
    Aspects.of(app).add(Shims.asAspect(failover()));
    expect(groups(app)).toEqual([1, 1]);
  });

  test('leaves a FailoverDistribution as it is', () => {
    const app = appWithTwo();
    siteIn(stackIn('us-east-1', { scope: app, id: 'Ours' }));
    Mixins.of(app).apply(failover());
    expect(groups(app)).toEqual([1, 1, 1]);
  });
});

describe('the options of OriginFailover', () => {
  const stackWith = (props: Partial<OriginFailoverProps>, region = 'us-east-1') => {
    const stack = stackIn(region);
    new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin: primary() } }).with(failover(props));
    return stack;
  };

  test('errorRewrite is what the function does', async () => {
    const edge = simulate(stackWith({ errorRewrite: ErrorRewrite.toOk(ErrorPage.fromString('<h1>Later</h1>')) }));
    edge.origin('primary').respond(503);
    edge.origin('secondary').respond(503);
    const response = await edge.fetch('/');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('<h1>Later</h1>');
    await edge.close();
  });

  test('without a rewrite there is no function', () => {
    const stack = stackWith({ errorRewrite: ErrorRewrite.none() });
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 0);
    expect(distributionIn(stack).config.DefaultCacheBehavior).not.toHaveProperty('LambdaFunctionAssociations');
  });

  test('servedByHeader names the member', async () => {
    const edge = simulate(stackWith({ servedByHeader: true }));
    edge.origin('primary').respond(503);
    expect((await edge.fetch('/')).headers.get('x-failover-served-by')).toBe('secondary');
    await edge.close();
  });

  test('a private bucket stands by: its 403 and 404 become 503 with the page, and those of the primary stay', async () => {
    const stack = stackIn('eu-west-1');
    new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin: primary() } }).with(
      failover({ secondaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(new s3.Bucket(stack, 'Standby')) }),
    );
    const edge = simulate(stack);
    edge.origin('primary').respond(404, 'no such product');
    expect((await edge.fetch('/products/7')).status).toBe(404);
    edge.origin('primary').respond(503);
    edge.origin('secondary').respond(403, '<Error><Code>AccessDenied</Code></Error>');
    const response = await edge.fetch('/products/8');
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('Back soon');
    await edge.close();
  });

  test('s3ReadTimeout is for buckets', () => {
    const stack = stackIn('us-east-1');
    new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin: primary() } }).with(
      failover({
        secondaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(new s3.Bucket(stack, 'Standby')),
        s3ReadTimeout: Duration.seconds(3),
      }),
    );
    const [first, second] = distributionIn(stack).config.Origins;
    expect(first).not.toHaveProperty('S3OriginConfig');
    expect(second.S3OriginConfig).toEqual({ OriginAccessIdentity: '', OriginReadTimeout: 3 });
  });

  test("a function of the user's is attached, learns the codes, and its role trusts Lambda@Edge", () => {
    const stack = stackIn('us-east-1');
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const mine = new lambda.Function(stack, 'Mine', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      role,
      code: lambda.Code.fromInline('exports.handler = async event => event.Records[0].cf.response;'),
    });
    new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin: primary() } }).with(
      failover({ originResponseFunction: mine.currentVersion }),
    );
    const { config } = distributionIn(stack);
    expect(config.Origins[0].OriginCustomHeaders).toContainEqual({ HeaderName: 'x-failover-status-codes', HeaderValue: '500,502,503,504' });
    expect(config.DefaultCacheBehavior.LambdaFunctionAssociations).toEqual([
      { EventType: 'origin-response', LambdaFunctionARN: { Ref: expect.stringMatching(/^MineCurrentVersion/) } },
    ]);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 'edgelambda.amazonaws.com' } })]) },
    });
  });
});

describe('what only a deployment knows is refused in four parts:', () => {
  const IF = (yes: unknown) => ({ 'Fn::If': ['Yes', yes, { Ref: 'AWS::NoValue' }] });
  const withConfig = (changes: object) => {
    const { Site } = TEMPLATE.Resources;
    const DistributionConfig = { ...Site.Properties.DistributionConfig, ...changes };
    const Conditions = { Yes: { 'Fn::Equals': [{ Ref: 'AWS::StackName' }, 'Prod'] } };
    included(stackIn('us-east-1'), { Conditions, Resources: { Site: { ...Site, Properties: { DistributionConfig } } } }).with(failover());
  };
  const behavior = (changes: object) => ({
    DefaultCacheBehavior: { ...TEMPLATE.Resources.Site.Properties.DistributionConfig.DefaultCacheBehavior, ...changes },
  });

  test.each([
    ['functions', behavior({ LambdaFunctionAssociations: IF([]) }), 'lambdaFunctionAssociations of the behavior *'],
    ['methods', behavior({ AllowedMethods: IF(['GET', 'HEAD']) }), 'allowedMethods of the behavior *'],
    ['origins', { Origins: IF([]) }, 'origins'],
    ['groups', { OriginGroups: { Items: IF([]), Quantity: 1 } }, 'originGroups'],
  ])('%s', (_, changes, what) => {
    expect(() => withConfig(changes)).toThrow(FOUR_PARTS);
    expect(() => withConfig(changes)).toThrow(`What the distribution has as ${what} is known at deployment only`);
  });
});

describe('OriginFailover fails', () => {
  const on =
    (
      defaultBehavior: Omit<cloudfront.BehaviorOptions, 'origin'>,
      props: Partial<OriginFailoverProps> = {},
      origin: cloudfront.IOrigin = primary(),
    ) =>
      () => {
        const stack = stackIn('us-east-1');
        return new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin, ...defaultBehavior } }).with(failover(props));
      };
  const twice = () => {
    const site = on({})();
    site.with(failover());
  };
  const withFunction = () => {
    const stack = stackIn('us-east-1');
    const functionVersion = new lambda.Function(stack, 'Mine', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async e => e.Records[0].cf.response;'),
    }).currentVersion;
    const edgeLambdas = [{ eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE, functionVersion }];
    return new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin: primary(), edgeLambdas } });
  };
  const imported = () =>
    failover().applyTo(
      cloudfront.Distribution.fromDistributionAttributes(stackIn('us-east-1'), 'Theirs', {
        distributionId: 'E1',
        domainName: 'd.cloudfront.net',
      }),
    );
  const group = () => new origins.OriginGroup({ primaryOrigin: primary(), fallbackOrigin: secondary() });

  const CASES: ReadonlyArray<[what: string, attempt: () => unknown, got: RegExp]> = [
    ['when it is added twice', twice, /a second OriginFailover/],
    ['on a behavior that writes', on({ allowedMethods: ALLOW_ALL }), /PUT, PATCH, POST, DELETE/],
    ['on a behavior with gRPC', on({ enableGrpc: true, allowedMethods: ALLOW_ALL }), /PUT, PATCH, POST, DELETE/],
    [
      'on a behavior with an origin-response function of its own',
      () => withFunction().with(failover()),
      /an origin-response function\. .*failoverAware/,
    ],
    ['on a distribution with an origin group', on({}, {}, group()), /OriginGroup1/],
    ['with a group for a secondary', on({}, { secondaryOrigin: group() }), /an origin group/],
    [
      'on a primary that says already which member it is',
      on({}, {}, new origins.HttpOrigin('www.example.com', { customHeaders: { 'X-Failover-Role': 'primary' } })),
      /X-Failover-Role/,
    ],
    ['on a distribution that was imported', imported, /Allowed: a Distribution or a CfnDistribution/],
    ['on a FailoverDistribution', () => failover().applyTo(siteIn(stackIn('us-east-1'))), /FailoverDistribution/],
    [
      'in a stack without a Region',
      () => new cloudfront.Distribution(new Stack(new App(), 'Any'), 'Site', { defaultBehavior: { origin: primary() } }).with(failover()),
      /an environment-agnostic stack/,
    ],
    [
      'with a function and settings for the one that it replaces',
      () => on({}, { originResponseFunction: userFunction(stackIn('us-east-1')).currentVersion, servedByHeader: true })(),
      /originResponseFunction, servedByHeader/,
    ],
    ['with a status code on which CloudFront does not fail over', on({}, { failoverStatusCodes: [418] }), /418/],
    ['without behaviors', on({}, { behaviors: [] }), /an empty list/],
    ['without a secondary', () => new OriginFailover({} as any), /Got: nothing/],
    ['without properties', () => new (OriginFailover as any)(), /The properties are missing/],
    ['with null for an option', on({}, { failoverStatusCodes: null as any }), /null/],
  ];

  test.each(CASES)('%s', (_, attempt, got) => {
    expect(attempt).toThrow(FOUR_PARTS);
    expect(attempt).toThrow(got);
  });

  test('no longer on a function of its own, when no other is made', () => {
    expect(() => withFunction().with(failover({ errorRewrite: ErrorRewrite.none() }))).not.toThrow();
  });
});
