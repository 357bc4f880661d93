import fc from 'fast-check';
import { CONFIG, originModel, request, response, returned } from './samples';
import { lambdaEvent } from '../../../lib/function-code/lambda-event';
import { applyOriginResponse } from '../../../lib/function-code/lambda-response';
import { applyRequestResult, applyViewerResponse } from '../../../lib/simulator/functions/lambda-result';
import { viewerFunctionEvent } from '../../../lib/simulator/functions/viewer-function-event';
import { applyViewerFunctionRequest, applyViewerFunctionResponse } from '../../../lib/simulator/functions/viewer-function-result';

const BEFORE = { request: request(), response: response() };
const EVENTS = {
  request: lambdaEvent('origin-request', { config: CONFIG, request: BEFORE.request, origin: originModel(), includeBody: true }),
  response: lambdaEvent('origin-response', { config: CONFIG, ...BEFORE, origin: originModel() }),
  viewer: viewerFunctionEvent('viewer-response', BEFORE.request, CONFIG, BEFORE.response),
};

/** Every way to take back a result, with one that it accepts. */
const WAYS: Array<[name: string, apply: (result: unknown) => any, accepted: object]> = [
  ['origin-response', result => applyOriginResponse(BEFORE.response, returned(result)), EVENTS.response.Records[0].cf.response!],
  ['viewer-response', result => applyViewerResponse(BEFORE.response, returned(result)), EVENTS.response.Records[0].cf.response!],
  ['origin-request', result => applyRequestResult(BEFORE.request, returned(result), EVENTS.request), EVENTS.request.Records[0].cf.request],
  [
    'a generated response',
    result => applyRequestResult(BEFORE.request, returned(result), EVENTS.request),
    { status: '200', headers: {}, body: 'x' },
  ],
  ['viewer-request of CloudFront Functions', result => applyViewerFunctionRequest(BEFORE.request, returned(result)), EVENTS.viewer.request],
  [
    'viewer-response of CloudFront Functions',
    result => applyViewerFunctionResponse(BEFORE.response, returned(result)),
    EVENTS.viewer.response!,
  ],
];

/** Puts garbage at some place of a value; the path is taken modulo what there is. */
function damaged(value: any, [index, ...rest]: number[], garbage: unknown): unknown {
  if (index === undefined || typeof value !== 'object' || value === null || !Object.keys(value).length) return garbage;
  const keys = Object.keys(value);
  const key = keys[index % keys.length]!;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[key] = damaged(value[key], rest, garbage);
  return copy;
}

const garbage = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(null, '', '\r\n', '__proto__', -1, 1e9, [], {}, [null], { toString: null }, JSON.parse('{"__proto__":[{"value":"x"}]}')),
);

describe.each(WAYS)('Whatever a function returns on %s', (_, apply, accepted) => {
  test('what it got is accepted', () => {
    expect(apply(accepted).kind).not.toBe('failed');
  });

  test('is accepted or refused, and never breaks the edge', () => {
    const before = structuredClone({ ...BEFORE, request: { ...BEFORE.request } });
    fc.assert(fc.property(fc.array(fc.nat(9), { maxLength: 5 }), garbage, (path, value) => {
      const result = apply(damaged(accepted, path, value));
      if (result.kind === 'failed') return result.status === 502 && result.reason.length > 0 && result.reason.length < 400;
      const { headers } = result.response ?? result.request;
      return Object.values<string[]>(headers).every(
        values => Array.isArray(values) && values.every(one => typeof one === 'string' && !/[\r\n\0]/.test(one)),
      );
    }), { numRuns: 1500 });
    expect(BEFORE).toEqual(before);
  });
});
