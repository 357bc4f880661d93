/** What the function logs when failover happens. */
export interface FailoverLogOptions {
  /**
   * Whether each line names the path of the request, without its query string. A path may hold what should not be in a log.
   *
   * @default false
   */
  readonly includePath?: boolean;
}
