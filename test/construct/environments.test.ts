import {
  App,
  Aws,
  DefaultStackSynthesizer,
  IPropertyInjector,
  NestedStack,
  PermissionsBoundary,
  PropertyInjectors,
  RemovalPolicies,
  Stack,
  StackProps,
  Stage,
  Tags,
} from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { EdgeFunctionOptions, ErrorRewrite } from '../../lib';
import { agnosticStack, partsOf, resourcesOf, siteIn, stackIn, templatesIn } from '../support/stacks';

const ACCOUNT = '111111111111';

/** The first resource of a type. */
function firstOf(template: any, type: string): any {
  return resourcesOf(template, type)[0]![1];
}

describe('a stack for the function that cannot have it is refused:', () => {
  const beside =
    (region: string, account?: string) =>
      ({ node }: Stack) =>
        stackIn(region, { scope: node.root, id: 'Edge', account });
  const WRONG: ReadonlyArray<readonly [string, (stack: Stack) => Stack | Construct, what: RegExp, got: string]> = [
    ['not in us-east-1', beside('us-west-2'), /is not a stack in us-east-1/, 'Edge in us-west-2'],
    ['without a Region', ({ node }) => agnosticStack({ scope: node.root, id: 'Edge' }), /is not a stack in us-east-1/, 'Edge in no Region'],
    ['in a Region that is a token', beside(Aws.REGION), /is not a stack in us-east-1/, 'Edge in no Region'],
    ['in another account', beside('us-east-1', '222222222222'), /is in another account than the distribution/, '222222222222'],
    ["the distribution's own", stack => stack, /is not a stack in us-east-1/, 'Stack in eu-west-1'],
  ];
  const refused = (of: (stack: Stack) => Stack | Construct, option: (stack: any) => EdgeFunctionOptions) => {
    const stack = stackIn('eu-west-1', { account: ACCOUNT });
    const edgeFunctionOptions = option(of(stack));
    return partsOf(() => siteIn(stack, { edgeFunctionOptions }));
  };

  test.each(WRONG)('stackId names one that is %s', (_, of, what, got) => {
    const parts = refused(of, ({ node: { id: stackId } }) => ({ stackId }));
    expect(parts).toEqual({ what: expect.stringMatching(what), got, allowed: expect.any(String), fix: expect.any(String) });
    expect(parts.what).toMatch(/^Stack\/Site: stackId /);
  });

  test.each(WRONG)('edgeFunctionStack is %s', (_, of, what, got) => {
    const parts = refused(of, edgeFunctionStack => ({ edgeFunctionStack }));
    expect(parts).toMatchObject({ what: expect.stringMatching(what), got });
    expect(parts.what).toMatch(/^Stack\/Site: edgeFunctionStack /);
  });

  test('stackId names something that is not a stack', () => {
    expect(
      refused(
        ({ node }) => new Construct(node.root, 'Edge'),
        ({ node: { id: stackId } }) => ({ stackId }),
      ),
    ).toMatchObject({ what: 'Stack/Site: stackId is the id of something that is not a stack.', got: 'Edge' });
  });

  test('edgeFunctionStack is in another stage', () => {
    const inStage = ({ node }: Stack) => stackIn('us-east-1', { scope: new Stage(node.root, 'Prod') });
    expect(refused(inStage, edgeFunctionStack => ({ edgeFunctionStack }))).toMatchObject({
      what: expect.stringContaining('edgeFunctionStack is not a direct child'),
      got: 'Prod/Stack',
    });
  });
});

test.each(['cn-north-1', 'us-gov-west-1', 'us-iso-east-1', 'us-isob-east-1'])('fails in %s, where there is no Lambda@Edge', region => {
  const stack = stackIn(region);
  expect(partsOf(() => siteIn(stack))).toMatchObject({ what: expect.stringMatching(/which has no Lambda@Edge\.$/), got: region });
  expect(() => siteIn(stack, { errorRewrite: ErrorRewrite.none() }, 'Plain')).not.toThrow();
});

describe("a stack of the user's", () => {
  test('has the function of a distribution in another Region, and no support stack is made', () => {
    const app = new App();
    const edgeFunctionStack = stackIn('us-east-1', { scope: app, id: 'Edge' });
    siteIn(stackIn('eu-west-1', { scope: app }), { edgeFunctionOptions: { edgeFunctionStack } });
    const templates = templatesIn(app);
    expect(Object.keys(templates)).toEqual(['Edge', 'Stack']);
    expect(resourcesOf(templates.Edge, 'AWS::Lambda::Function')).toHaveLength(1);
  });

  test('is not needed in us-east-1', () => {
    const stack = stackIn('us-east-1');
    siteIn(stack, { edgeFunctionOptions: { edgeFunctionStack: stackIn('us-east-1', { scope: stack.node.root as App, id: 'Edge' }) } });
    expect(resourcesOf(templatesIn(stack).Stack, 'AWS::Lambda::Function')).toHaveLength(1);
  });
});

describe('a role of the user\'s', () => {
  const services = ['lambda', 'edgelambda'].map(service => new iam.ServicePrincipal(`${service}.amazonaws.com`));
  const roleIn = (stack: Stack) => new iam.Role(stack, 'Edge', { assumedBy: new iam.CompositePrincipal(...services) });
  const imported = (stack: Stack) => iam.Role.fromRoleArn(stack, 'Edge', `arn:aws:iam::${ACCOUNT}:role/edge`);

  const PLACES = [['us-east-1', roleIn], ['us-east-1', imported], ['eu-west-1', imported]] as const;

  test.each(PLACES)('is the only one of the function, in %s', (region, role) => {
    const stack = stackIn(region, { account: ACCOUNT });
    siteIn(stack, { edgeFunctionOptions: { role: role(stack) } });
    const [template] = Object.values(templatesIn(stack));
    expect(resourcesOf(template, 'AWS::IAM::Role')).toHaveLength(role === roleIn ? 1 : 0);
    const { Role } = firstOf(template, 'AWS::Lambda::Function').Properties;
    expect(Role).toEqual(role === roleIn ? { 'Fn::GetAtt': [expect.stringMatching(/^Edge/), 'Arn'] } : `arn:aws:iam::${ACCOUNT}:role/edge`);
  });

  test('fails in the stack of a distribution in another Region: each stack would need the other first', () => {
    const stack = stackIn('eu-west-1');
    expect(partsOf(() => siteIn(stack, { edgeFunctionOptions: { role: roleIn(stack) } }))).toMatchObject({
      what: expect.stringMatching(/each stack needs the other first\.$/),
      got: 'Stack/Edge',
      allowed: 'a role of a stack in us-east-1, or an imported one',
    });
  });
});

/** What a deployment of an app claims by name in an account, in us-east-1. */
function namesIn(...stacks: Stack[]): string[] {
  const assembly = (stacks[0]!.node.root as App).synth();
  return assembly.stacksRecursively
    .filter(({ environment }) => environment.region === 'us-east-1')
    .flatMap(({ stackName, template }) => [
      stackName,
      ...resourcesOf(template, 'AWS::SSM::Parameter').map(([, { Properties }]) => Properties.Name),
      ...resourcesOf(template, 'AWS::Lambda::Function')
        .map(([, { Properties }]) => Properties.FunctionName)
        .filter(Boolean),
    ]);
}

interface Shared {
  readonly scope: Construct;
  readonly id: string;
  readonly stackId: string;
}

function deployment(stackName: string, region = 'eu-west-1', { scope = new App(), id = 'Web', stackId }: Partial<Shared> = {}): Stack {
  const stack = new Stack(scope, id, { stackName, env: { account: ACCOUNT, region } });
  siteIn(stack, { edgeFunctionOptions: { stackId } });
  return stack;
}

describe('deployments in one account', () => {
  test('of one app under two stack names share no stack and no parameter', () => {
    for (const name of ['web-dev', 'web-prod']) {
      const parameter = `/cdk/EdgeFunctionArn/eu-west-1/${name}/Web-Site-FailoverFunction`;
      expect(namesIn(deployment(name))).toEqual([`${name}-edge-eu-west-1`, parameter]);
    }
  });

  test('of one app in two Regions share none either, so that the first keeps its own', () => {
    const [ireland, frankfurt] = ['eu-west-1', 'eu-central-1'].map(region => namesIn(deployment('web', region)));
    expect(ireland!.filter(name => frankfurt!.includes(name))).toEqual([]);
  });

  test('of one stack name in two Regions may share a stack for their functions', () => {
    const app = new App();
    for (const region of ['eu-west-1', 'eu-central-1']) deployment('web', region, { scope: app, id: `Web-${region}`, stackId: 'Edge' });
    const { Edge: edge, ...webs } = templatesIn(app);
    expect(resourcesOf(edge, 'AWS::Lambda::Function')).toHaveLength(2);
    const names = resourcesOf(edge, 'AWS::SSM::Parameter').map(([, { Properties }]) => Properties.Name);
    expect(new Set(names).size).toBe(2);
    const readers = Object.values(webs).map(template => firstOf(template, 'Custom::CrossRegionStringParameterReader'));
    const read = readers.map(({ Properties }) => Properties.ParameterName);
    expect(read.sort()).toEqual(names.sort());
  });

  test('of two stages share none, though every id is the same', () => {
    const app = new App();
    for (const id of ['Dev', 'Prod']) siteIn(stackIn('eu-west-1', { scope: new Stage(app, id), id: 'Web' }));
    const names = namesIn(app as unknown as Stack);
    expect(names).toHaveLength(4);
    expect(new Set(names).size).toBe(4);
  });

  test('have names that CloudFormation and SSM accept, however long the ids are', () => {
    const long = 'a'.repeat(120);
    const stack = new Stack(new App(), long, { env: { region: 'ap-southeast-2' } });
    const [one, two] = ['b', 'c'].map(letter => siteIn(new Construct(new Construct(stack, letter.repeat(200)), 'd'.repeat(200))));
    const [stackName, ...parameters] = namesIn(Stack.of(one!), Stack.of(two!));
    expect(stackName).toMatch(/^[A-Za-z][A-Za-z0-9-]{0,127}$/);
    expect(new Set(parameters).size).toBe(2);
    for (const name of parameters) expect(name).toMatch(/^[/\w.-]{1,900}$/);
  });

  test('with a nested stack have the support stack of the stack around it', () => {
    const stack = new Stack(new App(), 'Web', { stackName: 'web', env: { region: 'eu-west-1' } });
    siteIn(new NestedStack(stack, 'Nested'));
    expect(namesIn(stack)[0]).toBe('web-edge-eu-west-1');
  });
});

describe('what an organization sets on its stacks reaches the support stack:', () => {
  interface Company {
    readonly props?: StackProps;
    readonly context?: Record<string, unknown>;
    readonly before?: (stack: Stack) => void;
    readonly after?: (stack: Stack) => void;
  }

  /** A stack, with what the company does to it before and after the distribution is there, and its support stack. */
  const synthesized = ({ props, context, before, after }: Company) => {
    const app = new App({ context });
    const stack = new Stack(app, 'Web', { ...props, env: { account: ACCOUNT, region: 'eu-west-1' } });
    before?.(stack);
    siteIn(stack);
    after?.(stack);
    const artifact = app.synth().getStackArtifact('Web-us-east-1');
    return { artifact, template: artifact.template };
  };
  const tagsOf = (template: any, type: string) => firstOf(template, type).Properties.Tags;

  test.each<[string, Company]>([
    ['as a property', { props: { permissionsBoundary: PermissionsBoundary.fromName('company') } }],
    ['as context', { context: { '@aws-cdk/core:permissionsBoundary': { name: 'company' } } }],
    [
      'afterwards',
      {
        after: stack => iam.PermissionsBoundary.of(stack).apply(iam.ManagedPolicy.fromManagedPolicyName(stack, 'Company', 'company')),
      },
    ],
  ])('the permissions boundary, %s', (_, company) => {
    const roleWith = (given: Company) => firstOf(synthesized(given).template, 'AWS::IAM::Role').Properties;
    const boundaryWith = (given: Company) => JSON.stringify(roleWith(given).PermissionsBoundary);
    expect(boundaryWith(company)).toMatch(/arn:.*:iam::.*:policy\/company/);
    expect(boundaryWith({})).toBeUndefined();
  });

  test.each<[string, Company]>([
    ['of the synthesizer of the stack', { props: { synthesizer: new DefaultStackSynthesizer({ qualifier: 'company1' }) } }],
    ['as context', { context: { '@aws-cdk/core:bootstrapQualifier': 'company1' } }],
  ])('the bootstrap qualifier, %s', (_, company) => {
    const { artifact, template } = synthesized(company);
    expect(template.Parameters.BootstrapVersion.Default).toBe('/cdk-bootstrap/company1/version');
    expect(artifact.assumeRoleArn).toContain('role/cdk-company1-deploy-role-');
    expect(artifact.cloudFormationExecutionRoleArn).toContain('role/cdk-company1-cfn-exec-role-');
  });

  test('every option of the synthesizer', () => {
    const synthesizer = new DefaultStackSynthesizer({
      deployRoleArn: 'arn:aws:iam::111111111111:role/deploy',
      cloudFormationExecutionRole: 'arn:aws:iam::111111111111:role/execute',
    });
    const { artifact } = synthesized({ props: { synthesizer } });
    expect([artifact.assumeRoleArn, artifact.cloudFormationExecutionRoleArn]).toEqual([
      'arn:aws:iam::111111111111:role/deploy',
      'arn:aws:iam::111111111111:role/execute',
    ]);
  });

  test.each<[string, Company]>([
    ['of the stack', { props: { tags: { team: 'web' } } }],
    ['of an aspect', { after: stack => Tags.of(stack).add('team', 'web') }],
  ])('tags %s', (from, company) => {
    const { artifact, template } = synthesized(company);
    expect(artifact.tags).toEqual({ team: 'web' });
    expect(tagsOf(template, 'AWS::Lambda::Function')).toEqual(from === 'of an aspect' ? [{ Key: 'team', Value: 'web' }] : undefined);
  });

  test.each<[string, Company]>([
    ['as a property', { props: { terminationProtection: true } }],
    [
      'afterwards',
      {
        after: stack => {
          stack.terminationProtection = true;
        },
      },
    ],
  ])('termination protection, %s', (_, company) => {
    expect(synthesized(company).artifact.terminationProtection).toBe(true);
    expect(synthesized({}).artifact.terminationProtection).toBe(false);
  });

  test('removal policies', () => {
    const { template } = synthesized({ after: stack => RemovalPolicies.of(stack).retain() });
    for (const type of ['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::SSM::Parameter']) {
      expect(firstOf(template, type)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('property injectors', () => {
    const constructUniqueId = lambda.Function.PROPERTY_INJECTION_ID;
    const injector: IPropertyInjector = { constructUniqueId, inject: props => ({ ...props, memorySize: 512 }) };
    const { template } = synthesized({ before: stack => PropertyInjectors.of(stack).add(injector) });
    expect(firstOf(template, 'AWS::Lambda::Function').Properties.MemorySize).toBe(512);
  });
});

describe('ids that somebody else has', () => {
  test('a stack of the user with the id of a support stack is left alone', () => {
    const app = new App();
    const theirs = new Stack(app, 'Web-us-east-1', { env: { region: 'us-east-1', account: '222222222222' } });
    siteIn(stackIn('eu-west-1', { scope: app, id: 'Web', account: ACCOUNT }));
    expect(theirs.node.children).toEqual([]);
    expect(app.synth().stacks.map(({ stackName }) => stackName).sort()).toEqual(['Web', 'Web-edge-eu-west-1', 'Web-us-east-1']);
  });

  test('paths that read the same have functions of their own', () => {
    const stack = stackIn('eu-west-1', { id: 'Web' });
    siteIn(new Construct(stack, 'A-B'), {}, 'C');
    siteIn(new Construct(stack, 'A'), {}, 'B-C');
    const app = stack.node.root as App;
    const [support] = app.synth().stacks.filter(({ stackName }) => stackName.includes('-edge-'));
    expect(resourcesOf(support!.template, 'AWS::Lambda::Function')).toHaveLength(2);
  });
});
