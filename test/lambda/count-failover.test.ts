import { handler } from '../../lambda/count-failover';

test.each([
  ['secondary', ['served by the secondary']],
  ['primary', []],
  [undefined, []],
])('a response of %s is logged as %j, and is returned', (value, lines) => {
  const log = jest.spyOn(console, 'log').mockImplementation();
  const response = { headers: { 'x-failover-served-by': value === undefined ? undefined : { value } } };
  expect(handler({ response })).toBe(response);
  expect(log.mock.calls.flat()).toEqual(lines);
  log.mockRestore();
});
