import { AttachedHandler } from './attached-handler';
import { Seen } from './job';
import { Trial } from './trial';
import { LoadedCode } from '../../function-code/load-code';
import { OriginModel } from '../../model/distribution';
import { isUnknown, show, Value } from '../../model/value';

/** What was found out about a handler: all that the rules look at. */
export interface Observation {
  readonly handler: AttachedHandler;
  /** The failover criteria, as far as they are known. */
  readonly statusCodes: readonly number[];
  /** Whether some of them are not known. */
  readonly hasUnknownCodes: boolean;
  readonly tries: readonly Try[];
}

/** A trial, and what the handler did in it. */
export interface Try {
  readonly trial: Trial;
  readonly seen: Seen;
}

export function hasUnknownCodes({ group: { statusCodes } }: AttachedHandler): boolean {
  return isUnknown(statusCodes) || statusCodes.some(isUnknown);
}

/**
 * What a handler may tell the primary by, and only a deployment knows: its domain name, where the code says `domainName`, and the values
 * of custom headers that the code names. The trials have other values in their place, so they tell nothing about the primary.
 */
export function undecidedBy({ domainName, customHeaders }: OriginModel, files: LoadedCode['files']): string | undefined {
  const named = (name: string) => Object.values(files).some(text => text.toLowerCase().includes(name.toLowerCase()));
  const undecided = (value: Value<unknown>, name: string) => (isUnknown(value) && named(name) ? `its ${name}, which is ${show(value)}` : undefined);
  return undecided(domainName, 'domainName') ?? customHeaders.map(({ name, value }) => undecided(value, show(name))).find(Boolean);
}
