import { verdictsOf } from './verdicts';
import { deployed, HANDLER_CASES } from '../cases/handler';

describe('the rules that run the function', () => {
  const verdicts = verdictsOf(Object.fromEntries(Object.entries(HANDLER_CASES).flatMap(([id, one]) => [
    [`${id} fails`, { code: deployed(one.fails), ...one.template, ...one.failingTemplate }],
    [`${id} passes`, { code: deployed(one.passes), ...one.template }],
  ])));

  test.each(Object.entries(HANDLER_CASES))('%s fails its failing case, and no other rule does', (id, { got }) => {
    const { rules, findings, reasons } = verdicts[`${id} fails`]!;
    expect({ rules, reasons }).toEqual({ rules: [id], reasons: [] });
    expect(findings[0]!.message).toContain(` Got: ${got}`);
  });

  test.each(Object.keys(HANDLER_CASES))('%s passes its passing case, and so does every other rule', id => {
    expect(verdicts[`${id} passes`]).toEqual({ rules: [], findings: [], reasons: [] });
  });
});
