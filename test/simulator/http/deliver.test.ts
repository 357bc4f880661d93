import { traceHeader } from '../../../lib/simulator/http/deliver';
import { emptyTrace, Trace } from '../../../lib/simulator/journey/trace';

const traceOf = (path: string, log: string[] = []): Trace => ({
  ...emptyTrace({ method: 'GET', protocol: 'https', path, query: '', headers: {}, clientIp: '' }),
  functions: [{ event: 'origin-response', outcome: 'ok', log }],
});

test('is the trace in JSON', () => {
  const trace = traceOf('/x', ['hello']);
  expect(JSON.parse(traceHeader(trace))).toEqual(trace);
});

test('is ASCII, and says the same', () => {
  const trace = traceOf('/ü\n\x7f\u2028', ['😀']);
  expect(traceHeader(trace)).toMatch(/^[\x20-\x7e]+$/);
  expect(JSON.parse(traceHeader(trace))).toEqual(trace);
});

test('leaves out logs that are too long', () => {
  const trace = traceOf('/x', ['x'.repeat(5000)]);
  expect(JSON.parse(traceHeader(trace))).toEqual({ ...traceOf('/x'), shortened: true });
});

test('leaves out all but the outcome when that is not enough', () => {
  const text = traceHeader(traceOf(`/${'ü'.repeat(1000)}`));
  expect(JSON.parse(text)).toEqual({ status: 0, cache: 'miss', servedBy: 'edge', failedOver: false, shortened: true });
});
