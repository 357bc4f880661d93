import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { garbage } from './garbage';
import { Assembly } from '../../lib/model/assembly';
import { DistributionModel } from '../../lib/model/distribution';
import { templateOfSam } from '../../lib/model/sam';
import { templateOfPlan } from '../../lib/model/terraform-plan';

const PLAN = JSON.parse(readFileSync(join(__dirname, '../fixtures/forms/site/terraform-plan.json'), 'utf8'));

function planned(change: (plan: any) => void = () => {}): DistributionModel {
  const plan = structuredClone(PLAN);
  change(plan);
  const { body } = templateOfPlan(plan)!;
  return Assembly.of(body).distributions()[0]!;
}

/** The planned values, the values of the change, and the expressions of a resource of the root module. */
function parts(plan: any, address: string) {
  const of = (list: any[]) => list.find(resource => resource.address === address);
  return {
    values: of(plan.planned_values.root_module.resources).values,
    unknown: of(plan.resource_changes).change.after_unknown,
    configuration: of(plan.configuration.root_module.resources),
  };
}

const SITE = 'aws_cloudfront_distribution.site';
const EDGE = 'aws_lambda_function.edge';
const EDGE_PRINCIPALS = ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'];

test('what is known after it is applied comes from the configuration', () => {
  const { origins, groups, behaviors } = planned();
  expect(origins).toMatchObject([
    {
      id: 'files',
      kind: 's3',
      signed: true,
      domainName: { unknown: '${aws_s3_bucket_files.RegionalDomainName}' },
      accessControl: { originType: 's3', signing: 'always' },
      backend: { kind: 'bucket', logicalId: 'aws_s3_bucket_files', hasPolicy: true },
    },
    { id: 'standby', kind: 'custom', domainName: 'standby.example.com', protocolPolicy: 'https-only' },
  ]);
  expect(groups).toMatchObject([{ id: 'group', members: ['files', 'standby'], statusCodes: [500, 502, 503, 504] }]);
  expect(behaviors).toMatchObject([{
    target: 'group',
    restricted: false,
    cachePolicy: { defaultTtl: 86400 },
    functions: [{
      eventType: 'origin-response',
      arn: { qualifier: 'version', region: 'us-east-1' },
      function: { logicalId: 'aws_lambda_function_edge', runtime: 'nodejs22.x', timeout: 5, trusts: EDGE_PRINCIPALS },
    }],
  }]);
});

test('names are those of Terraform', () => {
  expect(templateOfPlan(PLAN)!.names.get('aws_cloudfront_distribution_site')).toBe(SITE);
});

test('without publish there is no version', () => {
  const { behaviors } = planned(plan => { parts(plan, EDGE).values.publish = false; });
  expect(behaviors[0]!.functions[0]).toMatchObject({ arn: { qualifier: '$LATEST' }, function: { logicalId: 'aws_lambda_function_edge' } });
});

test('an ARN with the version in it is the version', () => {
  const { behaviors } = planned(plan => {
    const [association] = parts(plan, SITE).configuration.expressions.default_cache_behavior[0].lambda_function_association;
    association.lambda_arn.references = [`${EDGE}.arn`, EDGE, `${EDGE}.version`, EDGE];
  });
  expect(behaviors[0]!.functions[0]!.arn!.qualifier).toBe('version');
});

test('a function of another Region says so, whichever way the Region is given', () => {
  const arn = (change: (plan: any) => void) => planned(change).behaviors[0]!.functions[0]!.arn!.region;
  expect(arn(plan => { parts(plan, EDGE).values.region = 'eu-west-1'; })).toBe('eu-west-1');
  expect(arn(plan => { plan.configuration.provider_config.aws.expressions.region = { constant_value: 'eu-west-2' }; })).toBe('eu-west-2');
  expect(arn(plan => { plan.configuration.provider_config = {}; })).toEqual({ unknown: expect.any(String) });
});

test('a function in a module comes out of it, and a variable goes into one', () => {
  const { behaviors } = planned(plan => {
    const module = { resources: [] as any[] };
    for (const [list, put] of [
      [plan.planned_values.root_module.resources, module.resources],
      [plan.configuration.root_module.resources, [] as any[]],
    ] as const) {
      put.push(...list.splice(list.findIndex((resource: any) => resource.address === EDGE), 1));
      if (put !== module.resources) {
        plan.configuration.root_module.module_calls = {
          edge: {
            expressions: { role: { references: ['aws_iam_role.edge.arn', 'aws_iam_role.edge'] } },
            module: { resources: put, outputs: { arn: { expression: { references: [`${EDGE}.qualified_arn`, EDGE] } } } },
          },
        };
        put[0].expressions.role = { references: ['var.role'] };
      }
    }
    const address = `module.edge.${EDGE}`;
    module.resources[0].address = address;
    plan.planned_values.root_module.child_modules = [{ address: 'module.edge', ...module }];
    plan.resource_changes.find((change: any) => change.address === EDGE).address = address;
    const [association] = parts(plan, SITE).configuration.expressions.default_cache_behavior[0].lambda_function_association;
    association.lambda_arn.references = ['module.edge.arn', 'module.edge'];
  });
  expect(behaviors[0]!.functions[0]!.function).toMatchObject({
    logicalId: 'module_edge_aws_lambda_function_edge', trusts: EDGE_PRINCIPALS,
  });
});

test('one of several instances is found by its key, and not guessed without', () => {
  const withKey = (reference: string) => planned(plan => {
    const { values, unknown, configuration } = parts(plan, EDGE);
    for (const list of [plan.planned_values.root_module.resources, plan.resource_changes]) {
      const found = list.find((resource: any) => resource.address === EDGE);
      list.push({ ...structuredClone(found), address: `${EDGE}["b"]` });
      found.address = `${EDGE}["a"]`;
    }
    expect([values, unknown, configuration]).not.toContain(undefined);
    const [association] = parts(plan, SITE).configuration.expressions.default_cache_behavior[0].lambda_function_association;
    association.lambda_arn.references = [reference];
  }).behaviors[0]!.functions[0]!.function;
  expect(withKey(`${EDGE}["b"].qualified_arn`)).toMatchObject({ logicalId: 'aws_lambda_function_edge_b' });
  expect(withKey(`${EDGE}.qualified_arn`)).toEqual({ unknown: '${aws_lambda_function.edge.qualified_arn}' });
});

test('what is made of unknown values is unknown, by name', () => {
  const { origins, undecided } = planned(plan => {
    const { unknown, configuration, values } = parts(plan, SITE);
    configuration.expressions.origin[1].domain_name.references = ['local.name'];
    unknown.ordered_cache_behavior = true;
    delete values.ordered_cache_behavior;
  });
  expect(origins[0]!.domainName).toEqual({ unknown: '${local.name}' });
  expect(undecided).toEqual(['CacheBehaviors']);
});

test('a state has values in place of references', () => {
  const state: any = { format_version: '1.0', terraform_version: '1.9.8', values: structuredClone(PLAN.planned_values) };
  const of = (address: string) => state.values.root_module.resources.find((resource: any) => resource.address === address).values;
  Object.assign(of('aws_cloudfront_origin_access_control.files'), { id: 'E1' });
  Object.assign(of(EDGE), { arn: 'arn:aws:lambda:us-east-1:111122223333:function:edge' });
  Object.assign(of(SITE).origin[0], { domain_name: 'site-files.s3.us-east-1.amazonaws.com', origin_access_control_id: 'E1' });
  of(SITE).default_cache_behavior[0].lambda_function_association[0].lambda_arn = 'arn:aws:lambda:us-east-1:111122223333:function:edge:3';
  const [{ origins, behaviors }] = Assembly.of(templateOfPlan(state)!.body).distributions() as [DistributionModel];
  expect(origins[0]).toMatchObject({ accessControl: { originType: 's3' }, backend: { logicalId: 'aws_s3_bucket_files' } });
  expect(behaviors[0]!.functions[0]).toMatchObject({ arn: { qualifier: 'version' }, function: { logicalId: 'aws_lambda_function_edge' } });
});

test('an origin without a configuration gets the one of S3, as the provider sends it', () => {
  const { origins } = planned(plan => { parts(plan, SITE).values.origin[1].custom_origin_config = []; });
  expect(origins[1]!.configs).toEqual(['S3OriginConfig']);
});

test('an origin in a VPC and a behavior with gRPC and the older settings are read', () => {
  const { origins, behaviors } = planned(plan => {
    const { values } = parts(plan, SITE);
    values.origin[1].custom_origin_config = [];
    values.origin[1].vpc_origin_config = [{ vpc_origin_id: 'vo_1', origin_read_timeout: 7 }];
    const [behavior] = values.default_cache_behavior;
    delete behavior.cache_policy_id;
    parts(plan, SITE).configuration.expressions.default_cache_behavior[0].cache_policy_id = undefined;
    behavior.grpc_config = [{ enabled: true }];
    behavior.forwarded_values = [
      {
        query_string: true,
        query_string_cache_keys: ['q'],
        headers: ['Accept'],
        cookies: [{ forward: 'whitelist', whitelisted_names: ['c'] }],
      },
    ];
    for (const name of ['min_ttl', 'default_ttl', 'max_ttl']) behavior[name] = 60;
    parts(plan, SITE).unknown.default_cache_behavior = [];
  });
  expect(origins[1]).toMatchObject({ kind: 'vpc', configs: ['VpcOriginConfig'], readTimeout: 7 });
  expect(behaviors[0]).toMatchObject({
    grpc: true,
    cachePolicy: {
      minTtl: 60,
      headers: { mode: 'whitelist', names: ['accept'] },
      cookies: { mode: 'whitelist', names: ['c'] },
      queryStrings: { mode: 'whitelist', names: ['q'] },
    },
  });
});

test('an item of a list that is known after it is applied comes from the configuration', () => {
  const { aliases } = planned(plan => {
    const { values, unknown, configuration } = parts(plan, SITE);
    values.aliases = ['www.example.com', null];
    unknown.aliases = [false, true];
    configuration.expressions.aliases = { references: ['aws_lb.it.dns_name'] };
  });
  expect(aliases).toEqual(['www.example.com', { unknown: '${aws_lb.it.dns_name}' }]);
});

test('variables that refer to each other end as unknown', () => {
  const { origins } = planned(plan => {
    parts(plan, SITE).configuration.expressions.origin[1].domain_name = { references: ['module.a.x'] };
    plan.configuration.root_module.module_calls = {
      a: { expressions: { v: { references: ['module.a.x'] } }, module: { outputs: { x: { expression: { references: ['var.v'] } } } } },
    };
  });
  expect(origins[0]!.domainName).toEqual({ unknown: '${module.a.x}' });
});

test.each([{}, { format_version: '1.2' }, { format_version: '1.2', planned_values: {} }, { planned_values: { root_module: {} } }])(
  'nothing else is taken: %j', content => {
    expect(templateOfPlan(content)).toBeUndefined();
  });

test('whatever a plan or a template of SAM has, is read', () => {
  fc.assert(fc.property(garbage, garbage, (one, other) => {
    const values = { resources: [{ address: SITE, type: 'aws_cloudfront_distribution', name: 'site', values: one }, other] };
    const change = { address: SITE, change: { after_unknown: other } };
    const configuration = { root_module: { resources: [{ type: 'aws_cloudfront_distribution', name: 'site', expressions: other }] } };
    const plan = { format_version: '1.2', planned_values: { root_module: values }, resource_changes: [change], configuration };
    Assembly.of(templateOfPlan(plan)!.body).distributions();
    const Edge = { Type: 'AWS::Serverless::Function', Properties: one };
    Assembly.of(templateOfSam({ Globals: { Function: other }, Resources: { Edge } } as any)).distributions();
  }));
});

test.each([
  {},
  { resources: [null, 5, { address: 'a.b' }] },
  { child_modules: [{}] },
  { resources: [{ address: SITE, type: 'aws_cloudfront_distribution', values: { origin: 'x', default_cache_behavior: [5] } }] },
])('whatever a plan has, is read: %j', root_module => {
  const { body } = templateOfPlan({ format_version: '1.2', planned_values: { root_module }, resource_changes: 5, configuration: [] })!;
  expect(() => Assembly.of(body).distributions()).not.toThrow();
});

test('a plan without its changes, in which what is not known yet is left out, says the same', () => {
  const whole = planned();
  const without = planned(plan => delete plan.resource_changes);
  expect(without.behaviors[0]!.functions).toEqual(whole.behaviors[0]!.functions);
  expect(without.behaviors[0]!.functions).toHaveLength(1);
});
