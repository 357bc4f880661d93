import { Asked, Got, Mark, Oracle, State } from '../../bench/soak/oracle';

const NOW = 1_000_000;

function asked(path: string, changes: Partial<Asked> = {}): Asked {
  const [, behavior, primary, secondary] = path.split('/') as [string, string, string, string];
  return {
    method: 'GET',
    behavior,
    primary: Number(primary),
    secondary: Number(secondary),
    path,
    states: new Set<State>(['up']),
    failedUntil: 0,
    sent: NOW,
    ended: NOW + 10,
    ...changes,
  };
}

function got(who: Mark['who'], status: number, path: string, changes: Partial<Got & Pick<Mark, 'made'>> = {}): Got {
  const { made = NOW + 5, ...rest } = changes;
  return { status, isWhole: true, body: 'own', mark: { who, path, serial: '1-1', made }, ...rest };
}

const DOWN = { states: new Set<State>(['killed']), failedUntil: Infinity };

describe('takes for right', () => {
  test.each<[string, Asked, Got]>([
    ['the primary', asked('/plain/200/200/1'), got('primary', 200, '/plain/200/200/1')],
    ['the secondary, for a failover code', asked('/plain/503/404/1'), got('secondary', 404, '/plain/503/404/1')],
    ['the secondary, while the primary is down', asked('/plain/200/200/1', DOWN), got('secondary', 200, '/plain/200/200/1')],
    ['a page for the last error', asked('/ours/503/404/1'), got('secondary', 200, '/ours/503/404/1', { body: 'page' })],
    ["the mask of AWS's sample", asked('/mask/503/200/1'), got('primary', 200, '/mask/503/200/1', { body: 'page' })],
    ['an error of the edge, without a group', asked('/direct/200/200/1', DOWN), { status: 502, isWhole: true, body: 'other' }],
    ['403 for a POST to a group', asked('/plain/200/200/1', { method: 'POST' }), { status: 403, isWhole: true, body: 'other' }],
    ['a broken body, when the primary resets', asked('/plain/200/200/1', { states: new Set(['resets']) }),
      got('primary', 200, '/plain/200/200/1', { isWhole: false, body: 'other' })],
    ['a fresh response of the cache', asked('/kept/200/200/1'), got('primary', 200, '/kept/200/200/1', { made: NOW - 900 })],
    ['an expired one instead of the last 5xx', asked('/kept/200/503/1', DOWN),
      got('primary', 200, '/kept/200/503/1', { made: NOW - 9000 })],
  ])('%s', (_, request, response) => {
    expect(new Oracle().check(request, response)).toBeUndefined();
  });
});

describe('takes for wrong', () => {
  test.each<[string, Asked, Got, RegExp]>([
    ['nothing', asked('/plain/200/200/1'), { isWhole: false, body: 'empty' }, /^lost$/],
    ['the error of the primary', asked('/plain/503/200/1'), got('primary', 503, '/plain/503/200/1'),
      /^primary 503 own instead of secondary 200 own$/],
    ['a masked one', asked('/ours/503/200/1'), got('primary', 200, '/ours/503/200/1', { body: 'page' }), /instead of secondary/],
    ['the secondary without a need', asked('/plain/200/200/1'), got('secondary', 200, '/plain/200/200/1'), /instead of primary/],
    ['the secondary without a group', asked('/direct/503/200/1'), got('secondary', 200, '/direct/503/200/1'), /instead of primary 503/],
    ['502 of the edge in a group', asked('/plain/200/200/1', DOWN), { status: 502, isWhole: true, body: 'other' }, /^edge 502/],
    ['the response to something else', asked('/plain/200/200/1'), got('primary', 200, '/plain/200/200/2'),
      /^the response to \/plain\/200\/200\/2$/],
    ['another body', asked('/plain/200/200/1'), got('primary', 200, '/plain/200/200/1', { body: 'other' }), /^primary 200 other instead/],
    ['a body for HEAD', asked('/plain/200/200/1', { method: 'HEAD' }), got('primary', 200, '/plain/200/200/1'), /^primary 200 own/],
    ['a broken body of the secondary', asked('/plain/503/200/1'), got('secondary', 200, '/plain/503/200/1', { isWhole: false }), /broken/],
    ['an expired response', asked('/kept/200/503/1'), got('primary', 200, '/kept/200/503/1', { made: NOW - 9000 }),
      /^expired 8000 ms before$/],
    ['an expired error', asked('/kept/503/503/1', DOWN), got('secondary', 503, '/kept/503/503/1', { made: NOW - 9000 }), /^expired/],
    ['a cached 418', asked('/kept/418/200/1'), got('primary', 418, '/kept/418/200/1', { made: NOW - 100 }), /which is not cached/],
    ['half a response of the cache', asked('/kept/200/200/1'), got('primary', 200, '/kept/200/200/1', { made: NOW - 1, isWhole: false }),
      /broken/],
  ])('%s', (_, request, response, why) => {
    expect(new Oracle().check(request, response)).toMatch(why);
  });

  test('a visit to an origin while a response is fresh', () => {
    const oracle = new Oracle();
    const path = '/kept/200/200/1';
    expect(oracle.check(asked(path), got('primary', 200, path))).toBeUndefined();
    const later = { sent: NOW + 100, ended: NOW + 110 };
    expect(oracle.check(asked(path, later), got('primary', 200, path, { made: NOW + 105 }))).toMatch(/^an origin was asked/);
    const expired = { sent: NOW + 1200, ended: NOW + 1210 };
    expect(oracle.check(asked(path, expired), got('primary', 200, path, { made: NOW + 1205 }))).toBeUndefined();
  });
});
