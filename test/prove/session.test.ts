import { ask, MOST_ASKS } from '../../lib/prove/ask';
import { answerOf, Probe, Question } from '../../lib/prove/question';
import { askAll, Progress } from '../../lib/prove/session';
import { evidenceIn, Exchange, Viewer, ViewerRequest } from '../../lib/prove/viewer';

const PROBE: Probe = { id: 'one', what: 'one', steps: [{ to: 'plain', orders: { p: 503 } }], looks: () => 'secondary 200' };
const QUESTION: Question = { id: 'q', asks: '?', settles: [], certainty: 'documented', probes: [PROBE, { ...PROBE, id: 'two' }] };

/** Who answers one request after the other; nobody loses the request. */
function viewer(...by: readonly string[]) {
  const requests: ViewerRequest[] = [];
  const sleeps: number[] = [];
  const result: Viewer = {
    now: () => 0,
    sleep: async milliseconds => void sleeps.push(milliseconds),
    send: async request => {
      requests.push(request);
      const name = by[(requests.length - 1) % by.length]!;
      if (name === 'nobody') throw new Error('socket hang up');
      return exchange({ 'x-prove-by': name });
    },
  };
  return { requests, sleeps, viewer: result };
}

function exchange(headers: Record<string, string>): Exchange {
  return { method: 'GET', target: '/', at: '', ms: 1, status: 200, headers, bytes: 0, complete: true };
}

const keys = () => {
  let count = 0;
  return () => `key${count++}`;
};
const always = () => true;

test.each([
  [['a', 'a'], 'a 200', 2],
  [['a', 'b', 'a', 'a'], 'a 200', 4],
  [['nobody', 'a', 'nobody', 'a'], 'a 200', 4],
  [['a', 'b'], undefined, MOST_ASKS],
  [['nobody'], undefined, MOST_ASKS],
  [['a', 'nobody', 'nobody', 'nobody', 'nobody', 'nobody', 'nobody'], undefined, MOST_ASKS],
])('answers of %j: %s is seen, after %i requests', async (by, seen, count) => {
  const { requests, viewer: asked } = viewer(...by);
  const result = await ask(PROBE, asked, keys(), always);
  expect(result.seen).toBe(seen);
  expect(requests).toHaveLength(count);
});

test('every try has a cache key of its own, which its steps share', async () => {
  const { requests, sleeps, viewer: asked } = viewer('a');
  await ask({ ...PROBE, steps: [{ to: 'plain' }, { to: 'plain', after: 3 }] }, asked, keys(), always);
  expect(requests.map(({ target }) => target)).toEqual(['/plain/?k=key0', '/plain/?k=key0', '/plain/?k=key1', '/plain/?k=key1']);
  expect(sleeps).toEqual([3000, 3000]);
});

test('steps that several edge locations answer say nothing', async () => {
  let count = 0;
  const asked: Viewer = { now: () => 0, sleep: async () => undefined, send: async () => exchange({ 'x-amz-cf-pop': `POP${count++ % 2}` }) };
  const { seen, asks } = await ask({ ...PROBE, steps: [{ to: 'plain' }, { to: 'plain' }] }, asked, keys(), always);
  expect(seen).toBeUndefined();
  expect(asks[0]!.lost).toBe('several edge locations responded: POP0, POP1');
});

describe('all questions', () => {
  const progress = (asked: Progress['asked'] = {}): Progress => ({ started: '', run: 'run', requests: 0, asked });

  test('goes on with what was not seen, and does not repeat the rest', async () => {
    const { requests, viewer: asked } = viewer('a');
    const before = progress({ one: { asks: [], seen: 'b 200' } });
    expect(await askAll(before, asked, { maxRequests: 10, concurrency: 4 }, () => undefined, [QUESTION])).toBeUndefined();
    expect(before.asked).toMatchObject({ one: { seen: 'b 200' }, two: { seen: 'a 200' } });
    expect(requests).toHaveLength(2);
  });

  test.each([1, 4])('never sends more requests than it may, %i at a time', async concurrency => {
    const { requests, viewer: asked } = viewer('a');
    const result = progress();
    expect(await askAll(result, asked, { maxRequests: 3, concurrency }, () => undefined, [QUESTION]))
      .toBe('3 requests were sent, of 3 allowed');
    expect(requests).toHaveLength(3);
    expect(result.requests).toBe(3);
  });

  test('gives up when nobody answers', async () => {
    const { requests, viewer: asked } = viewer('nobody');
    const probes = Array.from({ length: 20 }, (_, i) => ({ ...PROBE, id: `p${i}` }));
    expect(await askAll(progress(), asked, { maxRequests: 1000, concurrency: 1 }, () => undefined, [{ ...QUESTION, probes }]))
      .toBe('12 requests in a row got no answer');
    expect(requests).toHaveLength(12);
  });
});

test('of a response, only evidence is kept, and not all of it if there is too much', () => {
  const many = Array.from({ length: 100 }, (_, i) => [`x-prove-${i}`, 'v'.repeat(5000)] as const);
  const kept = evidenceIn([['set-cookie', 'secret'], ['x-amz-cf-id', 'id'], ...many]);
  expect(kept).not.toHaveProperty('set-cookie');
  expect(kept['x-amz-cf-id']).toBe('id');
  expect(Object.keys(kept)).toHaveLength(40);
  expect(kept['x-prove-0']).toHaveLength(200);
});

test.each([
  [{ 'x-prove-by': 'function', 'x-prove-saw': '503' }, true, 'function 200 after 503'],
  [{ 'x-prove-by': 'primary', 'x-prove-saw': '503' }, true, 'primary 200'],
  [{}, false, 'cloudfront 200, broken off'],
])('a response with %j is %s', (headers, complete, words) => {
  expect(answerOf({ ...exchange(headers as Record<string, string>), complete })).toBe(words);
});
