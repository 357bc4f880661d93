import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { CASES, Changes, templateOf } from './cases';
import { codes } from './cases/failover-codes';
import { HANDLER_CASES } from './cases/handler';
import { ALL_METHODS, Json, ON_RESPONSE, PARAMETER, READS } from './cases/template';
import { modelIn, modelOf } from './models';
import { Assembly } from '../../lib/model/assembly';
import { Form } from '../../lib/model/form';
import { Resource, TemplateBody } from '../../lib/model/template';
import { RULES, SYNTH_RULES } from '../../lib/rules';
import { ACKNOWLEDGEMENT_RULE } from '../../lib/rules/acknowledgements';
import { evaluate, Finding, oneLine } from '../../lib/rules/finding';
import { HANDLER_RULES } from '../../lib/rules/handler';
import { Rule } from '../../lib/rules/rule';
import { garbage } from '../model/garbage';

/** To be written by `npx projen docs:rules` after a rule has changed. */
const SECTIONS = readFileSync(join(__dirname, '../../docs/rules.md'), 'utf8').split('\n### ');
const ROWS = Object.entries(CASES).map(([id, row]) => ({ id, ...row }));

function ruleOf(id: string): Rule[] {
  return RULES.filter(rule => rule.id === id);
}

describe('the list of rules', () => {
  test('has no id twice', () => {
    const ids = [...RULES, ...HANDLER_RULES].map(({ id }) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  test('has a failing and a passing case for every rule', () => {
    expect(Object.keys(CASES).sort()).toEqual(RULES.map(({ id }) => id).sort());
    expect(Object.keys(HANDLER_CASES).sort()).toEqual(HANDLER_RULES.map(({ id }) => id).sort());
  });

  test.each(RULES.filter(rule => !rule.id.startsWith('rewrite') && rule.id !== 'client-errors-masked'))(
    '$id has a fix that is not for CDK alone, and says for which tool the rest is', ({ fix, inTool = {} }) => {
      expect(fix).not.toMatch(/CDK|FailoverDistribution|ErrorRewrite|Behaviors\b|Terraform/);
      for (const hint of Object.values(inTool)) {
        expect(hint).toMatch(/^(In|With) (the )?(CDK|Terraform|SAM|Serverless Framework|AWS CLI): .*[.]$/);
      }
    },
  );

  test('has one informational rule that constructs report at synth', () => {
    expect(SYNTH_RULES.filter(({ level }) => level === 'info').map(({ id }) => id)).toEqual(['slow-failover']);
    expect(RULES.filter(rule => rule.level !== 'info' && !SYNTH_RULES.includes(rule))).toEqual([]);
  });

  test.each([...RULES, ...HANDLER_RULES, ACKNOWLEDGEMENT_RULE])('$id has a why, a fix and an AWS page', ({ id, why, fix, page }) => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect(why).toMatch(/^([A-Z\d]|failoverAware\b).{10,}[."]$/s);
    expect(fix).toMatch(/^[A-Z].{10,}\.$/s);
    expect(page).toMatch(/^https:\/\/docs\.(aws\.amazon\.com|amazonaws\.cn)\/\S+\.html(#\S+)?$/);
  });

  test.each([...RULES, ...HANDLER_RULES])('$id is in docs/rules.md as it is', ({ id, level, why, page }) => {
    const section = SECTIONS.find(text => text.startsWith(`${id}\n`))!.replace(/\\([*<|])/g, '$1');
    expect(/^\*\*(\w+)\*\*(?:, reported by .+? only)?\. (.+)$/m.exec(section)?.slice(1)).toEqual([level, why]);
    expect(section).toContain(` [AWS](${page})\n`);
  });
});

describe.each(ROWS)('$id', ({ id, fails, passes, got }) => {
  test('fails', () => {
    const { findings } = evaluate(modelOf(fails), ruleOf(id));
    expect(findings).toEqual([{
      rule: id,
      level: ruleOf(id)[0]!.level,
      template: 'template.json',
      resource: 'Site',
      path: 'Site',
      property: expect.stringMatching(/^[A-Z]\w+(\.[\w ]+)+$/),
      message: expect.stringContaining(` Got: ${got}. Allowed: `),
      fix: ruleOf(id)[0]!.fix,
      page: ruleOf(id)[0]!.page,
    }]);
  });

  test('passes, and other rules report only info', () => {
    expect(evaluate(modelOf(passes), ruleOf(id))).toEqual({ findings: [], cannotTell: [] });
    expect(evaluate(modelOf(passes), RULES).findings.filter(finding => finding.level !== 'info')).toEqual([]);
  });
});

test.each(ROWS)('$id says what people read', ({ id, fails, cannotTell }) => {
  const [{ level, inTool }] = ruleOf(id) as [Rule];
  const { findings: [finding] } = evaluate(modelOf(fails), ruleOf(id));
  const unclear = cannotTell && evaluate(modelOf(cannotTell), ruleOf(id)).cannotTell[0];
  expect([
    `${level} at ${finding!.property}`,
    oneLine(finding!),
    ...Object.values(inTool ?? {}),
    ...unclear ? [`cannot tell at ${unclear.property}: ${unclear.reason}`] : [],
  ].join('\n')).toMatchSnapshot();
});

describe('undetermined, because a value depends on the deployment', () => {
  test.each(ROWS.flatMap(({ id, cannotTell }) => (cannotTell ? [{ id, cannotTell }] : [])))('$id', ({ id, cannotTell }) => {
    const { findings, cannotTell: unclear } = evaluate(modelOf(cannotTell), ruleOf(id));
    expect(findings).toEqual([]);
    const place = { template: 'template.json', resource: 'Site', property: expect.any(String) };
    expect(unclear).toEqual([{ rule: id, ...place, reason: expect.stringMatching(/\S/) }]);
  });
});

describe('a function setting that depends on the deployment', () => {
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
  ])('leaves %s undetermined: %j', (id, properties) => {
    const { findings, cannotTell } = evaluate(modelOf({ function: properties }), ruleOf(id));
    expect(findings).toEqual([]);
    expect(cannotTell).toEqual([expect.objectContaining({ rule: id })]);
  });
});

describe('a correct distribution', () => {
  test('passes every rule', () => {
    expect(evaluate(modelOf({}), RULES)).toEqual({ findings: [], cannotTell: [] });
  });

  test('passes every rule without a group', () => {
    const behavior = { TargetOriginId: 'first', AllowedMethods: ALL_METHODS };
    expect(evaluate(modelOf({ behavior, config: { OriginGroups: undefined } }), RULES))
      .toEqual({ findings: [], cannotTell: [] });
  });
});

describe('a finding', () => {
  test('names the construct if the template has its path', () => {
    const body = templateOf(codes(501));
    const site = { ...body.Resources!.Site, Metadata: { 'aws:cdk:path': 'Stack/Site/Distribution/Resource' } } as Resource;
    const { findings } = evaluate(modelIn({ ...body, Resources: { ...body.Resources, Site: site } }), ruleOf('failover-code-unknown'));
    expect(findings).toMatchObject([{ resource: 'Site', path: 'Stack/Site/Distribution/Resource' }]);
  });

  test.each<[Form, string]>([
    ['cdk', 'In CDK: CachedMethods.CACHE_GET_HEAD_OPTIONS.'],
    ['terraform', 'In Terraform: cached_methods.'],
    ['cloudformation', ''],
    ['live', ''],
  ])('has a fix in the words of %s', (form, hint) => {
    const model = { ...modelOf({ behavior: { CachedMethods: ['GET', 'HEAD'] } }), form };
    const [{ fix }] = evaluate(model, ruleOf('options-not-cached')).findings as [Finding];
    expect(fix).toBe(`Add OPTIONS to CachedMethods, or do not allow it. ${hint}`.trimEnd());
  });

  test('is reported once for a function, however many behaviors use it', () => {
    const behavior = { PathPattern: 'a/*', TargetOriginId: 'group', LambdaFunctionAssociations: [ON_RESPONSE] };
    const changes: Changes = { function: { Timeout: 60 }, behaviors: [behavior, { ...behavior, PathPattern: 'b/*' }] };
    expect(evaluate(modelOf(changes), ruleOf('edge-function-timeout')).findings.map(({ property }) => property)).toEqual([
      'Function.Timeout',
    ]);
  });

  test('is reported for every behavior with the problem, with its place', () => {
    const behavior = { PathPattern: 'a/*', TargetOriginId: 'group', AllowedMethods: ALL_METHODS, CachedMethods: READS };
    const changes: Changes = { behavior: { AllowedMethods: ALL_METHODS }, behaviors: [behavior] };
    expect(evaluate(modelOf(changes), ruleOf('group-behavior-allows-writes')).findings.map(({ property }) => property))
      .toEqual(['DistributionConfig.CacheBehaviors.0.AllowedMethods', 'DistributionConfig.DefaultCacheBehavior.AllowedMethods']);
  });

  test('is the only one about a list of codes that is empty', () => {
    expect(evaluate(modelOf(codes()), RULES)).toMatchObject({ findings: [{ rule: 'failover-codes-empty' }], cannotTell: [] });
  });

  test('quotes a code that is not a number, and does not count it as repeated', () => {
    const { findings, cannotTell } = evaluate(modelOf(codes(502, 503, 504, 'many')), ruleOf('failover-code-unknown'));
    const texts = [...findings.map(({ message }) => message), ...cannotTell.map(({ reason }) => reason)];
    expect(texts).toEqual([expect.stringMatching(/\bmany\b/)]);
    expect(evaluate(modelOf(codes(502, 503, 504, 'many')), ruleOf('failover-code-repeated')).findings).toEqual([]);
  });
});

describe('templates written by hand', () => {
  const rulesIn = (body: TemplateBody) => evaluate(modelIn(body), RULES).findings.map(({ rule }) => rule);
  const referring = (changes: Json = {}): TemplateBody => {
    const bucket = { Type: 'AWS::S3::Bucket' };
    const body: any = structuredClone(templateOf({ resources: { First: bucket, Second: bucket } }));
    const config = body.Resources.Site.Properties.DistributionConfig;
    config.Origins[0].Id = { Ref: 'First' };
    config.Origins[1].Id = { 'Fn::Sub': '${Second}' };
    config.OriginGroups.Items[0].Id = { 'Fn::Sub': '${AWS::StackId}-group' };
    config.OriginGroups.Items[0].Members.Items = [{ OriginId: { Ref: 'First' } }, { OriginId: { Ref: 'Second' } }];
    Object.assign(config.DefaultCacheBehavior, { TargetOriginId: { 'Fn::Sub': '${AWS::StackId}-group' } }, changes);
    return body;
  };

  test('are checked when ids of origins and groups are references', () => {
    expect(rulesIn(referring({ AllowedMethods: ALL_METHODS }))).toEqual(['group-behavior-allows-writes']);
  });

  test('are checked when members are references', () => {
    const body: any = referring();
    body.Resources.Site.Properties.DistributionConfig.Origins[1].DomainName = 'www.example.com';
    expect(rulesIn(body)).toEqual(['group-members-same']);
  });

  test('are checked with the defaults of their parameters', () => {
    const body = templateOf({ behavior: { AllowedMethods: PARAMETER }, ...codes({ Ref: 'Code' }, 502, 503, 504) });
    const Parameters = { Parameter: { Type: 'CommaDelimitedList', Default: 'GET, HEAD, POST' }, Code: { Type: 'Number', Default: 501 } };
    expect(rulesIn({ ...body, Parameters })).toEqual(['failover-code-unknown', 'group-behavior-allows-writes']);
  });

  test('are checked when the codes are a list parameter', () => {
    const body = templateOf({ group: { FailoverCriteria: { StatusCodes: { Items: { Ref: 'Codes' }, Quantity: 4 } } } });
    const Parameters = { Codes: { Type: 'List<Number>', Default: '501,502,503,504' } };
    expect(rulesIn({ ...body, Parameters })).toEqual(['failover-code-unknown']);
  });
});

const FOLDER = join(__dirname, 'clean');
const TEMPLATES = readdirSync(FOLDER);

describe('templates that follow the AWS documentation', () => {
  test.each(TEMPLATES)('%s gets no error and no warning', file => {
    const distributions = Assembly.read(join(FOLDER, file)).distributions();
    expect(distributions).toHaveLength(1);
    const { findings } = evaluate(distributions[0]!, RULES);
    expect(findings.filter(({ level }) => level !== 'info').map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
  });

  test('fail when each group loses its second member', () => {
    for (const file of TEMPLATES) {
      const [distribution] = Assembly.read(join(FOLDER, file)).distributions();
      const groups = distribution!.groups.map(group => ({ ...group, members: group.members.slice(0, 1), memberCount: 1 }));
      const { findings } = evaluate({ ...distribution!, groups }, RULES);
      expect(findings.filter(({ level }) => level === 'error').map(({ rule }) => rule)).toEqual(groups.map(() => 'group-member-count'));
    }
  });
});

describe('the checks', () => {
  test('are pure: the model is frozen, and a second run gives the same result', () => {
    for (const { fails, cannotTell = {} } of ROWS) {
      for (const model of [modelOf(fails), modelOf(cannotTell)]) {
        expect(isDeeplyFrozen(model)).toBe(true);
        const first = evaluate(model, RULES);
        expect(evaluate(model, RULES)).toEqual(first);
      }
    }
  });

  test.each(['{}', 'null', '5', '{"rewrite":[[500,599]]}', '{"rewrite":[5],"headers":[]}', '{"rewrite":[[500,599]],"headers":[null]}'])(
    'never throw on a function that only looks like a generated one: %s', policy => {
      const changes: Changes = {
        function: { Code: { ZipFile: `const FAILOVER_POLICY=${policy};\nexports.handler = undefined;` } },
        config: { CustomErrorResponses: [{ ErrorCode: 500, ResponseCode: 500, ResponsePagePath: '/500.html' }] },
      };
      expect(() => evaluate(modelOf(changes), RULES)).not.toThrow();
    });

  test('never throw on a distribution of any shape', () => {
    const dictionary = (keys: string) => fc.dictionary(fc.constantFrom(...keys.split(' ')), garbage);
    const shape = fc.record({
      primary: dictionary('Id DomainName CustomOriginConfig ConnectionAttempts OriginPath OriginCustomHeaders ' +
        'VpcOriginConfig S3OriginConfig'),
      group: dictionary('Id Members FailoverCriteria SelectionCriteria'),
      behavior: dictionary('TargetOriginId AllowedMethods CachedMethods CachePolicyId GrpcConfig LambdaFunctionAssociations MinTTL'),
      config: dictionary('Origins OriginGroups CacheBehaviors CustomErrorResponses'),
      function: dictionary('Timeout Runtime Architectures EphemeralStorage Code Layers'),
    }, { requiredKeys: [] });
    fc.assert(fc.property(shape, changes => {
      const { findings } = evaluate(modelOf(changes), RULES);
      for (const { message, property } of findings) expect(`${property} ${message}`).toMatch(/^\S+ .+ Got: .+\. Allowed: .+\.$/s);
    }), { numRuns: 300 });
  });
});

function isDeeplyFrozen(value: unknown): boolean {
  return typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen));
}
