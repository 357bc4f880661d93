import { Stack, Token } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { BreakerTrigger } from './breaker-trigger';
import { BreakerOptions } from './failover-options';
import { FailoverSignal } from './failover-signal';
import { checkOptions, refusal } from './options';
import { freeId, placesOf, siteName } from './support-stack';
import { breakerCode } from '../function-code/viewer-functions';

/** Sends requests to the secondary alone while a key-value store says so: a primary that is down then costs no viewer any time. */
export class Breaker {
  /** Runs on the viewer requests of every behavior that fails over. */
  readonly viewerRequest: cloudfront.Function;
  readonly store: cloudfront.KeyValueStore;

  private readonly storeName: string;

  /**
   * @param scope of the distribution
   * @param id of the distribution
   * @param secondaryId the id of the secondary origin, which may be known later
   */
  constructor(
    private readonly scope: Construct,
    private readonly id: string,
    private readonly options: BreakerOptions,
    secondaryId: string,
  ) {
    const here = new Construct(scope, freeId(scope, `${id}Breaker`, scope));
    const name = `${siteName(scope, id)}-breaker`;
    this.storeName = options.storeName ?? name;
    this.store = new cloudfront.KeyValueStore(here, 'Store', {
      keyValueStoreName: this.storeName,
      comment: 'primary = up, or down-until:<seconds since 1970>',
      source: cloudfront.ImportSource.fromInline(JSON.stringify({ data: [{ key: 'primary', value: 'up' }] })),
    });
    this.viewerRequest = new cloudfront.Function(here, 'Function', {
      functionName: name,
      runtime: cloudfront.FunctionRuntime.JS_2_0,
      code: cloudfront.FunctionCode.fromInline(breakerCode(secondaryId)),
      comment: 'Chooses the secondary while the breaker is open, for cdk-failover-distribution',
      keyValueStore: this.store,
    });
  }

  /** Makes what opens it, if anything is to. */
  makeOpener(edgeStack: Stack, signal?: FailoverSignal): void {
    const { scope, id, store, storeName, options: { openedBy: trigger } } = this;
    if (!trigger) return;
    // Loaded only where something opens the breaker.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { BreakerOpener } = require('./breaker-opener') as typeof import('./breaker-opener');
    new BreakerOpener({ ...placesOf(scope, id, 'BreakerOpener', edgeStack), site: siteName(scope, id), store, storeName, trigger, signal });
  }
}

/** @throws when an option cannot work */
export function checkBreaker(where: string, options: BreakerOptions | undefined, hasAlarm: boolean): void {
  checkOptions(where, 'breaker', options);
  const { storeName, openedBy } = options ?? {};
  if (openedBy !== undefined && !(openedBy instanceof BreakerTrigger)) {
    throw refusal(
      where,
      'openedBy is not a BreakerTrigger.',
      openedBy,
      'BreakerTrigger.failovers(…), alarm(…) or healthCheck(…)',
      'Change openedBy.',
    );
  }
  if (openedBy?._source.failovers && !hasAlarm) {
    throw refusal(
      where,
      'BreakerTrigger.failovers needs the function that counts responses of the secondary.',
      'no failoverAlarm',
      'failoverAlarm: {} or with settings',
      'Set failoverAlarm.',
    );
  }
  if (openedBy && Token.isUnresolved(storeName)) {
    throw refusal(
      where,
      'storeName has to be known at synthesis, for what opens the breaker is in us-east-1 and knows the store by its name.',
      storeName,
      'literal text',
      'Write the name out, or leave it out.',
    );
  }
  if (storeName === undefined || Token.isUnresolved(storeName)) return;
  if (typeof storeName === 'string' && /^[\w-]{1,64}$/.test(storeName)) return;
  throw refusal(
    where,
    'storeName is not a name that CloudFront accepts.',
    storeName,
    '1 to 64 letters, digits, hyphens and underscores',
    'Change storeName.',
  );
}
