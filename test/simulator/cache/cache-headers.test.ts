import { ageIn, cacheControlOf, httpDate } from '../../../lib/simulator/cache/cache-headers';

describe('Age', () => {
  test.each<[sent: readonly string[] | undefined, seconds: number]>([
    [undefined, 0],
    [[], 0],
    [['0'], 0],
    [['7200'], 7200],
    [[' 7200 '], 7200],
    [['7200, 0'], 7200],
    [['60', '7200'], 60],
    [['9999999999'], 9_999_999_999],
    [['99999999999'], 0],
    [['-1'], 0],
    [['1.5'], 0],
    [['60s'], 0],
    [['a60'], 0],
    [[', 60'], 0],
  ])('%j is %i s', (age, seconds) => {
    expect(ageIn(age === undefined ? {} : { age: [...age] })).toBe(seconds);
  });
});

describe('Cache-Control', () => {
  test('is undefined without the header', () => {
    expect(cacheControlOf({})).toBeUndefined();
    expect(cacheControlOf({ 'cache-control': [] })).toBeUndefined();
  });

  test.each<[sent: string[], maxAge: number | undefined, forbids: boolean]>([
    [['max-age=60'], 60, false],
    [['max-age="60"'], 60, false],
    [['max-age = "60"'], 60, false],
    [['max-age=60, s-maxage="10"'], 10, false],
    [['max-age=60', 's-maxage=10'], 10, false],
    [['max-age="6x"'], undefined, false],
    [['max-age="x6"'], undefined, false],
    [['no-cache="set-cookie", max-age=60'], 60, false],
    [['max-age=60, x-max-age="9"'], 60, false],
    [['private, max-age=60'], 60, true],
    [['no-store'], undefined, true],
    [['no-cache'], undefined, true],
    [[`max-age=60, x=${'y'.repeat(1000)}`], 60, false],
  ])('%j', (sent, maxAge, forbids) => {
    for (let i = 0; i < 2; i++) expect(cacheControlOf({ 'cache-control': sent })).toMatchObject({ maxAge, forbids });
  });

  test('is right for more values than are remembered', () => {
    for (let i = 0; i < 1100; i++) expect(cacheControlOf({ 'cache-control': [`max-age=${i}`] })?.maxAge).toBe(i);
    expect(cacheControlOf({ 'cache-control': ['max-age=5'] })?.maxAge).toBe(5);
  });
});

describe('a date', () => {
  const MS = Date.UTC(1994, 10, 6, 8, 49, 37);

  test.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])('%s', text => {
    expect(httpDate(text)).toBe(MS);
  });

  test('with a day of two digits', () => {
    expect(httpDate('Wed Nov 16 08:49:37 1994')).toBe(MS + 10 * 86_400_000);
  });

  test.each([
    undefined, '', '0', '1994-11-06', 'xSun, 06 Nov 1994 08:49:37 GMT', 'Sun, 06 Nov 1994 08:49:37 GMT+1', 'Sun, 06 Nov 1994 08:49:37',
    'xSunday, 06-Nov-94 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT+1', 'xSun Nov  6 08:49:37 1994', 'Sun Nov  6 08:49:37 1994 +01',
    'Sun, 66 Nov 1994 08:49:37 GMT',
  ])('is not %j', text => {
    expect(httpDate(text)).toBeUndefined();
  });
});
