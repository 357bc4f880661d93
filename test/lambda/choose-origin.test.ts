import { handler as sourceHandler } from '../../lambda/choose-origin';
import { breakerCode } from '../../lib/function-code/viewer-functions';

/** The ids that the function selects for a value in the store; `undefined` is a store without the key. */
async function selected(value: string | undefined, now = 1_800_000_000): Promise<string[]> {
  const ids: string[] = [];
  const store = {
    get: async (key: string) => {
      if (key !== 'primary' || value === undefined) throw new Error('KeyNotFound');
      return value;
    },
  };
  const cf = { kvs: () => store, selectRequestOriginById: (id: string) => ids.push(id) };
  Object.assign(globalThis, { cf, SECONDARY: 'standby' });
  jest.spyOn(Date, 'now').mockReturnValue(now * 1000);
  const code = breakerCode('standby').replace(/^import .*/, '');
  const request = { uri: '/' };
  for (const handler of [sourceHandler, new Function('cf', `${code};return handler`)(cf)]) expect(await handler({ request })).toBe(request);
  expect(ids).toEqual(ids.length ? [ids[0], ids[0]] : []); // The same from the source and from what is deployed.
  return ids.slice(1);
}

afterEach(() => jest.restoreAllMocks());

test('selects the secondary until the time has passed, and not a second longer', async () => {
  expect(await selected('down-until:1800000001')).toEqual(['standby']);
  expect(await selected('down-until:1800000000')).toEqual([]);
  expect(await selected('down-until:1700000000')).toEqual([]);
});

test.each([
  ['another value', 'up'],
  ['a time that is none', 'down-until:tomorrow'],
  ['a time without a word', '1800000001'],
  ['a word before', 'x down-until:1800000001'],
  ['a word after', 'down-until:1800000001 x'],
  ['no value', undefined],
])('%s leaves the origin group to its work', async (_what, value) => {
  expect(await selected(value)).toEqual([]);
});

test('is written in what the runtime knows: no destructuring, no await in arguments', () => {
  expect(breakerCode('standby')).toMatch(/^import cf from 'cloudfront';\n.*\nasync function handler\(event\)/);
  expect(breakerCode('standby')).not.toMatch(/\(await|\?\.|\?\?|const\{|for\(const/);
});
