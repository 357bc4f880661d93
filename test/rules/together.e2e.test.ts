import { join } from 'node:path';
import { checkPaths } from '../../lib/cli/check-paths';

test('conditional-mask.yaml: whether the function is attached is undetermined', () => {
  const { findings, cannotTell } = checkPaths([join(__dirname, '../fixtures/conditions/conditional-mask.yaml')], {});
  expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
  expect(findings).toContainEqual(expect.objectContaining(
    { rule: 'handler-masks-failover', level: 'warning', message: expect.stringMatching(/^Where IsPretty is true: /) }));
  expect(cannotTell).toContainEqual(expect.objectContaining(
    { rule: 'handler-masks-failover', reason: expect.stringContaining('IsPretty') }));
});
