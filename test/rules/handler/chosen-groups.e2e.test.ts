import { changing, PAGE } from './sample-code';
import { Assembly } from '../../../lib/model/assembly';
import { DistributionModel } from '../../../lib/model/distribution';
import { matrixOf } from '../../../lib/report/matrix/matrix';
import { verdict } from '../../../lib/report/matrix/words';
import { evaluateHandlers } from '../../../lib/rules/handler';
import { contradictions } from '../one-verdict';

const origin = (Id: string) => ({
  Id,
  DomainName: `${Id}.example.net`,
  CustomOriginConfig: { OriginProtocolPolicy: 'https-only' },
  OriginCustomHeaders: [{ HeaderName: 'X-Who', HeaderValue: Id }],
});

const GROUP = "{ originIds: [{ originId: 'live' }, { originId: 'standby' }], failoverCriteria: { statusCodes: [500, 503] } }";

/** A behavior that targets a plain origin, and a CloudFront Function that makes a group where the condition holds. */
function model(code: string, condition = 'true', call = `cf.createRequestOriginGroup(${GROUP})`): DistributionModel {
  const FunctionCode = `import cf from 'cloudfront';
    function handler({ request }) {
      if (${condition}) ${call};
      return request;
    }`;
  return Assembly.of({
    Resources: {
      Site: {
        Type: 'AWS::CloudFront::Distribution',
        Properties: {
          DistributionConfig: {
            Enabled: true,
            Origins: [origin('standby'), origin('live')],
            DefaultCacheBehavior: {
              TargetOriginId: 'live',
              ViewerProtocolPolicy: 'allow-all',
              CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
              LambdaFunctionAssociations: [{ EventType: 'origin-response', LambdaFunctionARN: { Ref: 'Version' } }],
              FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': ['Route', 'FunctionARN'] } }],
            },
          },
        },
      },
      Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Rewrite' } } },
      Rewrite: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Handler: 'index.handler', Runtime: 'nodejs22.x', Role: 'arn:aws:iam::111111111111:role/edge', Code: { ZipFile: code },
        },
      },
      Route: {
        Type: 'AWS::CloudFront::Function',
        Properties: { Name: 'route', AutoPublish: true, FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' }, FunctionCode },
      },
    },
  }).distributions()[0]!;
}

function foundIn(distribution: DistributionModel) {
  const { findings, cannotTell } = evaluateHandlers([distribution]).of(distribution);
  return { rules: findings.map(({ rule }) => rule), reasons: cannotTell.map(({ reason }) => reason) };
}

const MASKS = changing(`if (status >= 400) {${PAGE}}`);
const KEEPS = changing(`if (status >= 400 && request.origin.custom.customHeaders['x-who'][0].value === 'standby') {${PAGE}}`);

test('a function that masks failures of a group that a CloudFront Function makes is found, and the matrix shows it', async () => {
  const distribution = model(MASKS);
  expect(foundIn(distribution)).toMatchObject({ rules: expect.arrayContaining(['handler-masks-failover']), reasons: [] });

  const { distributions: [{ behaviors: [group] } = { behaviors: [] }] } = await matrixOf([distribution]);
  expect(group).toMatchObject({
    primary: { id: 'live' },
    secondary: { id: 'standby' },
    failoverStatusCodes: [500, 503],
    methods: ['GET', 'HEAD'],
    situation: expect.stringContaining('A CloudFront function chooses this origin group.'),
  });
  expect(verdict(group!)).toBe('Of 5 ways in which the primary fails, a healthy secondary serves 2. A function hides 2 from CloudFront.');
  expect(await contradictions([distribution])).toEqual([]);
});

test('a function that leaves the failures of such a primary alone is no error', async () => {
  const distribution = model(KEEPS);
  expect(foundIn(distribution)).toMatchObject({ rules: expect.not.arrayContaining(['handler-masks-failover']), reasons: [] });
  expect(await contradictions([distribution])).toEqual([]);
});

test.each([
  ["request.headers['user-agent'].value.includes('Googlebot')"],
  ["request.headers.accept.value.includes('json')"],
  ["request.method === 'HEAD'"],
  ["request.uri.endsWith('.html')"],
])('a group that is made only where %s is seen', async condition => {
  const distribution = model(MASKS, condition);
  expect(foundIn(distribution).rules).toContain('handler-masks-failover');
  expect(await contradictions([distribution])).toEqual([]);
});

test('a group that no request shows is undetermined', () => {
  const { rules, reasons } = foundIn(model(MASKS, 'request.cookies.beta'));
  expect(rules).toEqual([]);
  expect(reasons).toEqual(expect.arrayContaining([expect.stringContaining('no request was found for which')]));
});

test.each([
  ["cf['create' + 'RequestOriginGroup'](" + GROUP + ')'],
  ['cf.createRequestOriginGroup(' + GROUP.replace(/'live'(.*)'standby'/, "'standby'$1'live'") + ')'],
])('a group that %s makes is seen', async call => {
  const distribution = model(MASKS, 'true', call);
  expect(foundIn(distribution).rules).toContain('handler-masks-failover');
  expect(await contradictions([distribution])).toEqual([]);
});

test.each([
  ["cf.createRequestOriginGroup({ ...GROUP, originIds: [{ originId: 'nobody' }, { originId: 'live' }] })"],
  ["throw new Error('no group')"],
])('a CloudFront Function that fails is found: %s', async call => {
  const distribution = model(MASKS, 'true', `{ const GROUP = ${GROUP}; if (0) cf.createRequestOriginGroup(GROUP); ${call}; }`);
  expect(foundIn(distribution).rules).toEqual(['handler-fails']);
  expect(await contradictions([distribution])).toEqual([]);
});

test('a group that the local edge does not have is undetermined, and the reason is given', () => {
  const call = `cf.createRequestOriginGroup({ ...${GROUP}, selectionCriteria: 'media-quality-score' })`;
  const { rules, reasons } = foundIn(model(MASKS, 'true', call));
  expect(rules).toEqual([]);
  expect(reasons).toEqual(expect.arrayContaining([expect.stringContaining('media-quality-score')]));
});
