import { isDeepStrictEqual } from 'node:util';
import { dump } from 'js-yaml';

type Mapping = Readonly<Record<string, unknown>>;

/** What a part is compared with: whatever differs from either of them is in the snippet. */
interface Others {
  readonly base: unknown;
  /** Settings that only the counterpart has are named in the snippet. */
  readonly counterpart: unknown;
}

/** Longer lists are shortened. */
const MAX_ITEMS = 8;

/** Settings that identify a mapping, and are always in the snippet. */
const NAMES = ['Type', 'Id', 'OriginId', 'PathPattern', 'ErrorCode', 'EventType'];

/** Marks text that is not a string of the template. */
const RAW = '\u00a7';

/**
 * The difference between a template and others, resource by resource, in YAML.
 *
 * @param base the template to compare with
 * @param counterpart the passing template of a failing one, and the other way round
 */
export function templateSnippet(template: object, { base, counterpart }: { base: object; counterpart: object }): string {
  const resources = (body: object) => (body as { Resources: Mapping }).Resources;
  const part = pick(resources(template), { base: resources(base), counterpart: resources(counterpart) });
  return unmark(dump(part, { lineWidth: -1, noRefs: true }));
}

function pick(value: unknown, { base, counterpart }: Others): unknown {
  if (isMapping(value)) return pickFromMapping(value, { base, counterpart });
  if (Array.isArray(value)) return pickFromList(value, { base, counterpart });
  return written(value);
}

function pickFromMapping(mapping: Mapping, { base, counterpart }: Others): unknown {
  const picked: Record<string, unknown> = {};
  for (const key of Object.keys(mapping)) {
    const others = { base: at(base, key), counterpart: at(counterpart, key) };
    if (!isDeepStrictEqual(mapping[key], others.base) || !isDeepStrictEqual(mapping[key], others.counterpart)) {
      picked[key] = isComparable(mapping[key], others) ? pick(mapping[key], others) : whole(mapping[key], others);
    }
  }
  for (const key of Object.keys(isMapping(counterpart) ? counterpart : {})) {
    if (mapping[key] === undefined) picked[`${RAW}no ${key}`] = null;
  }
  const names = NAMES.filter(name => name in mapping && !(name in picked)).map(name => [name, written(mapping[name])]);
  return Object.fromEntries([...names, ...Object.entries(picked)]);
}

function pickFromList(list: readonly unknown[], { base, counterpart }: Others): unknown {
  return list.flatMap((item, i) => {
    const others = { base: at(base, i), counterpart: at(counterpart, i) };
    return isDeepStrictEqual(item, others.base) && isDeepStrictEqual(item, others.counterpart) ? [] : [pick(item, others)];
  });
}

/** Omits larger list items that are the same in all three. */
function whole(value: unknown, { base, counterpart }: Others): unknown {
  if (!Array.isArray(value) || value.length > MAX_ITEMS) return written(value);
  const isIn = (list: unknown, item: unknown) => Array.isArray(list) && list.some(other => isDeepStrictEqual(other, item));
  return written(value.filter(item => !isMapping(item) || Object.keys(item).length < 3 || !isIn(base, item) || !isIn(counterpart, item)));
}

/** Whether to compare mappings key by key, or lists item by item: the lists must have the same items, by name. */
function isComparable(value: unknown, { base, counterpart }: Others): boolean {
  const all = [value, base, counterpart];
  if (all.every(isMapping)) return !isIntrinsic(value as Mapping);
  if (!all.every(Array.isArray)) return false;
  return isDeepStrictEqual(namesIn(value), namesIn(base)) && isDeepStrictEqual(namesIn(value), namesIn(counterpart));
}

/** The names of the items of a list. An item without a name equals no other. */
function namesIn(list: unknown): unknown {
  return (list as unknown[]).map(item => NAMES.map(name => at(item, name)).find(name => name !== undefined) ?? Symbol());
}

/** A value ready to be dumped: intrinsic functions in short form, short lists on one line, long text and lists shortened. */
function written(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/(.)\1{49,}/g, (run, character) => `${character.repeat(5)}(${run.length} times)`);
  if (Array.isArray(value)) return writtenList(value);
  if (!isMapping(value)) return value;
  const { Ref, 'Fn::GetAtt': attribute } = value;
  if (typeof Ref === 'string') return `${RAW}!Ref ${Ref}${RAW}`;
  if (Array.isArray(attribute)) return `${RAW}!GetAtt ${attribute.join('.')}${RAW}`;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, written(item)]));
}

function writtenList(list: readonly unknown[]): unknown {
  const quoted = (item: unknown) => (typeof item === 'string' && !/^[\w.-]+$/.test(item) ? `'${item}'` : item);
  if (list.every(item => typeof item !== 'object')) return `${RAW}[${list.map(quoted).join(', ')}]${RAW}`;
  if (list.length <= MAX_ITEMS) return list.map(written);
  return [...list.slice(0, 2).map(written), `${RAW}# ... ${list.length} items in total${RAW}`];
}

function unmark(yaml: string): string {
  return yaml
    .replace(new RegExp(`^(\\s*)${RAW}(no \\w+): null$`, 'gm'), '$1# $2')
    .replace(new RegExp(`- ['"]?${RAW}(#.*)${RAW}['"]?$`, 'gm'), '$1')
    .replace(new RegExp(`'${RAW}(.*)${RAW}'$`, 'gm'), (_, text: string) => text.replaceAll("''", "'"))
    .replace(new RegExp(`${RAW}(.*)${RAW}$`, 'gm'), '$1');
}

function at(value: unknown, key: string | number): unknown {
  return isMapping(value) || Array.isArray(value) ? (value as Mapping)[key] : undefined;
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIntrinsic(value: Mapping): boolean {
  const [key, ...more] = Object.keys(value);
  return more.length === 0 && (key === 'Ref' || key?.startsWith('Fn::') === true);
}
