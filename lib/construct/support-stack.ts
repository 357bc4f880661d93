import { createHash } from 'node:crypto';
import {
  Aspects,
  CliCredentialsStackSynthesizer,
  DefaultStackSynthesizer,
  IPropertyInjector,
  IStackSynthesizer,
  LegacyStackSynthesizer,
  PropertyInjectors,
  Stack,
  Stage,
  Token,
} from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { refusal } from './options';

/** Where every Lambda@Edge function has to be. */
export const EDGE_REGION = 'us-east-1';

/**
 * The stack in us-east-1 for the edge functions of a stack in another Region. It has a name of its own for each stack name and
 * Region, so that several deployments of one app do not take each other's functions away.
 *
 * What an organization sets on a stack is meant for the function as well, so the stack's aspects (tags, permissions boundaries, removal
 * policies), property injectors, synthesizer and termination protection hold for the support stack too.
 */
export function supportStackFor(stack: Stack): Stack {
  const stage = Stage.of(stack)!;
  let support = SUPPORT_STACKS.get(stack);
  if (!support) {
    support = makeSupportStack(stack, stage, freeId(stage, [...idsWithin(stack), EDGE_REGION].join('-'), stack));
    SUPPORT_STACKS.set(stack, support);
  }
  return support;
}

/** Never a stack of the user's that happens to have the id. */
const SUPPORT_STACKS = new WeakMap<Stack, Stack>();

/** An id, with a hash where somebody else has it: `A-B` below `C` and `B` below `C-A` would have the same. */
export function freeId(scope: IConstruct, id: string, owner: IConstruct): string {
  return scope.node.tryFindChild(id) ? `${id}-${hash(owner.node.path)}` : id;
}

/** A part of a distribution that is in two stacks. In us-east-1 they are one. */
export interface Places {
  /** In the stack of the distribution. */
  readonly here: Construct;
  /** In the stack in us-east-1. */
  readonly inEdgeRegion: Construct;
}

/**
 * @param scope of the distribution
 * @param id of the distribution
 * @param part what is made of it
 */
export function placesOf(scope: Construct, id: string, part: string, edgeStack: Stack): Places {
  const here = new Construct(scope, freeId(scope, `${id}${part}`, scope));
  const inEdgeRegion = edgeStack === Stack.of(scope)
    ? here
    : new Construct(edgeStack, freeId(edgeStack, [...idsWithin(scope), id, part].filter(Boolean).join('-'), scope));
  return { here, inEdgeRegion };
}

/** A support stack under an id that the user chose. */
export function makeSupportStack(stack: Stack, stage: Stage, id: string): Stack {
  const support = new Stack(stage, id, {
    stackName: shortened(`${stack.stackName}-edge-${stack.region}`, MAX_STACK_NAME),
    env: { region: EDGE_REGION, account: stack.account },
    description: `Lambda@Edge functions of ${stack.stackName} (${stack.region})`,
    terminationProtection: stack.terminationProtection,
    tags: stack.tags.tagValues(),
    synthesizer: sameSynthesizer(stack.synthesizer),
    propertyInjectors: injectorsOf(stack),
  });
  Aspects.of(support).add({
    visit(node) {
      if (node === support) support.terminationProtection = stack.terminationProtection;
      for (const aspect of Aspects.of(stack).all) aspect.visit(node);
    },
  });
  return support;
}

/**
 * A name for a distribution that is known at synthesis and that no other distribution of the account has: by its stack and Region, and
 * by where it is in the stack. It goes into the names of resources in another Region, to which a stack cannot refer.
 */
export function siteName(scope: IConstruct, id: string): string {
  const stack = topLevelOf(Stack.of(scope));
  const ids = [...scope.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id), id].filter(Boolean);
  const region = Token.isUnresolved(stack.region) ? [] : [stack.region];
  const name = [stack.stackName, ...region, ...ids].join('-').replace(/[^\w-]/g, '-');
  return shortened(ids.length > 1 ? `${name}-${hash(ids.join('/'))}` : name, MAX_SITE_NAME);
}

/** A CloudFront function may have 64 characters, and its name says what it is for. */
const MAX_SITE_NAME = 48;

export function topLevelOf(stack: Stack): Stack {
  return stack.nestedStackParent ? topLevelOf(stack.nestedStackParent) : stack;
}

/** The ids from below a stage down to a construct. They do not depend on names that are deployed, nor on the stage. */
export function idsWithin(construct: IConstruct): string[] {
  const stage = Stage.of(construct);
  const { scopes } = construct.node;
  return scopes.slice(stage ? scopes.indexOf(stage) + 1 : 0).map(({ node }) => node.id);
}

/**
 * Checks a stack of the user's.
 * @throws when a function of `stack` cannot be in it
 */
export function checkFunctionStack(where: string, option: string, given: Stack, stack: Stack): void {
  const got = `${given.node.path} in ${Token.isUnresolved(given.region) ? 'no Region' : given.region}`;
  if (given.region !== EDGE_REGION) {
    throw refusal(
      where,
      `${option} is not a stack in us-east-1, where every Lambda@Edge function has to be.`,
      got,
      'a stack in us-east-1',
      'Set the Region in the env of that stack to us-east-1.',
    );
  }
  const { account } = given;
  if (!Token.isUnresolved(account) && !Token.isUnresolved(stack.account) && account !== stack.account) {
    throw refusal(
      where,
      `${option} is in another account than the distribution.`,
      account,
      stack.account,
      'Use a stack in the same account.',
    );
  }
  if (given.node.scope !== Stage.of(stack)) {
    throw refusal(
      where,
      `${option} is not a direct child of the app or stage of the distribution's stack.`,
      given.node.path,
      `a stack whose scope is ${Stage.of(stack)?.node.path || 'the app'}`,
      'Create the stack there.',
    );
  }
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
const MAX_STACK_NAME = 128;

/** Cut to a length, with a hash of the whole so that it stays unique. */
export function shortened(name: string, max: number): string {
  return name.length > max ? `${name.slice(0, max - 9)}-${hash(name)}` : name;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** A synthesizer belongs to one stack. Of others than CDK's own the app's default is used. */
function sameSynthesizer(synthesizer: IStackSynthesizer): IStackSynthesizer | undefined {
  for (const Synthesizer of [DefaultStackSynthesizer, CliCredentialsStackSynthesizer, LegacyStackSynthesizer]) {
    if (synthesizer.constructor === Synthesizer) return new Synthesizer((synthesizer as unknown as { props?: object }).props);
  }
  return undefined;
}

function injectorsOf(stack: Stack): IPropertyInjector[] {
  const injectors = PropertyInjectors.of(stack);
  return injectors.supportedClasses().map(name => injectors.for(name)!);
}
