import * as fc from 'fast-check';
import { CASES, Changes, templateOf } from './cases';
import { codes } from './cases/failover-codes';
import { ALL_METHODS, Json, ON_RESPONSE, PARAMETER, READS } from './cases/template';
import { modelIn, modelOf } from './models';
import { Resource, TemplateBody } from '../../lib/model/template';
import { RULES, SYNTH_RULES } from '../../lib/rules';
import { evaluate } from '../../lib/rules/finding';
import { Level, Rule } from '../../lib/rules/rule';
import { garbage } from '../model/garbage';

const ROWS = Object.entries(CASES).map(([id, row]) => ({ id, ...row }));

function ruleOf(id: string): Rule[] {
  return RULES.filter(rule => rule.id === id);
}

/** People acknowledge findings by these ids, and fail their builds by these levels: both are kept. */
const LEVELS: Readonly<Record<string, Level>> = {
  'failover-code-unknown': 'error',
  'failover-code-repeated': 'error',
  'failover-codes-empty': 'error',
  'failover-misses-outage': 'warning',
  'failover-on-404-never-fires': 'warning',
  'failover-on-not-found': 'info',
  'failover-on-throttling': 'info',
  'group-member-count': 'error',
  'group-member-repeated': 'error',
  'group-members-same': 'error',
  'group-member-is-group': 'error',
  'secondary-is-cloudfront': 'warning',
  'members-in-one-region': 'warning',
  'media-quality-other-origin': 'warning',
  'media-quality-with-function': 'error',
  'vpc-origin-with-function': 'error',
  'mutual-tls-with-function': 'error',
  'grpc-with-function': 'error',
  'slow-failover': 'info',
  'completion-timeout-too-short': 'error',
  'completion-timeout-cuts-attempts': 'info',
  'completion-timeout-with-continuous-deployment': 'error',
  'group-member-not-an-origin': 'error',
  'behavior-target-not-an-origin': 'error',
  'behavior-path-repeated': 'warning',
  'quantity-mismatch': 'error',
  'origin-domain-invalid': 'error',
  'origins-over-quota': 'warning',
  'origin-groups-over-quota': 'warning',
  'behaviors-over-quota': 'warning',
  'group-behavior-allows-writes': 'error',
  'group-behavior-grpc': 'error',
  'options-not-cached': 'warning',
  'options-cached-without-origin': 'info',
  'viewer-host-forwarded': 'warning',
  'second-origin-response': 'error',
  'include-body-on-response': 'error',
  'viewer-response-skipped': 'warning',
  'origin-chosen-by-function': 'warning',
  'origin-changed-by-function': 'warning',
  'edge-function-architecture': 'error',
  'edge-function-timeout': 'error',
  'edge-function-ephemeral-storage': 'error',
  'edge-function-runtime': 'error',
  'edge-function-runtime-deprecated': 'warning',
  'edge-function-environment': 'error',
  'edge-function-layers': 'error',
  'edge-function-vpc': 'error',
  'edge-function-dead-letter': 'error',
  'edge-function-tracing': 'error',
  'edge-function-reserved-concurrency': 'warning',
  'edge-function-provisioned-concurrency': 'error',
  'edge-function-runtime-management': 'error',
  'edge-function-image': 'error',
  'edge-function-kms': 'error',
  'edge-function-region': 'error',
  'edge-function-version': 'error',
  'edge-function-role': 'error',
  'edge-function-code-size': 'error',
  'edge-function-callback': 'warning',
  'edge-function-deletion': 'info',
  'origin-header-repeated': 'error',
  'origin-header-forbidden': 'error',
  'origin-headers-too-many': 'error',
  'origin-headers-too-long': 'error',
  'member-role-wrong': 'error',
  'member-role-missing': 'warning',
  'member-targeted-directly': 'warning',
  'role-header-forwarded': 'warning',
  'rewrite-ttl-overruled': 'error',
  'rewrite-ttl-lengthened': 'warning',
  'rewrite-without-cache-control': 'error',
  'rewrite-without-failover': 'info',
  'client-errors-masked': 'warning',
  'error-response-dead': 'warning',
  'secondary-kept-long': 'info',
  'outage-uncached': 'info',
  'error-code-unsupported': 'error',
  'response-code-unsupported': 'error',
  'error-response-incomplete': 'error',
  'error-page-behind-group': 'warning',
  'error-cached-long': 'warning',
  'error-cached-on-s3': 'info',
  'missing-page-hides-failover': 'info',
  'outage-without-error-response': 'info',
  'failovers-invisible': 'info',
  'origin-shield-moves-function': 'info',
  'http3-with-continuous-deployment': 'error',
  'staging-cache-apart': 'info',
};

describe('the list of rules', () => {
  test('is this one, in the order in which findings are told', () => {
    expect(RULES.map(({ id, level }) => [id, level])).toEqual(Object.entries(LEVELS));
  });

  test('has no id twice', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  });

  test('is covered by the table of failing and passing distributions', () => {
    expect(Object.keys(CASES).sort()).toEqual(RULES.map(({ id }) => id).sort());
  });

  test('has no information for constructs to tell but what says something of the user\'s own choice', () => {
    expect(SYNTH_RULES.filter(({ level }) => level === 'info').map(({ id }) => id)).toEqual(['slow-failover']);
    expect(RULES.filter(rule => rule.level !== 'info' && !SYNTH_RULES.includes(rule))).toEqual([]);
  });

  test.each(RULES)('$id says why, what to change and where AWS says so', ({ id, why, fix, page }) => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect(why).toMatch(/^\S.{10,}[."]$/s);
    expect(fix).toMatch(/^[A-Z].{10,}\.$/s);
    expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html(#\S+)?$/);
  });
});

describe.each(ROWS)('$id', ({ id, level, fails, passes, got, cannotTell }) => {
  test('fails', () => {
    const { findings } = evaluate(modelOf(fails), ruleOf(id));
    expect(findings).toEqual([{
      rule: id,
      level,
      template: 'template.json',
      resource: 'Site',
      path: 'Site',
      property: expect.stringMatching(/^[A-Z]\w+(\.[\w ]+)+$/),
      message: expect.stringContaining(` Got: ${got}. Allowed: `),
      fix: ruleOf(id)[0]!.fix,
      page: ruleOf(id)[0]!.page,
    }]);
  });

  test('passes, and no other rule has more than information', () => {
    expect(evaluate(modelOf(passes), ruleOf(id))).toEqual({ findings: [], cannotTell: [] });
    expect(evaluate(modelOf(passes), RULES).findings.filter(finding => finding.level !== 'info')).toEqual([]);
  });

  if (cannotTell) {
    test('says that it cannot tell when the template leaves it to the deployment', () => {
      const { findings, cannotTell: unclear } = evaluate(modelOf(cannotTell), ruleOf(id));
      expect(findings).toEqual([]);
      expect(unclear).toEqual([{ rule: id, template: 'template.json', resource: 'Site', property: expect.any(String), reason: expect.stringMatching(/\S/) }]);
    });
  }
});

describe('a setting of a function that is left to the deployment', () => {
  test.each([
    ['edge-function-architecture', { Architectures: [PARAMETER] }],
    ['edge-function-architecture', { Architectures: PARAMETER }],
    ['edge-function-timeout', { Timeout: PARAMETER }],
    ['edge-function-ephemeral-storage', { EphemeralStorage: { Size: PARAMETER } }],
    ['edge-function-runtime', { Runtime: PARAMETER }],
    ['edge-function-layers', { Layers: PARAMETER }],
    ['edge-function-vpc', { VpcConfig: PARAMETER }],
    ['edge-function-tracing', { TracingConfig: { Mode: PARAMETER } }],
    ['edge-function-environment', { Environment: PARAMETER }],
  ])('is nothing that %s can tell: %j', (id, properties) => {
    const { findings, cannotTell } = evaluate(modelOf({ function: properties }), ruleOf(id));
    expect(findings).toEqual([]);
    expect(cannotTell).toEqual([expect.objectContaining({ rule: id })]);
  });
});

describe('a distribution that nothing is wrong with', () => {
  test('passes every rule', () => {
    expect(evaluate(modelOf({}), RULES)).toEqual({ findings: [], cannotTell: [] });
  });

  test('passes every rule without a group', () => {
    expect(evaluate(modelOf({ behavior: { TargetOriginId: 'first', AllowedMethods: ALL_METHODS }, config: { OriginGroups: undefined } }), RULES))
      .toEqual({ findings: [], cannotTell: [] });
  });
});

describe('a finding', () => {
  test('names the construct where the template tells it', () => {
    const body = templateOf(codes(501));
    const site = { ...body.Resources!.Site, Metadata: { 'aws:cdk:path': 'Stack/Site/Distribution/Resource' } } as Resource;
    const { findings } = evaluate(modelIn({ ...body, Resources: { ...body.Resources, Site: site } }), ruleOf('failover-code-unknown'));
    expect(findings).toMatchObject([{ resource: 'Site', path: 'Stack/Site/Distribution/Resource' }]);
  });

  test('tells of a function once, however many behaviors have it', () => {
    const behavior = { PathPattern: 'a/*', TargetOriginId: 'group', LambdaFunctionAssociations: [ON_RESPONSE] };
    const changes: Changes = { function: { Timeout: 60 }, behaviors: [behavior, { ...behavior, PathPattern: 'b/*' }] };
    expect(evaluate(modelOf(changes), ruleOf('edge-function-timeout')).findings.map(({ property }) => property)).toEqual(['Function.Timeout']);
  });

  test('tells of every behavior that has the problem, with its place', () => {
    const behavior = { PathPattern: 'a/*', TargetOriginId: 'group', AllowedMethods: ALL_METHODS, CachedMethods: READS };
    const changes: Changes = { behavior: { AllowedMethods: ALL_METHODS }, behaviors: [behavior] };
    expect(evaluate(modelOf(changes), ruleOf('group-behavior-allows-writes')).findings.map(({ property }) => property))
      .toEqual(['DistributionConfig.CacheBehaviors.0.AllowedMethods', 'DistributionConfig.DefaultCacheBehavior.AllowedMethods']);
  });

  test('quotes a code that is no number, and does not take it for a code that stands twice', () => {
    const { findings, cannotTell } = evaluate(modelOf(codes(502, 503, 504, 'many')), ruleOf('failover-code-unknown'));
    expect([...findings.map(({ message }) => message), ...cannotTell.map(({ reason }) => reason)]).toEqual([expect.stringMatching(/\bmany\b/)]);
    expect(evaluate(modelOf(codes(502, 503, 504, 'many')), ruleOf('failover-code-repeated')).findings).toEqual([]);
  });
});

describe('templates written by hand', () => {
  const referring = (changes: Json = {}): TemplateBody => {
    const body: any = structuredClone(templateOf({ resources: { First: { Type: 'AWS::S3::Bucket' }, Second: { Type: 'AWS::S3::Bucket' } } }));
    const config = body.Resources.Site.Properties.DistributionConfig;
    config.Origins[0].Id = { Ref: 'First' };
    config.Origins[1].Id = { 'Fn::Sub': '${Second}' };
    config.OriginGroups.Items[0].Id = { 'Fn::Sub': '${AWS::StackId}-group' };
    config.OriginGroups.Items[0].Members.Items = [{ OriginId: { Ref: 'First' } }, { OriginId: { Ref: 'Second' } }];
    Object.assign(config.DefaultCacheBehavior, { TargetOriginId: { 'Fn::Sub': '${AWS::StackId}-group' } }, changes);
    return body;
  };

  test('are judged when ids of origins and groups are references', () => {
    expect(evaluate(modelIn(referring({ AllowedMethods: ALL_METHODS })), RULES).findings.map(({ rule }) => rule)).toEqual(['group-behavior-allows-writes']);
  });

  test('are judged by their members when those are references', () => {
    const body: any = referring();
    body.Resources.Site.Properties.DistributionConfig.Origins[1].DomainName = 'www.example.com';
    expect(evaluate(modelIn(body), RULES).findings.map(({ rule }) => rule)).toEqual(['group-members-same']);
  });

  test('are judged with the defaults of their parameters', () => {
    const body = templateOf({ behavior: { AllowedMethods: PARAMETER }, ...codes({ Ref: 'Code' }, 502, 503, 504) });
    const Parameters = { Parameter: { Type: 'CommaDelimitedList', Default: 'GET, HEAD, POST' }, Code: { Type: 'Number', Default: 501 } };
    expect(evaluate(modelIn({ ...body, Parameters }), RULES).findings.map(({ rule }) => rule)).toEqual(['failover-code-unknown', 'group-behavior-allows-writes']);
  });

  test('are judged when the codes are a list parameter', () => {
    const body = templateOf({ group: { FailoverCriteria: { StatusCodes: { Items: { Ref: 'Codes' }, Quantity: 4 } } } });
    const Parameters = { Codes: { Type: 'List<Number>', Default: '501,502,503,504' } };
    expect(evaluate(modelIn({ ...body, Parameters }), RULES).findings.map(({ rule }) => rule)).toEqual(['failover-code-unknown']);
  });
});

describe('the checks', () => {
  test('are pure: a frozen model, twice the same answer', () => {
    for (const { fails, cannotTell = {} } of ROWS) {
      for (const model of [modelOf(fails), modelOf(cannotTell)]) {
        expect(isDeeplyFrozen(model)).toBe(true);
        const first = evaluate(model, RULES);
        expect(evaluate(model, RULES)).toEqual(first);
      }
    }
  });

  test.each(['{}', 'null', '5', '{"rewrite":[[500,599]]}', '{"rewrite":[5],"headers":[]}', '{"rewrite":[[500,599]],"headers":[null]}'])(
    'never throw on a function that only looks like ours: %s', policy => {
      const changes: Changes = {
        function: { Code: { ZipFile: `const FAILOVER_POLICY=${policy};\nexports.handler = undefined;` } },
        config: { CustomErrorResponses: [{ ErrorCode: 500, ResponseCode: 500, ResponsePagePath: '/500.html' }] },
      };
      expect(() => evaluate(modelOf(changes), RULES)).not.toThrow();
    });

  test('never throw on a distribution of any shape', () => {
    const dictionary = (...keys: string[]) => fc.dictionary(fc.constantFrom(...keys), garbage);
    const shape = fc.record({
      primary: dictionary('Id', 'DomainName', 'CustomOriginConfig', 'ConnectionAttempts', 'OriginPath', 'OriginCustomHeaders', 'VpcOriginConfig', 'S3OriginConfig'),
      group: dictionary('Id', 'Members', 'FailoverCriteria', 'SelectionCriteria'),
      behavior: dictionary('TargetOriginId', 'AllowedMethods', 'CachedMethods', 'CachePolicyId', 'GrpcConfig', 'LambdaFunctionAssociations', 'MinTTL'),
      config: dictionary('Origins', 'OriginGroups', 'CacheBehaviors', 'CustomErrorResponses'),
      function: dictionary('Timeout', 'Runtime', 'Architectures', 'EphemeralStorage', 'Code', 'Layers'),
    }, { requiredKeys: [] });
    fc.assert(fc.property(shape, changes => {
      for (const { message, property } of evaluate(modelOf(changes), RULES).findings) expect(`${property}${message}`).toEqual(expect.any(String));
    }), { numRuns: 300 });
  });
});

function isDeeplyFrozen(value: unknown): boolean {
  return typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen));
}
