import { response } from './caching-models';
import { CacheStore, copyOf, Stored } from '../../../lib/simulator/cache/cache-store';

const KIBIBYTE = 1024;

function stored(size: number, headers = {}): Stored {
  const body = new Uint8Array(size);
  return { response: { ...response(200, headers), body }, originStatus: 200, isErrorPage: false, storedAt: 0, freshUntil: 1000 };
}

test('gives back what was stored, until it is deleted', () => {
  const store = new CacheStore();
  const object = stored(5);
  store.set('a', object);
  expect(store.get('a')).toEqual(object);
  expect(store.get('b')).toBeUndefined();
  expect(store.size).toBe(1);
  store.delete('a');
  expect(store.get('a')).toBeUndefined();
  store.set('a', object);
  store.clear();
  expect([store.size, store.bytes]).toEqual([0, 0]);
});

test('counts keys, headers and bodies', () => {
  const bytes = (key: string, object: Stored) => {
    const store = new CacheStore();
    store.set(key, object);
    return store.bytes;
  };
  const least = bytes('a', stored(0));
  expect(bytes('a'.repeat(1001), stored(0))).toBe(least + 1000);
  expect(bytes('a', stored(1000))).toBe(least + 1000);
  const withHeader = bytes('a', stored(0, { 'x-a': ['b'] }));
  expect(withHeader).toBeGreaterThan(least);
  expect(bytes('a', stored(0, { [`x-a${'a'.repeat(1000)}`]: ['b'] }))).toBe(withHeader + 1000);
  expect(bytes('a', stored(0, { 'x-a': ['b', 'b'.repeat(1000)] }))).toBe(withHeader + 1000);
});

test('stays within its bound, and drops what was not asked for the longest', () => {
  const store = new CacheStore(100 * KIBIBYTE);
  for (let i = 0; i < 1000; i++) {
    store.set(`key ${i}`, stored(2 * KIBIBYTE));
    store.get('key 0');
    expect(store.bytes).toBeLessThanOrEqual(100 * KIBIBYTE);
  }
  expect(store.size).toBeGreaterThan(10);
  expect(store.get('key 0')).toBeDefined();
  expect(store.get('key 1')).toBeUndefined();
  expect(store.get('key 999')).toBeDefined();
});

test('does not store more than an eighth of its bound, and forgets what that would have replaced', () => {
  const store = new CacheStore(160 * KIBIBYTE);
  store.set('a', stored(10));
  store.set('b', stored(10));
  store.set('a', stored(20 * KIBIBYTE));
  expect(store.get('a')).toBeUndefined();
  expect(store.get('b')).toBeDefined();
  store.set('a', stored(15 * KIBIBYTE));
  expect(store.get('a')).toBeDefined();
});

test('a million small objects are at no time more than ten thousand or so', () => {
  const store = new CacheStore();
  for (let i = 0; i < 30_000; i++) store.set(`P12:/path/${i}`, stored(3, { 'content-type': ['text/plain'] }));
  expect(store.size).toBeLessThan(17_000);
  expect(store.bytes).toBeLessThanOrEqual(32 * KIBIBYTE * KIBIBYTE);
});

test('keeps no larger buffer for the sake of a small body', () => {
  const store = new CacheStore();
  const body = new Uint8Array(1_000_000).subarray(10, 20).fill(7);
  store.set('a', { ...stored(0), response: { ...response(200), body } });
  const kept = store.get('a')!.response.body;
  expect(kept).toEqual(new Uint8Array(10).fill(7));
  expect(kept.buffer.byteLength).toBe(10);
  const whole = stored(10);
  store.set('b', whole);
  expect(store.get('b')!.response.body).toBe(whole.response.body);
});

test('a copy may be changed', () => {
  const object = stored(3, { a: ['1'] });
  const copy = copyOf(object);
  expect(copy).toEqual(object.response);
  copy.status = 304;
  copy.headers.b = ['2'];
  expect(object.response).toMatchObject({ status: 200, headers: { a: ['1'] } });
  expect(object.response.headers).not.toHaveProperty('b');
});
