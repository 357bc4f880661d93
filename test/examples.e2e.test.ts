import { runInNewContext } from 'node:vm';
import { EXAMPLES, exampleApp, runApp, SynthResult } from './support/example-apps';
import { Assembly } from '../lib/model/assembly';
import { DistributionModel, originResponsesOf } from '../lib/model/distribution';
import { isUnknown } from '../lib/model/value';
import { describe as describeAssembly } from '../lib/report/describe';
import { check } from '../lib/rules/check';
import { masked } from '../lib/testing/masking';

describe.each(EXAMPLES)('the example %s', name => {
  let result: SynthResult;
  let assembly: Assembly;
  let distribution: DistributionModel;

  beforeAll(async () => {
    result = await runApp(exampleApp(name));
    assembly = Assembly.read(result.directory);
    distribution = assembly.distributions()[0]!;
  }, 60_000);

  afterAll(() => result.remove());

  test('synthesizes without a warning', () => {
    expect(result).toMatchObject({ exitCode: 0 });
    expect(assembly.stacks.flatMap(({ messages }) => messages.filter(({ level }) => level !== 'info'))).toEqual([]);
  });

  test('has nothing that a rule calls an error or a warning', () => {
    const { findings } = check(assembly.distributions(), assembly.stacks);
    expect(findings.filter(({ level }) => level !== 'info').map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
  });

  test('has the templates of its snapshot', () => {
    const templates = assembly.stacks.map(({ name: stack, source }) => [stack, result.template(stack), source.name] as const);
    expect(masked(Object.fromEntries(templates.map(([stack, template]) => [stack, template])))).toMatchSnapshot();
  });

  test('is described as in its snapshot', () => {
    expect(masked(describeAssembly(assembly))).toMatchSnapshot();
  });

  test('has inline code that runs and leaves failover responses untouched', async () => {
    const { function: edgeFunction } = originResponsesOf(distribution.behaviors.at(-1)!)[0]!;
    if (isUnknown(edgeFunction)) throw new Error(edgeFunction.unknown);
    const exports: { handler?: (event: unknown) => Promise<any> } = {};
    runInNewContext(edgeFunction.code.text!, { exports });
    const group = distribution.groups[0]!;
    if (isUnknown(group.statusCodes)) throw new Error(group.statusCodes.unknown);

    for (const status of group.statusCodes.map(String)) {
      const { event, response } = answer('primary', status);
      const before = structuredClone(response);
      expect(await exports.handler!(event)).toBe(response);
      expect(response).toEqual(before);
    }
    const last = answer('secondary', '503');
    expect(await exports.handler!(last.event)).toMatchObject({ headers: { 'cache-control': [{ value: 'no-store' }] } });
    expect(last.response.headers).toHaveProperty('x-failover-original-status');
  });
});

function answer(role: string, status: string) {
  const response: { status: string; statusDescription: string; headers: Record<string, unknown> } = {
    status, statusDescription: 'As the origin says', headers: { 'content-type': [{ key: 'Content-Type', value: 'text/plain' }] },
  };
  const origin = { custom: { customHeaders: { 'x-failover-role': [{ key: 'x-failover-role', value: role }] } } };
  return { response, event: { Records: [{ cf: { request: { method: 'GET', uri: '/', headers: {}, origin }, response } }] } };
}
