import { matrixOfTemplate } from './matrix-of';
import { Matrix } from '../../lib/report/matrix/matrix';
import { matrixAsText } from '../../lib/report/matrix/text';
import { FUNCTIONS, Pair, pair } from '../simulator/journey/pair';

const text = (matrix: Matrix, color = false, width = 100) => matrixAsText(matrix, { width, color });
const ofPair = async (options: Pair = {}) => text(await matrixOfTemplate(pair(options)));

/** The part of the text about the default behavior, without the spaces that align it. */
async function defaultBehavior(options: Pair = {}): Promise<string> {
  const all = await ofPair(options);
  return all.slice(all.indexOf('behavior *'), all.indexOf('\n✓')).replace(/ {2,}/g, '  ').replace(/^ +/gm, '');
}

test('outcomes with which viewers get the same share a line', async () => {
  expect(await defaultBehavior()).toContain([
    '200, 301  not tried  ✓ the same from the primary  -  -  1 day',
    '404  not tried  ✕ 404 from the primary  -  -  10 s',
    '500, 502, 503, 504, refused  200  ⇄ 200 from the secondary  -  -  1 day',
    '404  ✕ 404 from the secondary  -  -  10 s',
    '503  ✕ 503 from the secondary  -  -  10 s',
    'refused  ✕ 502 from CloudFront  -  -  10 s  a b',
    'response timeout  ✕ 504 from CloudFront  90 s  -  10 s  b',
    'connection timeout  200  ⇄ 200 from the secondary  30 s  -  1 day',
  ].join('\n'));
});

test('methods that get the same share a table, and a method that differs little shows only that', async () => {
  const methods = [...(await defaultBehavior()).matchAll(/^(?:GET|HEAD|OPTIONS|POST).*$/gm)].map(([line]) => line);
  expect(methods).toEqual(['GET', 'HEAD: as GET, except for', 'OPTIONS: as GET, except for', 'POST']);
  expect(await defaultBehavior()).toMatch(/\nPOST\n.*\n.*\nany {2}not tried {2}✕ 403 from CloudFront/);
  expect(await defaultBehavior()).toMatch(/\nHEAD: as GET, except for\n.*\n.*\nbroken body {2}not tried {2}✓ 200 from the primary/);
  expect(await defaultBehavior()).toMatch(/\nOPTIONS: as GET, except for\n.*\n.*\n500, 502, 503, 504, refused {2}response timeout .*30 s/);
});

test('what failover is worth is said first', async () => {
  expect(await defaultBehavior()).toContain('Of 7 ways in which the primary fails, a healthy secondary serves 7.\n');
  expect(await defaultBehavior({ functions: { 'origin-response': FUNCTIONS.awsSample } }))
    .toMatch(/Of 7 ways in which the primary fails, a healthy secondary serves 3\. A function hides 4 from\sCloudFront\./);
  expect(await defaultBehavior({ codes: [500] })).toContain('Of 4 ways in which the primary fails, a healthy secondary serves 1.');
});

test('how long viewers wait is said beside it, and stands out when it is long', async () => {
  expect(await defaultBehavior()).toContain('\nViewers wait up to 90 s for it (primary: response timeout).\n');
  const CustomOriginConfig = { OriginProtocolPolicy: 'https-only', OriginReadTimeout: 2 };
  const quick = { ConnectionAttempts: 1, ConnectionTimeout: 2, CustomOriginConfig };
  expect(await defaultBehavior({ primary: quick }))
    .toContain('\nViewers wait up to 2 s for it (primary: connection timeout or response timeout).\n');
  const colored = text(await matrixOfTemplate(pair()), true);
  expect(colored).toContain('\u001b[33m  Viewers wait up to 90 s');
  expect(colored).toMatch(/\u001b\[33m90 s *\u001b/);
  const [, soon] = text(await matrixOfTemplate(pair({ primary: quick, secondary: quick })), true).split('behavior *');
  expect(soon).not.toContain('\u001b[33m');
});

test('behaviors with the same origins and results share a table', async () => {
  const template = pair();
  const { DistributionConfig } = template.Resources!.Distribution!.Properties as any;
  const { DefaultCacheBehavior } = DistributionConfig;
  DistributionConfig.CacheBehaviors.push({ ...DefaultCacheBehavior, PathPattern: '/a/*' }, { ...DefaultCacheBehavior, PathPattern: '/b' });
  const all = text(await matrixOfTemplate(template));
  expect(all.match(/^behaviors? .*$/gm)).toEqual(['behavior /pages/*', 'behaviors /a/*, /b, *']);
  expect(all.replace(/\s+/g, ' ')).toContain('Viewers request /a/page, /b, /page.');
});

test('an origin whose domain name only a deployment knows has the name of its construct', async () => {
  const named = (path?: string) => {
    const template = pair({ secondary: { DomainName: { 'Fn::GetAtt': ['Standby12AB', 'RegionalDomainName'] }, S3OriginConfig: {} } });
    const resources = template.Resources as any;
    resources.Standby12AB = { Type: 'AWS::S3::Bucket', Metadata: path && { 'aws:cdk:path': path } };
    delete resources.Distribution.Properties.DistributionConfig.Origins[1].CustomOriginConfig;
    return matrixOfTemplate(template).then(text);
  };
  expect(await named('Web/Standby/Resource')).toContain('primary.example.com, and Standby after 500,');
  expect(await named('Web/Buckets/Standby/Resource')).toContain('and Buckets/Standby after 500,');
  expect(await named()).toContain('and Standby12AB after 500,');
});

test.each([
  ['in another stack', { 'Fn::ImportValue': 'Backup:ExportsOutputFnGetAttReplicaDDFB2A87RegionalDomainName77EDE766' }, 'Replica'],
  ['in another Region', { 'Fn::GetAtt': ['Reader8B24', '/cdk/exports/Web/BackupuswestFnGetAttReplicaDDFB2A87DNSName77EDE766'] }, 'Replica'],
  ['that is a parameter', { Ref: 'StandbyHost' }, 'StandbyHost'],
])('an origin %s has a name', async (_, DomainName, name) => {
  const Parameters = { StandbyHost: { Type: 'String' } };
  const matrix = await matrixOfTemplate({ ...pair({ secondary: { DomainName } }), Parameters } as any);
  expect(text(matrix)).toContain(`and ${name} after`);
});

test('a function that fails is reported', async () => {
  expect(await defaultBehavior({ functions: { 'origin-response': FUNCTIONS.throwsOnSecondary } })).toContain(
    '✕ 503 from CloudFront  -  2, 1 failed',
  );
});

test('what depends on an assumption is marked, and the marks are explained with the value that was assumed', async () => {
  const all = text(await matrixOfTemplate(pair({ functions: { 'origin-response': FUNCTIONS.awsSample } }), { connectFailureIs: 503 }));
  expect(all).toMatch(/▲ 200 hides the error +- +1 +1 day +a\n/);
  expect(all).toContain(
    '\na failoverSees = function-result. Which status does failover look at, when an origin-response\n  function changed it?\n',
  );
  expect(all).toMatch(/\nc connectFailureIs = 503\. /);
});

test('without assumptions there is no word of them', async () => {
  const {
    distributions: [distribution],
    ...rest
  } = await matrixOfTemplate(pair({ codes: [500] }));
  const behaviors = distribution!.behaviors.map(behavior => ({
    ...behavior,
    cells: behavior.cells.map(cell => ({ ...cell, assumptions: [] })),
  }));
  expect(text({ ...rest, distributions: [{ ...distribution!, behaviors }] })).not.toContain('AWS does not document');
});

test('the legend explains the signs that there are, and no others', async () => {
  expect(await ofPair()).not.toContain('▲');
  const masked = await ofPair({ functions: { 'origin-response': FUNCTIONS.awsSample } });
  expect(masked).toContain('\n▲ a function hides an error of the primary');
});

test('what is undetermined is reported with its reason, once', async () => {
  const all = await ofPair({ behavior: { GrpcConfig: { Enabled: true } } });
  expect(all.match(/\? undetermined: gRPC/g)).toHaveLength(1);
  expect(await ofPair({ behavior: { TrustedKeyGroups: ['key'] } })).toContain('taken as valid');
  const function_ = { EventType: 'origin-response', LambdaFunctionARN: 'arn:aws:lambda:us-east-1:123456789012:function:elsewhere:1' };
  const some = await ofPair({ behavior: { LambdaFunctionAssociations: [function_] } });
  expect(some).toMatch(/200, 301, 404, 500, 502, 503, 504, broken body +not tried +\? undetermined\n/);
  expect(some.match(/\? cannot tell what the /g)).toHaveLength(1);
});

test('colors are there when they are wanted, and only then', async () => {
  const matrix = await matrixOfTemplate(pair());
  expect(text(matrix)).not.toContain('\u001b');
  const colored = text(matrix, true);
  expect(colored).toContain('\u001b[36m⇄ 200 from the secondary');
  expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(text(matrix));
});

test('sentences keep to the width, and tables are aligned', async () => {
  const lines = text(await matrixOfTemplate(pair()), false, 60).split('\n');
  expect(lines.filter(line => /^ {2}(Of|primary\.)/.test(line)).every(line => line.length <= 60)).toBe(true);
  const start = lines.findIndex(line => line.includes('viewer gets') && line.includes('secondary'));
  const column = lines[start]!.indexOf('viewer gets');
  const rows = lines.slice(start + 2, lines.indexOf('', start));
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.map(row => row.slice(column - 2, column + 1))).toEqual(rows.map(row => `  ${row[column]}`));
});

test('control characters of a template do not reach the terminal', async () => {
  const hostile = 'evil\u001b[2J\u202e\n.example.com';
  const all = await ofPair({ primary: { DomainName: hostile, Id: 'primary' }, distribution: { DefaultRootObject: hostile } });
  expect(all).toContain('evil\\u001b[2J\\u202e .example.com');
  expect(all.replace(/\n/g, '')).not.toMatch(/[\u0000-\u001f\u202e]/);
});
