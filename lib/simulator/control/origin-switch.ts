import { UnusableInput } from '../../model/errors';
import { OriginControl } from '../origins/origin-control';

/** How an origin fails, or is slow. `normal` is neither. */
const ORIGIN_ACTIONS = {
  'normal': (origin: OriginControl) => origin,
  'refuse': (origin: OriginControl) => origin.refuse(),
  'connect-timeout': (origin: OriginControl) => origin.hangConnect(),
  'dns': (origin: OriginControl) => origin.failDns(),
  'tls': (origin: OriginControl) => origin.failTls(),
  'hang': (origin: OriginControl) => origin.hang(),
  'slow': (origin: OriginControl, delayMs: number) => origin.delay(delayMs),
} as const;

/** What an origin can be switched to on the control page: one of these, or the status with which it answers, such as `503`. */
export type OriginAction = keyof typeof ORIGIN_ACTIONS | `${number}`;

/** What an origin is switched to. */
export interface OriginState {
  readonly action: OriginAction;
  /** How long it takes for the first byte, if it is slow. */
  readonly delayMs?: number;
}

const LONGEST_DELAY_MS = 600_000;

/**
 * Switches an origin.
 * @param delayMs how slow it becomes, for the action `slow`
 * @throws UnusableInput for an unknown action or an impossible delay
 */
export function switchOrigin(origin: OriginControl, action: unknown, delayMs: unknown): OriginState {
  if (isStatus(action)) {
    origin.recover().respond(Number(action), `${origin.name} answers ${action}\n`);
    return { action };
  }
  if (typeof action !== 'string' || !Object.hasOwn(ORIGIN_ACTIONS, action)) {
    const allowed = [...Object.keys(ORIGIN_ACTIONS), 'a status from 200 to 599'].join(', ');
    throw new UnusableInput(`there is no action ${JSON.stringify(action)}. Allowed: ${allowed}.`);
  }
  const known = action as keyof typeof ORIGIN_ACTIONS;
  if (known === 'slow' && !(Number.isInteger(delayMs) && Number(delayMs) >= 0 && Number(delayMs) <= LONGEST_DELAY_MS)) {
    const got = JSON.stringify(delayMs);
    throw new UnusableInput(`delayMs cannot be ${got}. Allowed: a whole number of milliseconds from 0 to ${LONGEST_DELAY_MS}.`);
  }
  ORIGIN_ACTIONS[known](origin.recover(), Number(delayMs));
  return known === 'slow' ? { action: known, delayMs: Number(delayMs) } : { action: known };
}

/** Slow, but not too late: at most two seconds, and at most half of CloudFront's timeout. */
export function usualDelay(readSeconds: number): number {
  return Math.min(2000, readSeconds * 500);
}

function isStatus(action: unknown): action is `${number}` {
  return typeof action === 'string' && /^[2-5]\d\d$/.test(action);
}
