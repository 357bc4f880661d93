import { UnusableInput } from '../../model/errors';
import { OriginControl } from '../origins/origin-control';

/** What an origin can be switched to on the control page. */
export const ORIGIN_ACTIONS = ['normal', '503', '500', '404', 'refuse', 'hang', 'slow'] as const;

export type OriginAction = typeof ORIGIN_ACTIONS[number];

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
  if (!isAction(action)) throw new UnusableInput(`there is no action ${JSON.stringify(action)}. Allowed: ${ORIGIN_ACTIONS.join(', ')}.`);
  if (action === 'slow' && !(Number.isInteger(delayMs) && Number(delayMs) >= 0 && Number(delayMs) <= LONGEST_DELAY_MS)) {
    const got = JSON.stringify(delayMs);
    throw new UnusableInput(`delayMs cannot be ${got}. Allowed: a whole number of milliseconds from 0 to ${LONGEST_DELAY_MS}.`);
  }
  origin.recover();
  if (action === 'refuse') origin.refuse();
  else if (action === 'hang') origin.hang();
  else if (action === 'slow') origin.delay(Number(delayMs));
  else if (action !== 'normal') origin.respond(Number(action), `${origin.name} answers ${action}\n`);
  return action === 'slow' ? { action, delayMs: Number(delayMs) } : { action };
}

/** Slow, but not too late: at most two seconds, and at most half of CloudFront's timeout. */
export function usualDelay(readSeconds: number): number {
  return Math.min(2000, readSeconds * 500);
}

function isAction(action: unknown): action is OriginAction {
  return (ORIGIN_ACTIONS as readonly unknown[]).includes(action);
}
