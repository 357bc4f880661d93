import { pairs } from './arguments';
import { ASSUMPTION_VALUES, Assumptions } from '../simulator/journey/assumptions';

/**
 * The assumptions of `--assume NAME=VALUE`, as often as it is given. The edge tells what it does not know.
 * @throws UnusableInput
 */
export function assumptionsOf(values: readonly string[]): Partial<Assumptions> {
  return Object.fromEntries([...pairs('--assume', values, 'connectFailureIs=503')].map(([name, text]) => [name, valueOf(name, text)]));
}

function valueOf(name: string, text: string): unknown {
  const values: readonly unknown[] = Object.hasOwn(ASSUMPTION_VALUES, name) ? ASSUMPTION_VALUES[name as keyof Assumptions] : [];
  return values.find(value => String(value) === text) ?? text;
}
