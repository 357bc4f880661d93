import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { EdgeFunctionOptions, OriginFailover } from '../../lib';
import { partsOf, plainOrigins, resourcesOf, siteIn, stackIn, templatesIn, verdictOf } from '../support/stacks';

const DOORS: ReadonlyArray<readonly [name: string, make: (stack: Stack, edgeFunctionOptions: EdgeFunctionOptions) => unknown]> = [
  ['FailoverDistribution', (stack, edgeFunctionOptions) => siteIn(stack, { edgeFunctionOptions })],
  ['OriginFailover', (stack, edgeFunctionOptions) => {
    const { primaryOrigin: origin, secondaryOrigin } = plainOrigins();
    return new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin } })
      .with(new OriginFailover({ secondaryOrigin, edgeFunctionOptions }));
  }],
];

const edgeFunctionIn = (template: unknown) => resourcesOf(template, 'AWS::Lambda::Function')
  .find(([, { Properties }]) => /cdk-failover-distribution/.test(Properties.Description))!;

describe.each(DOORS)('cleanUp of %s', (_door, make) => {
  test('retains the function, and deletes it after the distribution', () => {
    const stack = stackIn('us-east-1');
    make(stack, { cleanUp: true });
    const { Stack: template } = templatesIn(stack);
    const [logicalId, { DeletionPolicy }] = edgeFunctionIn(template);
    expect(DeletionPolicy).toBe('Retain');
    const [[cleanUp, { Properties, DependsOn }]] = resourcesOf(template, 'Custom::EdgeFunctionCleanUp') as [[string, any]];
    expect(Properties.FunctionName).toEqual({ Ref: logicalId });
    // CloudFormation deletes in the reverse order of what depends on what.
    const [[, distribution]] = resourcesOf(template, 'AWS::CloudFront::Distribution') as [[string, any]];
    expect(distribution.DependsOn).toContain(cleanUp);
    const policies = resourcesOf(template, 'AWS::IAM::Policy')
      .filter(([, policy]) => JSON.stringify(policy).includes('lambda:DeleteFunction'));
    expect(DependsOn).toContain(policies[0]![0]);
    expect(policies.map(([, policy]) => policy.Properties.PolicyDocument.Statement)).toEqual([[{
      Effect: 'Allow',
      Action: 'lambda:DeleteFunction',
      Resource: [{ 'Fn::GetAtt': [logicalId, 'Arn'] }, { 'Fn::Join': ['', [{ 'Fn::GetAtt': [logicalId, 'Arn'] }, ':*']] }],
    }]]);
  });

  test('from another Region, is in the support stack, which is deleted after the one of the distribution', () => {
    const stack = stackIn('eu-west-1');
    make(stack, { cleanUp: true });
    const { 'Stack': own, 'Stack-us-east-1': support } = templatesIn(stack);
    expect(resourcesOf(own, 'Custom::EdgeFunctionCleanUp')).toEqual([]);
    expect(resourcesOf(support, 'Custom::EdgeFunctionCleanUp')).toHaveLength(1);
    expect(stack.dependencies.map(({ region }) => region)).toEqual(['us-east-1']);
    expect(verdictOf(stack)).toMatchObject({ errors: [], warnings: [] });
  });

  test('waits for up to two hours', () => {
    const stack = stackIn('us-east-1');
    make(stack, { cleanUp: true });
    const [[, machine]] = resourcesOf(templatesIn(stack).Stack, 'AWS::StepFunctions::StateMachine') as [[string, any]];
    const { IntervalSeconds, MaxAttempts, BackoffRate } = JSON.parse(
      machine.Properties.DefinitionString['Fn::Join'][1].map((part: unknown) => typeof part === 'string' ? part : 'arn').join(''),
    ).States['framework-isComplete-task'].Retry.find(({ ErrorEquals }: any) => ErrorEquals.includes('States.ALL'));
    expect([IntervalSeconds * MaxAttempts, BackoffRate]).toEqual([2 * 60 * 60, 1]);
  });

  test('refuses a removal policy beside it', () => {
    expect(partsOf(() => make(stackIn('us-east-1'), { cleanUp: true, removalPolicy: RemovalPolicy.DESTROY }))).toEqual({
      what: expect.stringMatching(/: cleanUp deletes a function that CloudFormation leaves alone\.$/),
      got: 'cleanUp and removalPolicy destroy',
      allowed: 'one of the two',
      fix: 'Leave removalPolicy out.',
    });
  });
});

describe('the handler', () => {
  const stack = stackIn('us-east-1');
  siteIn(stack, { edgeFunctionOptions: { cleanUp: true } });
  const { ZipFile } = resourcesOf(templatesIn(stack).Stack, 'AWS::Lambda::Function')
    .find(([, { Properties }]) => Properties.Handler === 'index.isComplete')![1].Properties.Code;

  /** What Lambda is asked to delete, and what the handler says, when Lambda responds so. */
  async function run(event: object, error?: object) {
    const deleted: string[] = [];
    const sdk = {
      DeleteFunctionCommand: class {
        constructor(readonly input: { FunctionName: string }) {}
      },
      LambdaClient: class {
        async send({ input }: { input: { FunctionName: string } }) {
          deleted.push(input.FunctionName);
          if (error) throw Object.assign(new Error(), error);
        }
      },
    };
    const exports: { isComplete?: (event: object) => Promise<unknown>; onEvent?: (event: object) => Promise<unknown> } = {};
    new Function('exports', 'require', ZipFile)(exports, () => sdk);
    return { deleted, said: await exports.isComplete!({ PhysicalResourceId: 'Fn', ...event }), exports };
  }

  test.each(['Create', 'Update'])('deletes nothing at %s', async RequestType => {
    expect(await run({ RequestType })).toMatchObject({ deleted: [], said: { IsComplete: true } });
  });

  test('takes the name of the function as the id, so that a function that is replaced is deleted', async () => {
    const { exports } = await run({ RequestType: 'Create' });
    expect(await exports.onEvent!({ ResourceProperties: { FunctionName: 'Fn' } })).toEqual({ PhysicalResourceId: 'Fn' });
  });

  test.each<[string, object | undefined, unknown]>([
    ['is done when the function is deleted', undefined, { IsComplete: true }],
    ['is done when there is none any more', { name: 'ResourceNotFoundException' }, { IsComplete: true }],
    ['waits for replicas', {
      name: 'InvalidParameterValueException',
      message: 'Lambda was unable to delete arn:aws:lambda:us-east-1:111111111111:function:Fn:1 because it is a replicated function.',
    }, { IsComplete: false }],
  ])('%s', async (_what, error, said) => {
    expect(await run({ RequestType: 'Delete' }, error)).toMatchObject({ deleted: ['Fn'], said });
  });

  test('fails with any other error', async () => {
    await expect(run({ RequestType: 'Delete' }, { name: 'AccessDeniedException', message: 'no' })).rejects.toThrow('no');
  });
});
