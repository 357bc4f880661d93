import { LAMBDA_WAYS, MASKS } from './handlers';
import { Verdict, verdictsOf } from './verdicts';

let verdicts: Record<string, Verdict>;
beforeAll(() => {
  verdicts = verdictsOf(Object.fromEntries(Object.entries(LAMBDA_WAYS).map(([name, [code]]) => [name, code])));
});

test.each(Object.entries(LAMBDA_WAYS))('a handler that %s', (name, [, rule, reason]) => {
  const { rules, reasons } = verdicts[name]!;
  expect(rules.filter(id => [MASKS, 'handler-fails'].includes(id))).toEqual(rule ? [rule] : []);
  expect(reasons).toEqual(reason ? [expect.stringMatching(reason)] : []);
});
