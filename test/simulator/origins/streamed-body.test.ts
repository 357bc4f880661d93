import { textOf } from './requests';
import { StreamedBody } from '../../../lib/simulator/origins/streamed-body';

const source = { pause: jest.fn(), resume: jest.fn(), cancel: jest.fn() };
const chunk = (text: string) => Buffer.from(text);

let body: StreamedBody;
beforeEach(() => { body = new StreamedBody(source); });

test('hands over what was there before, and what comes later', async () => {
  body.push(chunk('a'));
  const text = textOf(body);
  await Promise.resolve();
  body.push(chunk('b'));
  body.end();
  expect(await text).toBe('ab');
});

test('is whole when everything arrived before anybody read', () => {
  expect(body.whole()).toBeUndefined();
  body.push(chunk('a'));
  expect(body.whole()).toBeUndefined();
  body.push(chunk('b'));
  body.end();
  expect(Buffer.from(body.whole()!).toString()).toBe('ab');
});

test('pauses the origin when nobody reads, and resumes it when somebody does', async () => {
  const half = Buffer.alloc(128 * 1024);
  expect(body.push(half)).toBe(true);
  expect(body.push(half)).toBe(false);
  expect(source.pause).toHaveBeenCalledTimes(1);
  await body.next();
  expect(source.resume).not.toHaveBeenCalled();
  await body.next();
  expect(source.resume).toHaveBeenCalledTimes(1);
});

test('does not resume an origin that is gone', async () => {
  body.push(Buffer.alloc(256 * 1024));
  body.fail(new Error('gone'));
  await body.next();
  expect(source.resume).not.toHaveBeenCalled();
});

test('rejects once where it broke off, after all that came before', async () => {
  body.push(chunk('a'));
  body.fail(new Error('broken'));
  expect(body.whole()).toBeUndefined();
  expect(await body.next()).toMatchObject({ done: false });
  await expect(body.next()).rejects.toThrow('broken');
  expect(await body.next()).toMatchObject({ done: true });
});

test('rejects a reader that waits', async () => {
  const waiting = body.next();
  body.fail(new Error('broken'));
  await expect(waiting).rejects.toThrow('broken');
});

test('lets go of the origin when the reader leaves, once', async () => {
  const waiting = body.next();
  await body.return();
  await body.return();
  expect(await waiting).toMatchObject({ done: true });
  expect(source.cancel).toHaveBeenCalledTimes(1);
});

test('has nothing to let go of when it is complete', async () => {
  body.end();
  await body.return();
  expect(source.cancel).not.toHaveBeenCalled();
});
