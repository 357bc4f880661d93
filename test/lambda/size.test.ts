import { LOGGING_CODE, ORIGIN_RESPONSE_CODE } from '../../lib/function-code/origin-response-code.generated';
import { breakerCode } from '../../lib/function-code/viewer-functions';
import { COUNT_FAILOVER_CODE } from '../../lib/function-code/viewer-functions.generated';
import { edgeCodeIn, siteIn, stackIn } from '../support/stacks';

const bytes = (code: string) => Buffer.byteLength(code);

test('the function has at most 1,792 bytes, and what logs at most 768 more', () => {
  expect(bytes(ORIGIN_RESPONSE_CODE)).toBeLessThanOrEqual(1792);
  expect(bytes(LOGGING_CODE)).toBeLessThanOrEqual(1792 + 768);
});

test('with the default page it is inline, as it is, in 4,096 characters', () => {
  const stack = stackIn('us-east-1');
  siteIn(stack);
  expect(edgeCodeIn(stack)).toContain(ORIGIN_RESPONSE_CODE);
  expect(edgeCodeIn(stack).length).toBeLessThanOrEqual(4096);
});

test('the CloudFront functions are within the 10 KB of CloudFront, with the longest id of an origin, too', () => {
  expect(bytes(COUNT_FAILOVER_CODE)).toBeLessThan(10 * 1024);
  expect(bytes(breakerCode('x'.repeat(128)))).toBeLessThan(10 * 1024);
});
