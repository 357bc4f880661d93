import { CachePolicyModel, EVERYTHING, NOTHING, Selection } from './policies';
import { isUnknown, names, number, unreadable, Value } from './value';

/** A policy whose settings may be unknown until deployment. */
export type Draft<T> = { readonly [Setting in keyof T]: Value<T[Setting]> };

/** The policy when every setting is known; otherwise names the first setting that is not. */
export function settled<T extends object>(draft: Value<Draft<T>>, what: string): Value<T> {
  if (isUnknown(draft)) return draft;
  for (const [setting, value] of Object.entries(draft)) {
    if (isUnknown(value)) return { unknown: `${what}: its ${setting} depends on ${value.unknown}` };
  }
  return draft as T;
}

/** The TTLs of a cache policy or of a behavior's older settings. Each default is at least the TTL below it. */
export function times(config: Readonly<Record<string, unknown>>): Pick<Draft<CachePolicyModel>, 'minTtl' | 'defaultTtl' | 'maxTtl'> {
  const minTtl = number(config.MinTTL, 0);
  const defaultTtl = number(config.DefaultTTL, undefined) ?? atLeast(minTtl, 86_400);
  const maxTtl = number(config.MaxTTL, undefined) ?? atLeast(defaultTtl, 31_536_000);
  return { minTtl, defaultTtl, maxTtl };
}

/** @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_OriginRequestPolicyHeadersConfig.html */
export function selection(mode: unknown, list: unknown): Value<Selection> {
  switch (mode ?? 'none') {
    case 'none': return NOTHING;
    case 'all':
    case 'allViewer': return EVERYTHING;
    case 'allViewerAndWhitelistCloudFront': return withNames('all', list);
    case 'whitelist': return withNames('whitelist', list);
    case 'allExcept': return withNames('allExcept', list);
    default: return unreadable(mode);
  }
}

/** Header names are case-insensitive. */
export function lowerCase(value: Value<Selection>): Value<Selection> {
  return isUnknown(value) ? value : { ...value, names: value.names.map(name => name.toLowerCase()) };
}

function withNames(mode: Selection['mode'], list: unknown): Value<Selection> {
  const found = names(list);
  return isUnknown(found) ? found : { mode, names: found };
}

function atLeast(value: Value<number>, least: number): Value<number> {
  return isUnknown(value) ? value : Math.max(value, least);
}
