import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { logged } from '../../lambda/failover-log';
import { originResponse } from '../../lambda/origin-response';
import { Policy } from '../../lambda/policy';
import { EventOptions, originResponseEvent } from '../support/events';

const POLICY: Policy = {
  failover: [500, 502, 503, 504],
  rewrite: [[500, 599]],
  secondary: [[403, 404], [500, 599]],
  body: 'page',
  headers: [['cache-control', 'no-store']],
};
const EMF = new Ajv().compile(JSON.parse(readFileSync(join(__dirname, 'emf-schema.json'), 'utf8')));

let written: string[];
beforeEach(() => {
  written = [];
  jest.spyOn(process.stdout, 'write').mockImplementation(text => written.push(String(text)) > 0);
});
afterEach(() => jest.restoreAllMocks());

/** The lines that the function writes for an event. */
async function linesOf(options: EventOptions, policy = POLICY): Promise<string[]> {
  written = [];
  await logged(originResponse(policy), policy)(originResponseEvent(options));
  return written;
}

test.each<[string, EventOptions]>([
  ['the primary is healthy', { role: 'primary', status: 200 }],
  ['the primary lacks the page', { role: 'primary', status: 404 }],
  ['CloudFront fails over', { role: 'primary', status: 503 }],
  ['an origin outside the group responds', { role: 'sole', status: 200 }],
  ['nobody says who responded', { status: 503 }],
])('writes nothing when %s', async (_when, options) => {
  expect(await linesOf(options)).toEqual([]);
});

test.each<[string, EventOptions, string[]]>([
  ['a response of the secondary', { role: 'secondary', status: 200 }, ['Failovers']],
  ['an error of the secondary', { role: 'secondary', status: 503, origin: 's3' }, ['Failovers', 'Rewrites']],
  ['what a standby lacks', { role: 'secondary', status: 403, origin: 's3' }, ['Failovers', 'Rewrites']],
  ['an error that nothing follows', { role: 'primary', status: 503, method: 'POST' }, ['Rewrites']],
  ['an error of an origin outside the group', { role: 'sole', status: 500 }, ['Rewrites']],
])('writes one line for %s, in the embedded metric format', async (_what, options, metrics) => {
  const before = Date.now();
  const [line, ...others] = await linesOf(options);
  expect(others).toEqual([]);
  expect(line).toMatch(/^\{.*\}\n$/);
  const document = JSON.parse(line!);
  expect([EMF(document), EMF.errors]).toEqual([true, null]);
  const { _aws: { Timestamp, CloudWatchMetrics }, ...rest } = document;
  expect(CloudWatchMetrics).toEqual([{
    Namespace: 'CdkFailoverDistribution', Dimensions: [['DistributionId']], Metrics: metrics.map(Name => ({ Name, Unit: 'Count' })),
  }]);
  expect(Timestamp).toBeGreaterThanOrEqual(before);
  // Each target is a member of the root node: a number for a metric, a string for a dimension.
  expect(rest).toEqual({
    ...Object.fromEntries(metrics.map(name => [name, 1])),
    DistributionId: 'EDFDVBD6EXAMPLE',
    requestId: 'rQ7iEUvm5mXNjBqNqpMdZVRGHlXe6hhR5Q1M2EXAMPLE==',
    role: options.role,
    status: options.status,
    method: options.method ?? 'GET',
  });
});

test('a document that is not in the format is found', () => {
  expect(EMF({ _aws: { Timestamp: 1, CloudWatchMetrics: [{ Namespace: 'A', Metrics: [] }] } })).toBe(false);
});

test('names the path only where it is to', async () => {
  const event = { role: 'secondary', status: 200, request: { uri: '/account/"4711"\n', querystring: 'secret=1' } };
  const [line] = await linesOf(event, { ...POLICY, logPath: true });
  expect(line!.indexOf('\n')).toBe(line!.length - 1);
  expect(JSON.parse(line!).path).toBe('/account/"4711"\n');
  expect(line).not.toContain('secret');
  expect((await linesOf(event))[0]).not.toContain('account');
});

test('a standard output that fails costs the viewer nothing', async () => {
  jest.spyOn(process.stdout, 'write').mockImplementation(() => { throw new Error('EPIPE'); });
  const event = originResponseEvent({ role: 'secondary', status: 503 });
  expect(await logged(originResponse(POLICY), POLICY)(event)).toMatchObject({ status: '503', body: POLICY.body });
});
