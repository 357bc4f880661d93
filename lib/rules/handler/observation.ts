import { AttachedHandler } from './attached-handler';
import { Seen } from './job';
import { Trial } from './trial';
import { LoadedCode } from '../../function-code/load-code';
import { OriginModel } from '../../model/distribution';
import { isUnknown, show, Value } from '../../model/value';

/** The results of trying a handler: everything that the rules look at. */
export interface Observation {
  readonly handler: AttachedHandler;
  /** The known failover criteria. */
  readonly statusCodes: readonly number[];
  /** Whether some criteria are unknown. */
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
 * Something by which a handler may recognize the primary, but which is known only at deployment: its domain name, when the code
 * mentions `domainName`, or the value of a custom header that the code mentions. Trials use other values, so they prove nothing
 * about the primary.
 */
export function undecidedBy({ domainName, customHeaders }: OriginModel, files: LoadedCode['files']): string | undefined {
  const named = (name: string) => Object.values(files).some(text => text.toLowerCase().includes(name.toLowerCase()));
  const undecided = (value: Value<unknown>, name: string) =>
    (isUnknown(value) && named(name) ? `its ${name}, which is ${show(value)}` : undefined);
  return undecided(domainName, 'domainName') ?? customHeaders.map(({ name, value }) => undecided(value, show(name))).find(Boolean);
}
