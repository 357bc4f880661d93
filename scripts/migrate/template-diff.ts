import { isDeepStrictEqual } from 'node:util';
import { Resource, Stacks } from './starting-points';

type Mapping = Readonly<Record<string, unknown>>;

/** Longer values are cut short. */
const MAX_LENGTH = 120;

/**
 * What a deployment changes, stack by stack, as the lines of a diff. Of a resource that is added only the type is shown, and the id where
 * the stack exists.
 */
export function templateDiff(before: Stacks, after: Stacks): string {
  return namesIn(before, after).flatMap(stack => stackDiff(stack, before[stack], after[stack])).join('\n');
}

function stackDiff(name: string, before?: Stacks[string], after: Stacks[string] = {}): string[] {
  if (!before) return [`@@ new stack ${name} @@`, `+${Object.values(after).map(({ Type }) => Type).join(', ')}`];
  const diffs = namesIn(before, after).map(id => resourceDiff(id, before[id], after[id]));
  const changes = diffs.flat();
  const same = diffs.length - diffs.filter(lines => lines.length).length;
  return changes.length
    ? [`@@ stack ${name} @@`, ...changes, ...(same ? [` no change: ${same} other resource${same > 1 ? 's' : ''}`] : [])]
    : [];
}

function resourceDiff(id: string, before?: Resource, after?: Resource): string[] {
  if (!before) return [`+${id} (${after!.Type})`];
  if (!after) return [`-${id} (${before.Type})`];
  const lines = valueDiff('', before.Properties, after.Properties);
  return lines.length ? [` ${id} (${after.Type})`, ...lines] : [];
}

function valueDiff(path: string, before: unknown, after: unknown): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  const [old, now] = [byName(before), byName(after)];
  if (old && now) return namesIn(old, now).flatMap(name => valueDiff(path ? `${path}.${name}` : name, old[name], now[name]));
  const line = (sign: string, value: unknown) =>
    value === undefined ? [] : [`${sign}  ${path.replace('DistributionConfig.', '')}: ${shown(value)}`];
  return [...line('-', before), ...line('+', after)];
}

/** The parts of a mapping; of a list, its items by their ids. */
function byName(value: unknown): Mapping | undefined {
  if (Array.isArray(value)) {
    return value.every(item => typeof item?.Id === 'string') ? Object.fromEntries(value.map(item => [item.Id, item])) : undefined;
  }
  return typeof value === 'object' && value !== null && !isIntrinsic(value) ? value as Mapping : undefined;
}

function namesIn(before: Mapping = {}, after: Mapping = {}): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}

function isIntrinsic(value: object): boolean {
  return /^(Ref|Fn::.*)$/.test(Object.keys(value)[0] ?? '');
}

function shown(value: unknown): string {
  const text = flow(value);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}...` : text;
}

/** In one line, references by the name of their resource. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const { 'Ref': ref, 'Fn::GetAtt': attribute } = value as { 'Ref'?: string; 'Fn::GetAtt'?: string[] };
  if (ref) return ref;
  if (attribute) return attribute.join('.');
  return `{${Object.entries(value).map(([name, part]) => `${name}: ${flow(part)}`).join(', ')}}`;
}
