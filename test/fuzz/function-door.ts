import { strict as assert } from 'node:assert';
import * as fc from 'fast-check';
import { asTheyAre, choices, documentOf, Door } from './door';
import { failoverAware } from '../../lambda/failover-aware';
import { logged } from '../../lambda/failover-log';
import { originResponse } from '../../lambda/origin-response';
import { Policy } from '../../lambda/policy';
import { anyEvent, failoverAnswer } from '../lambda/arbitrary-events';
import { ALL_FAILOVER_CODES, isKnown, isProtectedEvent, METHODS, undisputedRole } from '../lambda/oracle';
import { originResponseEvent } from '../support/events';

const FAILOVER = [403, 500, 502, 503, 504];
const HINT = 'x-failover-served-by';
const HEADERS = [['cache-control', 'no-store'], ['content-type', 'text/html']] as const;
const RESPONSES: Policy[] = [
  { failover: FAILOVER, rewrite: [[400, 599]], status: 200, statusDescription: 'OK', body: 'page', headers: HEADERS, hint: HINT },
  { failover: FAILOVER, rewrite: [[500, 599]], secondary: [[403, 404], [500, 599]], body: 'page', headers: HEADERS },
  { failover: FAILOVER, rewrite: [[400, 400], [503, 503]], status: 302, body: '', headers: [...HEADERS, ['location', '/sorry']] },
  { failover: FAILOVER, rewrite: [], body: '', headers: [], hint: HINT },
];
const OWN = RESPONSES.flatMap(policy => [originResponse(policy), logged(originResponse(policy), { ...policy, logPath: true })]);

/** Handlers that users may have. */
const FOREIGN = [
  async (event: any) => Object.assign(event.Records[0].cf.response, { status: '200', headers: {}, body: 'masked' }),
  async (event: any) => { delete event.Records[0].cf.response; },
  async (event: any) => { Object.assign(event.Records[0].cf.response, { status: 200 }); throw new Error('mine'); },
  (_event: any, _context: any, callback: any) => callback(null, { status: '200', body: 'masked' }),
  (_event: any, _context: any, callback: any) => callback(new Error('mine')),
].map(handler => failoverAware(handler));

const SEEDS = ['primary', 'secondary', 'sole', undefined].flatMap(role => METHODS.flatMap(method =>
  [200, 302, 404, 403, 503].flatMap(status =>
    (['custom', 's3'] as const).map(origin => originResponseEvent({ role, method, status, origin })))));

/** The functions that run at the edge: they never throw, and no response that CloudFront fails over on is changed. */
export const functionDoor: Door = {
  rooms: ['lambda/'],
  seeds: choices(SEEDS).flatMap(choice => [...OWN, ...FOREIGN].map((_, i) => Buffer.concat([Buffer.from([i]), choice]))),
  arbitrary: fc.tuple(fc.nat(255), asTheyAre(fc.oneof(anyEvent, failoverAnswer)))
    .map(([handler, document]) => Buffer.concat([Buffer.from([handler]), Buffer.from(document)])),

  async fuzz(input) {
    if (input.length < 3) return;
    const event = parsed(documentOf(input.subarray(1), SEEDS));
    const number = input[0]! % (OWN.length + FOREIGN.length);
    const isOwn = number < OWN.length;
    const handler: (event: any) => Promise<unknown> = [...OWN, ...FOREIGN][number]!;
    const before = JSON.stringify(event);
    const response = event?.Records?.[0]?.cf?.response;
    const result = await quietly(() => handler(event));

    if (isOwn) assert.equal(result, response, 'the function returned something other than the response that it got');
    if (isProtectedEvent(parsed(before), isOwn ? FAILOVER : codesFor(parsed(before)))) {
      assert.equal(result, response);
      assert.equal(JSON.stringify(event), before, 'a response that CloudFront fails over on was changed');
    }
    const isNobodys = !isKnown(undisputedRole(parsed(before)));
    if (isOwn && isNobodys) assert.equal(JSON.stringify(event), before, 'changed, although the role is not known');
    if (isOwn) assert.equal(withoutResponse(event), withoutResponse(parsed(before)), 'more than the response was changed');
  },
};

/** Without the lines of `failoverAware` and of the log. */
async function quietly<T>(run: () => Promise<T>): Promise<T> {
  const [write, error] = [process.stdout.write, console.error];
  process.stdout.write = () => true;
  console.error = () => {};
  try {
    return await run();
  } finally {
    process.stdout.write = write;
    console.error = error;
  }
}

function parsed(document: string | undefined): any {
  try {
    return JSON.parse(document!);
  } catch {
    return document;
  }
}

function withoutResponse(event: any): string | undefined {
  const cf = event?.Records?.[0]?.cf;
  if (typeof cf === 'object' && cf) cf.response = undefined;
  return JSON.stringify(event);
}

/** The failover criteria that an event names, when it does so once and they are all possible; otherwise every code. */
function codesFor(event: any): readonly number[] {
  const named = Object.values<any>(event?.Records?.[0]?.cf?.request?.origin ?? {})
    .flatMap(origin => Object.entries<any>(origin?.customHeaders ?? {}))
    .flatMap(([name, values]) => (name.toLowerCase() === 'x-failover-status-codes' ? values : []));
  const codes = named.length === 1 ? String(named[0]?.value).split(',').map(Number) : [];
  return codes.length && codes.every(code => ALL_FAILOVER_CODES.includes(code)) ? codes : ALL_FAILOVER_CODES;
}
