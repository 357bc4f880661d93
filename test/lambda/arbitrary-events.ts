import fc from 'fast-check';
import { ALL_FAILOVER_CODES, METHODS, METHODS_THAT_FAIL_OVER } from './oracle';
import { exchangeOf, originResponseEvent } from '../support/events';

/** Names that a header may have, and that it had better not have. */
const headerName = fc.oneof(
  fc.constantFrom(
    'x-failover-role',
    'X-Failover-Role',
    'x-failover-status-codes',
    'via',
    'transfer-encoding',
    'Content-Length',
    'etag',
    'cache-control',
    'x-amz-checksum-sha256',
    'x-failover-original-status',
    'x-failover-served-by',
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'toString',
    '',
  ),
  fc.string(),
);

const role = fc.constantFrom('primary', 'secondary', 'sole');

const headerValue = fc.oneof(
  fc.array(fc.record({ key: fc.string(), value: fc.oneof(fc.string(), role) }, { requiredKeys: [] }), { maxLength: 2 }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Through JSON, as an event comes, so that `__proto__` is a key like any other. */
const headers = fc.array(fc.tuple(headerName, headerValue), { maxLength: 4 })
  .map(pairs => JSON.parse(`{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`));

const garbage = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom({ toString: 1, valueOf: 1 }, { customHeaders: null }), headers);

const failoverCode = fc.constantFrom(...ALL_FAILOVER_CODES, ...ALL_FAILOVER_CODES.map(String));

/** An event as CloudFront sends it. */
export const properEvent = fc.record({
  origin: fc.constantFrom('custom' as const, 's3' as const),
  role: fc.option(role, { nil: undefined }),
  method: fc.constantFrom(...METHODS),
  response: fc.record({ status: fc.oneof(failoverCode, fc.integer({ min: 100, max: 599 })) }),
}).map(originResponseEvent);

/** Where an event is broken, and by what. */
const damage = fc.tuple(
  fc.constantFrom(
    'request',
    'request.method',
    'request.origin',
    'request.origin.custom',
    'request.origin.s3',
    'request.origin.other',
    'request.origin.custom.customHeaders',
    'request.origin.s3.customHeaders',
    'response',
    'response.status',
    'response.headers',
    'response.headers.via',
    'response.statusDescription',
    'response.body',
    'response.unknown',
    'config',
  ),
  fc.option(garbage, { nil: undefined }),
);

/** One with hostile headers on the response and among the origin's custom headers. */
export const hostileEvent = fc.tuple(properEvent, headers, headers).map(([event, ofResponse, ofOrigin]) => {
  const { request, response } = exchangeOf(event);
  response.headers = ofResponse;
  const [origin] = Object.values<any>(request.origin);
  for (const name of Object.keys(ofOrigin)) {
    Object.defineProperty(origin.customHeaders, name, { value: ofOrigin[name], enumerable: true, configurable: true, writable: true });
  }
  return event;
});

/** One with parts that are missing or something else. */
export const damagedEvent = fc.tuple(
  fc.oneof(properEvent, hostileEvent),
  fc.array(damage, { minLength: 1, maxLength: 3 }),
).map(([event, damages]) => {
  for (const [path, value] of damages) damageAt(exchangeOf(event), path.split('.'), value);
  return event;
});

/** An answer of the primary on which CloudFront fails over, with anything at all in the rest of it. */
export const failoverAnswer = fc.record({
  origin: fc.constantFrom('custom' as const, 's3' as const),
  role: fc.constant('primary'),
  method: fc.constantFrom(...METHODS_THAT_FAIL_OVER),
  headers,
  response: fc.tuple(fc.dictionary(fc.string(), garbage), failoverCode).map(([rest, code]) => ({ ...rest, status: code })),
}).map(originResponseEvent);

export const anyEvent = fc.oneof(properEvent, hostileEvent, damagedEvent, fc.jsonValue(), fc.constant(undefined));

function damageAt(target: any, [key, ...rest]: string[], value: unknown): void {
  if (typeof target !== 'object' || target === null) return;
  if (rest.length) damageAt(target[key], rest, value);
  else if (value === undefined) delete target[key];
  else target[key] = JSON.parse(JSON.stringify(value));
}
