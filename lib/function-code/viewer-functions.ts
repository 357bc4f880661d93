import { CHOOSE_ORIGIN_CODE, COUNT_FAILOVER_CODE } from './viewer-functions.generated';

/**
 * The code of the CloudFront function of a breaker.
 * @param secondaryId id of the origin that it selects
 */
export function breakerCode(secondaryId: string): string {
  return `import cf from 'cloudfront';\nconst SECONDARY=${JSON.stringify(secondaryId)};\n${CHOOSE_ORIGIN_CODE}`;
}

/** Whether a CloudFront function is byte for byte one that this version of the library generates. Then it is known to be harmless. */
export function isOwnViewerFunction(code: unknown): boolean {
  const [, secondaryId] = /\nconst SECONDARY="([^"\\]*)";\n/.exec(String(code)) ?? [];
  return code === COUNT_FAILOVER_CODE || (secondaryId !== undefined && code === breakerCode(secondaryId));
}
