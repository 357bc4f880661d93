import { Token } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { BreakerOptions } from './failover-options';
import { checkOptions, refusal } from './options';
import { freeId, siteName } from './support-stack';
import { breakerCode } from '../function-code/viewer-functions';

/** Sends requests to the secondary alone while a key-value store says so: a primary that is down then costs no viewer any time. */
export class Breaker {
  /** Runs on the viewer requests of every behavior that fails over. */
  readonly viewerRequest: cloudfront.Function;
  readonly store: cloudfront.KeyValueStore;

  /**
   * @param scope of the distribution
   * @param id of the distribution
   * @param secondaryId the id of the secondary origin, which may be known later
   */
  constructor(scope: Construct, id: string, { storeName }: BreakerOptions, secondaryId: string) {
    const here = new Construct(scope, freeId(scope, `${id}Breaker`, scope));
    const name = `${siteName(scope, id)}-breaker`;
    this.store = new cloudfront.KeyValueStore(here, 'Store', {
      keyValueStoreName: storeName ?? name,
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
}

/** @throws when an option cannot work */
export function checkBreaker(where: string, options?: BreakerOptions): void {
  checkOptions(where, 'breaker', options);
  const { storeName } = options ?? {};
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
