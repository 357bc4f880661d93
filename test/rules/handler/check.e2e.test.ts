import { changing, PAGE, PASS, STATIC_BODY } from './sample-code';
import { Invocation } from '../../../lib/function-code/function-result';
import { Assembly } from '../../../lib/model/assembly';
import { DistributionModel } from '../../../lib/model/distribution';
import { check, CheckOptions } from '../../../lib/rules/check';
import { evaluateHandlers } from '../../../lib/rules/handler';
import { Job } from '../../../lib/rules/handler/job';
import { playJob } from '../../../lib/rules/handler/runner/play-job';
import { Changes, ON_RESPONSE, PARAMETER, templateOf } from '../cases/template';
import { modelOf } from '../models';

type Handler = (response: { status: string }) => unknown;

const passes: Handler = response => response;
const masks: Handler = response => ({ ...response, status: Number(response.status) >= 400 ? '200' : response.status });

/** What is said of distributions whose functions do this with every response, without a process, and the jobs that it took. */
async function evaluated(models: readonly DistributionModel[], handler: Handler) {
  let jobs: readonly Job[] = [];
  const none = evaluateHandlers(models, asked => {
    jobs = asked;
    return asked.map(() => ({ played: [] }));
  });
  const invoke = async (event: any): Promise<Invocation> =>
    ({ outcome: 'returned', result: handler(structuredClone(event.Records[0].cf.response)), log: [] });
  const reports = await Promise.all(jobs.map(job => playJob(job, () => ({ invoke, close: async () => undefined }))));
  return { jobs, ...jobs.length ? evaluateHandlers(models, () => reports) : none };
}

function codeOf(ZipFile: string): Changes {
  return { function: { Code: { ZipFile } } };
}

describe('what is played', () => {
  test.each<[string, Changes]>([
    ['no function', { behavior: { LambdaFunctionAssociations: [] } }],
    ['a function on a behavior that targets one origin', { behavior: { TargetOriginId: 'first' } }],
  ])('is nothing with %s', async (_, changes) => {
    expect(await evaluated([modelOf(changes)], masks)).toMatchObject({ jobs: [], findings: [], cannotTell: [] });
  });

  test('is a distribution once, where 100 are the same for their functions', async () => {
    const models = Array.from({ length: 100 }, (_, i) => ({
      ...modelOf({
        primary: { Id: `first${i}`, DomainName: { 'Fn::GetAtt': [`Bucket${i}`, 'RegionalDomainName'] } },
        group: { Members: { Items: [{ OriginId: `first${i}` }, { OriginId: 'second' }], Quantity: 2 } },
      }),
      logicalId: `Site${i}`,
    }));
    const { jobs, findings } = await evaluated(models, masks);
    expect(jobs).toHaveLength(1);
    expect(new Set(findings.filter(({ rule }) => rule === 'handler-masks-failover').map(({ resource }) => resource)).size).toBe(100);
  });

  test.each<[string, Changes]>([
    ['other code', codeOf(changing('response.status = 200;'))],
    ['other criteria', { group: { FailoverCriteria: { StatusCodes: { Items: [500], Quantity: 1 } } } }],
    ['another runtime', { function: { Runtime: 'nodejs24.x' } }],
  ])('is a distribution again with %s', async (_, changes) => {
    expect((await evaluated([modelOf({}), modelOf(changes)], passes)).jobs).toHaveLength(2);
  });

  test.each<[string, string, number]>([
    ['tells them apart by the field', changing("if (request.origin.custom.domainName === 'x') response.status = 200;"), 2],
    ['tells them apart by a part of the name', changing("if (JSON.stringify(request).includes('standby')) response.status = 200;"), 2],
    ['does not: once', changing('response.status = 200;'), 1],
  ])('is a distribution with other domain names again, where the code %s', async (_, code, times) => {
    const other = modelOf({ ...codeOf(code), secondary: { DomainName: 'other.example.com' } });
    const { jobs } = await evaluated([modelOf(codeOf(code)), other], passes);
    expect(jobs).toHaveLength(times);
  });

  test('has both functions, where a behavior has two', async () => {
    const onRequest = { EventType: 'origin-request', LambdaFunctionARN: { Ref: 'Other' } };
    const { jobs } = await evaluated([
      modelOf({
        behavior: { LambdaFunctionAssociations: [ON_RESPONSE, onRequest] },
        resources: {
          Other: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'OtherFunction' } } },
          OtherFunction: {
            Type: 'AWS::Lambda::Function',
            Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Code: { ZipFile: STATIC_BODY } },
          },
        },
      }),
    ], passes);
    expect(jobs.map(({ functions }) => functions.length)).toEqual([2]);
  });
});

describe('what is undetermined', () => {
  const unclear = async (changes: Changes) =>
    (await evaluated([modelOf(changes)], passes)).cannotTell.map(({ rule, reason }) => `${rule}: ${reason}`);

  test.each<[string, Changes, string]>([
    [
      'a function of elsewhere',
      { behavior: { LambdaFunctionAssociations: [{ EventType: 'origin-response', LambdaFunctionARN: PARAMETER }] } },
      'the function is ${Parameter}',
    ],
    [
      'an event type that is a token',
      { behavior: { LambdaFunctionAssociations: [{ EventType: PARAMETER, LambdaFunctionARN: { Ref: 'Version' } }] } },
      'the function is attached to the event ${Parameter}',
    ],
    ['code in a bucket', { function: { Code: { S3Bucket: 'mine', S3Key: 'code.zip' } } }, 'The code of the function Function is missing: '],
    [
      'a container image',
      { function: { Runtime: undefined, Handler: undefined, PackageType: 'Image', Code: { ImageUri: 'x' } } },
      'whose runtime is container image, not Node.js',
    ],
    ['Python', { function: { Runtime: 'python3.13' } }, 'The function Function, whose runtime is python3.13, not Node.js'],
    ['a runtime that is a token', { function: { Runtime: PARAMETER } }, 'whose runtime is ${Parameter}, not Node.js'],
    [
      'criteria that are a token',
      { group: { FailoverCriteria: { StatusCodes: { Items: PARAMETER } } } },
      'the failover criteria of the origin group group are ',
    ],
    [
      'no criteria',
      { group: { FailoverCriteria: { StatusCodes: { Items: [] } } } },
      'the failover criteria of the origin group group are empty',
    ],
    [
      'one member',
      { group: { Members: { Items: [{ OriginId: 'first' }], Quantity: 1 } } },
      'the origin group group does not have two members',
    ],
    [
      'a member that is no origin',
      { group: { Members: { Items: [{ OriginId: 'first' }, { OriginId: 'nobody' }], Quantity: 2 } } },
      'the origin group group does not have two members',
    ],
  ])('is known without a run: %s', async (_, changes, reason) => {
    const { jobs, cannotTell } = await evaluated([modelOf(changes)], passes);
    expect(cannotTell).toEqual([expect.objectContaining({ rule: 'handler-masks-failover', reason: expect.stringContaining(reason) })]);
    expect(jobs).toEqual([]);
  });

  const someCodes = { group: { FailoverCriteria: { StatusCodes: { Items: [503, PARAMETER], Quantity: 2 } } } };

  test('is the rest of the criteria, where one is a token', async () => {
    expect(await unclear(someCodes)).toEqual([
      'handler-masks-failover: some of the failover criteria of the origin group group are not known',
    ]);
  });

  test('is another error, which may be the criterion that is not known', async () => {
    const others: Handler = response => ({ ...response, status: response.status === '503' ? '404' : response.status });
    const { findings } = await evaluated([modelOf(someCodes)], others);
    expect(findings).toEqual([]);
  });

  test('fails: a success, which is no criterion, whatever the token is', async () => {
    const { findings } = await evaluated([modelOf(someCodes)], masks);
    expect(findings.map(({ rule }) => rule)).toContain('handler-masks-failover');
  });

  test.each<[string, Changes]>([
    [
      'its domain name',
      { primary: { DomainName: PARAMETER }, ...codeOf(changing(`if (request.origin.custom.domainName !== 'www.example.com') {${PAGE}}`)) },
    ],
    [
      'the value of a custom header',
      {
        primary: { OriginCustomHeaders: [{ HeaderName: 'X-Stage', HeaderValue: PARAMETER }] },
        ...codeOf(changing(`if (request.origin.custom.customHeaders['x-stage'][0].value !== 'live') {${PAGE}}`)),
      },
    ],
  ])('is the primary, where the handler may recognize it by %s and that is a token', async (_, changes) => {
    const { findings, cannotTell } = await evaluated([modelOf(changes)], masks);
    expect(findings.filter(({ rule }) => rule === 'handler-masks-failover')).toEqual([]);
    expect(cannotTell.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^what the function Function does is not known: the handler may recognize the primary by its .*, which only /),
    ]);
  });

  test('fails: a handler that does not look at the token', async () => {
    const changes = { primary: { DomainName: PARAMETER }, ...codeOf(changing("response.status = '200';")) };
    const { findings } = await evaluated([modelOf(changes)], masks);
    expect(findings.map(({ rule }) => rule)).toContain('handler-masks-failover');
  });
});

describe('check', () => {
  const checked = (assembly: Assembly, options?: CheckOptions) => check(assembly.distributions(), assembly.stacks, options);
  const template = () =>
    templateOf({
      ...codeOf(STATIC_BODY),
      config: {
        CacheBehaviors: [{ PathPattern: '/a', TargetOriginId: 'group', ViewerProtocolPolicy: 'allow-all', CachePolicyId: 'mine' }],
      },
    });

  test('has the findings of both kinds of rules, errors first, in the same order each time', () => {
    const result = checked(Assembly.of(template()));
    expect(result.templates).toEqual(['template']);
    const levels = result.findings.map(({ level }) => LEVELS.indexOf(level));
    expect(levels).toEqual([...levels].sort());
    expect(result.findings.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['handler-masks-failover', 'handler-leaves-entity-headers']),
    );
    expect(checked(Assembly.of(template()))).toEqual(result);
  });

  test('runs no handler with runHandlers: false', () => {
    const { findings } = checked(Assembly.of(template()), { runHandlers: false });
    expect(findings.filter(({ rule }) => rule.startsWith('handler-'))).toEqual([]);
  });

  test('has nothing to say of a handler that leaves everything alone', () => {
    const { findings } = checked(Assembly.of(templateOf(codeOf(PASS))));
    expect(findings).toEqual([]);
  });
});

const LEVELS = ['error', 'warning', 'info'];
