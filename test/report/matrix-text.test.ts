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

test('outcomes with which viewers get the same stand in one line', async () => {
  expect(await defaultBehavior()).toContain([
    '200, 301  not tried  ✓ the same from the primary  -  1 day  -',
    '404  not tried  ✕ 404 from the primary  -  10 s  -',
    '500, 502, 503, 504, refused  200  ⇄ 200 from the secondary  -  1 day  -',
    '404  ✕ 404 from the secondary  -  10 s  -',
    '503  ✕ 503 from the secondary  -  10 s  -',
    'refused  ✕ 502 from CloudFront  -  10 s  -  a b',
    'response timeout  ✕ 504 from CloudFront  -  10 s  90 s  b',
    'connection timeout  200  ⇄ 200 from the secondary  -  1 day  30 s',
  ].join('\n'));
});

test('methods that get the same stand in one table, and a method that differs little tells only that', async () => {
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

test('a function that fails is told', async () => {
  expect(await defaultBehavior({ functions: { 'origin-response': FUNCTIONS.throwsOnSecondary } })).toContain(
    '✕ 503 from CloudFront  2, 1 failed',
  );
});

test('what depends on an assumption is marked, and the marks are explained with the value that was assumed', async () => {
  const all = text(await matrixOfTemplate(pair({ functions: { 'origin-response': FUNCTIONS.awsSample } }), { connectFailureIs: 503 }));
  expect(all).toMatch(/▲ 200 hides the error +1 +1 day +- +a\n/);
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

test('what cannot be told is said with its reason, once', async () => {
  const all = await ofPair({ behavior: { TrustedKeyGroups: ['key'] } });
  expect(all.match(/\? undetermined: signed URLs/g)).toHaveLength(1);
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
