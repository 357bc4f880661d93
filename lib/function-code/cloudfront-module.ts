import { AssociationModel } from '../model/distribution';

type KeyValues = AssociationModel['keyValues'];

/** What the module needs from its surroundings. */
export interface CloudFrontHost {
  /** Data of the key-value store; undefined without a store. */
  readonly keyValues: KeyValues | undefined;
  /** Records a call that chooses the origin: a method and its arguments, as JSON. */
  chose(json: string): void;
  /** Records that the function needs something that it does not get here, and describes it. */
  refusal(what: string): Error;
  stringify(value: unknown): string;
  parse(text: string): unknown;
}

/**
 * The module `cloudfront` of CloudFront Functions.
 *
 * Runs inside the worker: its source text is sent there, so it must not refer to anything outside itself.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-custom-methods.html
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/helper-functions-origin-modification.html
 */
export function cloudFrontModule({ keyValues, chose, refusal, stringify, parse }: CloudFrontHost): object {
  const data = () => {
    if ('unknown' in keyValues!) throw refusal(String(keyValues.unknown));
    return keyValues as Readonly<Record<string, string>>;
  };
  const get = async (key: string, { format = 'string' }: { format?: string } = {}) => {
    const values = data();
    if (!Object.hasOwn(values, key)) throw Object.assign(new Error('KeyNotFound'), { name: 'KeyNotFound' });
    const value = values[key]!;
    return format === 'json' ? parse(value) : format === 'bytes' ? Buffer.from(value) : value;
  };
  const meta = async () => {
    const keyCount = Object.keys(data()).length;
    return { creationDateTime: '2026-01-01T00:00:00Z', lastUpdatedDateTime: '2026-01-01T00:00:00Z', keyCount };
  };
  const store = {
    get,
    exists: async (key: string) => Object.hasOwn(data(), key),
    count: async () => (await meta()).keyCount,
    meta,
  };
  const choosing = ['updateRequestOrigin', 'selectRequestOriginById', 'createRequestOriginGroup']
    .map(method => [method, (...args: unknown[]) => chose(stringify({ method, args }))] as const);
  const kvs = () => {
    if (keyValues === undefined) throw Object.assign(new Error('KVSNamespaceNotFound'), { name: 'KVSNamespaceNotFound' });
    return store;
  };
  return { kvs, ...Object.fromEntries(choosing) };
}
