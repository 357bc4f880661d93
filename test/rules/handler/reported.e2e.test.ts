import { REPORTED, UNTOLD } from './reported';
import { changing, PAGE } from './sample-code';
import { Verdict, verdictsOf } from './verdicts';

let verdicts: Record<string, Verdict>;

beforeAll(() => {
  verdicts = verdictsOf({
    ...Object.fromEntries(Object.entries(REPORTED).map(([name, { rules, ...handler }]) => [name, handler])),
    ...Object.fromEntries(Object.entries(UNTOLD).map(([name, { code }]) => [name, code])),
    'masks, and asks the network for one status': changing(`if (status === 502) await fetch('https://example.com/');\n
      if (status === 503) {${PAGE}}`),
  });
});

test.each(Object.entries(REPORTED))('what is found: %s', (name, { rules }) => {
  expect(verdicts[name]).toMatchObject({ reasons: [] });
  expect([...verdicts[name]!.rules].sort()).toEqual([...rules].sort());
});

test.each(Object.entries(UNTOLD))('what is undetermined is not an error: %s', (name, { reason }) => {
  expect(verdicts[name]).toMatchObject({ rules: [], reasons: [expect.stringContaining(reason)] });
});

test('the other cases of a function that is undetermined in some are found', () => {
  const { rules, reasons, findings } = verdicts['masks, and asks the network for one status']!;
  expect(rules).toEqual(['handler-masks-failover']);
  expect(findings[0]!.message).toContain('Got: 503 of the primary => 200 (GET, HEAD, OPTIONS). ');
  expect(reasons).toEqual([expect.stringContaining('fetch')]);
});
