import { run } from '../../lib/cli/run';
import { Budget } from '../../lib/model/budget';
import { check, template } from '../cli/check-run';
import { recorders, removeFolders } from '../cli/serve-fixtures';

afterEach(removeFolders);

describe('a budget', () => {
  test('gives back what work within it comes to, and passes on what it throws', () => {
    const budget = new Budget(60, 1024);
    expect(budget.within(() => 'done')).toBe('done');
    const mistake = new TypeError('mine');
    expect(() => budget.within(() => { throw mistake; })).toThrow(mistake);
    expect(budget.functionMs).toBeGreaterThan(40_000);
    expect(budget.functionMs).toBeLessThanOrEqual(48_000);
  });

  test('stops work that never ends, and all that follows', () => {
    const budget = new Budget(0.05, 1024);
    const over = 'more than 0.05 s: the input takes longer than a run may take. Pass less, or raise --max-seconds.';
    expect(() => budget.within(() => { for (;;); })).toThrow(over);
    expect(() => budget.check()).toThrow(over);
    expect(() => budget.within(() => 'done')).toThrow(over);
  });

  test('is used up by memory', () => {
    const budget = new Budget(60, 40);
    budget.check();
    const taken = Buffer.alloc(80 * 1_048_576, 1);
    expect(() => budget.check()).toThrow('more than 40 MB: the input takes more than a run may take. Pass less, or raise --max-memory.');
    expect(taken).toHaveLength(80 * 1_048_576);
  });
});

describe.each(['check', 'matrix'])('%s', command => {
  test.each([
    ['--max-seconds', '0', 'not a whole number from 1 to 999999'],
    ['--max-seconds', '1.5', 'not a whole number'],
    ['--max-memory', '-1', 'not a whole number'],
    ['--max-memory', '1e3', 'not a whole number'],
  ])('refuses %s=%s', async (option, value, why) => {
    const { stdout, stderr } = recorders();
    expect(await run([command, template(), `${option}=${value}`], { stdout, stderr })).toBe(2);
    expect(stderr.text).toMatch(new RegExp(`^cdk-failover: ${option} "${value}": ${why}[^\n]*\n$`));
    expect(stdout.text).toBe('');
  });
});

test('what exceeds it is exit code 2, and one line', async () => {
  const clock = jest.spyOn(performance, 'now').mockReturnValueOnce(-100_000);
  const stderr = 'cdk-failover: more than 60 s: the input takes longer than a run may take. Pass less, or raise --max-seconds.\n';
  try {
    expect(await check(template())).toEqual({ exitCode: 2, stdout: '', stderr });
  } finally {
    clock.mockRestore();
  }
});
