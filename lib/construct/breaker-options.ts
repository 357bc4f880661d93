/**
 * Settings of the breaker.
 *
 * @experimental
 */
export interface BreakerOptions {
  /**
   * The name of the key-value store that opens and closes the breaker: up to 64 letters, digits, hyphens and underscores. No other store of
   * the account has it.
   *
   * @default - made of the names of the stack, its Region and the distribution, with `-breaker`
   */
  readonly storeName?: string;
}
