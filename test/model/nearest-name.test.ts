import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAILOVER_OPTIONS } from '../../lib/construct/failover';
import { nearestName } from '../../lib/model/nearest-name';

const NAMES = ['failoverStatusCodes', 'failoverAlarm', 'failoverLog', 'breaker'];

test.each([
  ['failoverStatusCode', 'failoverStatusCodes'],
  ['failoverStatuscodes', 'failoverStatusCodes'],
  ['failovreAlarm', 'failoverAlarm'],
  ['faliovreLog', 'failoverLog'],
  ['failoverLogs', 'failoverLog'],
  ['braker', 'breaker'],
  ['breaker', 'breaker'],
  ['break', 'breaker'],
])('%s was meant to be %s', (written, name) => {
  expect(nearestName(written, NAMES)).toBe(name);
});

test.each(['', 'broken-x', 'speaker-s', 'comment', 'failover', '__proto__'])('%j is no mistake for one of them', written => {
  expect(nearestName(written, NAMES)).toBeUndefined();
});

test("no option of CDK's distribution is taken for a misspelled one of this library", () => {
  const source = readFileSync(join(__dirname, '../../lib/construct/distribution-options.ts'), 'utf8');
  const ofCdk = [...source.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name!);
  expect(ofCdk.length).toBeGreaterThan(15);
  const own = [...FAILOVER_OPTIONS, 'primaryOrigin', 'secondaryOrigin', 'defaultBehavior', 'additionalBehaviors', 'directBehaviors'];
  expect(ofCdk.filter(name => nearestName(name, own))).toEqual([]);
});
