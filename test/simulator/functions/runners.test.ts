import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionModel, ownCode, POLICY } from './samples';
import { AssociationModel, DistributionModel } from '../../../lib/model/distribution';
import { NotModelled, UnusableInput } from '../../../lib/model/errors';
import { FunctionModel } from '../../../lib/model/lambda-function';
import { LambdaRunner } from '../../../lib/simulator/functions/lambda-runner';
import { OwnFunctionRunner } from '../../../lib/simulator/functions/own-function-runner';
import { closeRunners, runnerFor } from '../../../lib/simulator/functions/runners';
import { ViewerFunctionRunner } from '../../../lib/simulator/functions/viewer-function-runner';
import { originResponseEvent } from '../../support/events';

const all: AssociationModel[] = [];
afterAll(() => closeRunners(distribution(...all)));

function association(model: AssociationModel['function'], changes: Partial<AssociationModel> = {}): AssociationModel {
  const made = {
    property: 'Functions.0',
    kind: 'lambda' as const,
    eventType: 'origin-response',
    includeBody: false,
    function: model,
    ...changes,
  };
  all.push(made);
  return made;
}

function distribution(...functions: AssociationModel[]): DistributionModel {
  return { behaviors: [{ functions: functions.slice(0, 1) }, { functions: functions.slice(1) }] } as unknown as DistributionModel;
}

const viewer = (functionCode: AssociationModel['functionCode']) =>
  association({ unknown: '' }, { kind: 'cloudfront-function', functionCode });
const text = (code: string, changes: Partial<FunctionModel> = {}) => association(functionModel({ code: { text: code }, ...changes }));

describe('A function is run', () => {
  test("in process when it is the library's own", async () => {
    const runner = runnerFor(text(ownCode()));
    expect(runner).toBeInstanceOf(OwnFunctionRunner);
    expect((await runner.invoke(originResponseEvent({ role: 'secondary', status: 503 }))).result).toMatchObject({ status: '200' });
  });

  test('in process when a large page made an asset of it', async () => {
    const assetPath = mkdtempSync(join(tmpdir(), 'runners-'));
    const body = 'x'.repeat(5000);
    writeFileSync(join(assetPath, 'index.js'), ownCode({ ...POLICY, body }));
    const runner = runnerFor(association(functionModel({ code: { assetPath } })));
    rmSync(assetPath, { recursive: true });
    expect(runner).toBeInstanceOf(OwnFunctionRunner);
    expect((await runner.invoke(originResponseEvent({ role: 'secondary', status: 503 }))).result).toMatchObject({ body });
  });

  test('in a worker when it is not', async () => {
    const runner = runnerFor(text('exports.handler = async (event, context) => [event, context.memoryLimitInMB]', { memorySize: 256 }));
    expect(runner).toBeInstanceOf(LambdaRunner);
    expect(await runner.invoke(1)).toMatchObject({ result: [1, '256'] });
  });

  test('as one of CloudFront Functions', async () => {
    const runner = runnerFor(viewer('function handler(event) { return event.request }'));
    expect(runner).toBeInstanceOf(ViewerFunctionRunner);
    expect(await runner.invoke({ request: 1 })).toMatchObject({ result: 1 });
  });

  test('by the rules of its Node.js', async () => {
    const plain = 'exports.handler = event => event';
    expect(await runnerFor(text(plain)).invoke(1)).toMatchObject({ result: null });
    expect(await runnerFor(text(plain, { runtime: 'nodejs24.x' })).invoke(1)).toMatchObject({ result: 1 });
    const old = "exports.handler = async () => { require('aws-sdk'); return 'found' }";
    expect(await runnerFor(text(old, { runtime: 'nodejs16.x' })).invoke(1)).toMatchObject({ result: 'found' });
    expect((await runnerFor(text(old)).invoke(1)).reason).toMatch(/^Error: Cannot find module 'aws-sdk'/);
  });

  test('for as long as it may, and at most 30 seconds', async () => {
    const left = 'exports.handler = async (event, context) => Math.ceil(context.getRemainingTimeInMillis() / 1000)';
    expect(await runnerFor(text(left, { timeout: 60 })).invoke(1)).toMatchObject({ result: 30 });
    expect(await runnerFor(text(left, { timeout: 7 })).invoke(1)).toMatchObject({ result: 7 });
    expect(await runnerFor(text(left, { timeout: { unknown: '${T}' }, memorySize: { unknown: '${M}' } })).invoke(1)).toMatchObject({
      result: 3,
    });
  });

  test('by the same runner wherever it is attached', () => {
    const model = functionModel();
    expect(runnerFor(association(model))).toBe(runnerFor(association(model, { property: 'Functions.1' })));
    expect(runnerFor(association(functionModel()))).not.toBe(runnerFor(association(functionModel())));
  });
});

describe('A function is refused', () => {
  test.each<[string, AssociationModel, new (...args: any[]) => Error, RegExp]>([
    [
      'that is elsewhere',
      association({ unknown: 'behind the SSM parameter /a' }),
      UnusableInput,
      /Functions\.0 is not here: behind the SSM parameter \/a\. Give the cloud assembly/,
    ],
    ['in Python', text('', { runtime: 'python3.13' }), NotModelled, /python3\.13/],
    [
      'whose code is missing',
      association(functionModel({ code: { missing: 'the code is not in the template' } })),
      UnusableInput,
      /the code is not in the template/,
    ],
    ['of CloudFront Functions that is elsewhere', viewer(undefined), UnusableInput, /Functions\.0 is not here: it is in another stack/],
    ['of CloudFront Functions that only a deployment knows', viewer({ unknown: '${Code}' }), UnusableInput, /\$\{Code\}/],
  ])('%s', (_, refused, type, message) => {
    expect(() => runnerFor(refused)).toThrow(type);
    expect(() => runnerFor(refused)).toThrow(message);
  });
});

test('Closing a distribution ends its functions, and they start again', async () => {
  const counting = [text('let n = 0; exports.handler = async () => ++n'), viewer('let n = 0; function handler() { return ++n }')];
  const count = () => Promise.all(counting.map(async one => (await runnerFor(one).invoke({})).result));
  expect([await count(), await count()]).toEqual([[1, 1], [2, 2]]);
  await closeRunners(distribution(...counting, association({ unknown: 'never run' })));
  expect(await count()).toEqual([1, 1]);
});
