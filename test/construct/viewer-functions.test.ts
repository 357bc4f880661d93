import { CfnResource, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { FailoverOptions, OriginFailover } from '../../lib';
import { partsOf, plainOrigins, siteIn, stackIn, userFunction } from '../support/stacks';

type EventType = 'viewer-request' | 'viewer-response';
type Kind = 'a CloudFront function' | 'a Lambda@Edge function';

/** A function of the user's on a behavior that is to fail over. */
interface Given {
  readonly kind: Kind;
  readonly eventType: EventType;
}

type Functions = Pick<cloudfront.BehaviorOptions, 'edgeLambdas' | 'functionAssociations'>;

function functionsOf(stack: Stack, { kind, eventType }: Given): Functions {
  if (kind === 'a Lambda@Edge function') {
    const functionVersion = userFunction(stack).currentVersion;
    return { edgeLambdas: [{ functionVersion, eventType: eventType as cloudfront.LambdaEdgeEventType }] };
  }
  const code = cloudfront.FunctionCode.fromInline('function handler(event) { return event.response ?? event.request; }');
  const mine = new cloudfront.Function(stack, 'Mine', { code });
  return { functionAssociations: [{ function: mine, eventType: eventType as cloudfront.FunctionEventType }] };
}

/** A distribution of CDK's L1, as a template in a CfnInclude makes it. */
function resourceWith(stack: Stack, given: Given): cloudfront.CfnDistribution {
  const { edgeLambdas, functionAssociations } = functionsOf(stack, given);
  return new cloudfront.CfnDistribution(stack, 'Site', {
    distributionConfig: {
      enabled: true,
      origins: [{ id: 'mine', domainName: 'www.example.com', customOriginConfig: { originProtocolPolicy: 'https-only' } }],
      defaultCacheBehavior: {
        targetOriginId: 'mine',
        viewerProtocolPolicy: 'redirect-to-https',
        cachePolicyId: cloudfront.CachePolicy.CACHING_OPTIMIZED.cachePolicyId,
        lambdaFunctionAssociations: edgeLambdas?.map(({ eventType, functionVersion: { edgeArn: lambdaFunctionArn } }) =>
          ({ eventType, lambdaFunctionArn })),
        functionAssociations: functionAssociations?.map(({ eventType, function: { functionRef: { functionArn } } }) =>
          ({ eventType, functionArn })),
      },
    },
  });
}

type Make = (stack: Stack, given: Given, options: FailoverOptions) => unknown;

const DOORS: ReadonlyArray<readonly [name: string, behavior: string, make: Make]> = [
  ['defaultBehavior', 'defaultBehavior', (stack, given, options) =>
    siteIn(stack, { defaultBehavior: functionsOf(stack, given), ...options })],
  ['additionalBehaviors', 'a/*', (stack, given, options) =>
    siteIn(stack, { additionalBehaviors: { 'a/*': functionsOf(stack, given) }, ...options })],
  ['addFailoverBehavior', 'a/*', (stack, given, options) => siteIn(stack, options).addFailoverBehavior('a/*', functionsOf(stack, given))],
  ['OriginFailover of an L2', '*', (stack, given, options) => {
    const { primaryOrigin: origin, secondaryOrigin } = plainOrigins();
    return new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin, ...functionsOf(stack, given) } })
      .with(new OriginFailover({ secondaryOrigin, ...options }));
  }],
  ['OriginFailover of an L1', '*', (stack, given, options) =>
    new OriginFailover({ secondaryOrigin: plainOrigins().secondaryOrigin, ...options }).applyTo(resourceWith(stack, given))],
];

const OPTIONS: ReadonlyArray<readonly [option: 'breaker' | 'failoverAlarm', eventType: EventType]> = [
  ['breaker', 'viewer-request'],
  ['failoverAlarm', 'viewer-response'],
];

const KINDS: readonly Kind[] = ['a CloudFront function', 'a Lambda@Edge function'];
const EVENTS: readonly EventType[] = ['viewer-request', 'viewer-response'];

const CASES = DOORS.flatMap(([door, behavior, make]) => OPTIONS.flatMap(([option, own]) => KINDS.flatMap(kind =>
  EVENTS.map(eventType => ({ door, behavior, make, option, own, given: { kind, eventType } })))));

/** One CloudFront function for each event, and no Lambda@Edge function on a viewer event beside one. */
const isRefused = ({ own, given }: typeof CASES[number]) => given.kind === 'a Lambda@Edge function' || given.eventType === own;

test.each(CASES.filter(isRefused))('$option beside $given.kind on $given.eventType, in $door, is refused with the cure', (
  { make, behavior, option, own, given },
) => {
  const stack = stackIn('us-east-1');
  const where = /^Stack\/Site(\/Resource)?: /;
  const { what, ...parts } = partsOf(() => make(stack, given, { [option]: {} }));
  expect(what.replace(where, '')).toBe(`The behavior ${behavior} has functions beside which the one of ${option}, on ${own}, cannot run.`);
  expect(parts).toEqual({
    got: `${given.kind} on ${given.eventType}`,
    allowed: `no Lambda@Edge function on viewer events, and no CloudFront function on ${own}`,
    fix: expect.stringContaining(`or leave ${option} out.`),
  });
});

test.each(CASES.filter(one => !isRefused(one)))('$option beside $given.kind on $given.eventType, in $door: both are there', (
  { make, behavior, option, own, given },
) => {
  const stack = stackIn('us-east-1');
  make(stack, given, { [option]: {} });
  const resource = stack.node.findAll().find(cloudfront.CfnDistribution.isCfnDistribution)!;
  const [{ Properties }] = Object.values<any>(stack.resolve((resource as any)._toCloudFormation()).Resources);
  const { DefaultCacheBehavior, CacheBehaviors = [] } = Properties.DistributionConfig;
  const found = [{ PathPattern: '*', ...DefaultCacheBehavior }, ...CacheBehaviors]
    .find(({ PathPattern }) => PathPattern === (behavior === 'defaultBehavior' ? '*' : behavior));
  expect(found.FunctionAssociations.map(({ EventType }: any) => EventType).sort()).toEqual([given.eventType, own].sort());
  const names = found.FunctionAssociations.map(({ FunctionARN }: any) => FunctionARN['Fn::GetAtt'][0]);
  expect(names).toContainEqual(stack.getLogicalId((stack.node.findChild('Mine').node.defaultChild as CfnResource)));
});

test('every pair of an option and a function of the user is one of the two', () => {
  expect(CASES).toHaveLength(DOORS.length * 2 * 2 * 2);
  expect(CASES.filter(isRefused)).toHaveLength(DOORS.length * 2 * 3);
});
