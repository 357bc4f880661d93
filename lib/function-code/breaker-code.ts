import { CHOOSE_ORIGIN_CODE } from './viewer-functions.generated';

/** The code of the CloudFront function of a breaker. @param secondaryId id of the origin that it selects */
export function breakerCode(secondaryId: string): string {
  return `import cf from 'cloudfront';\nconst SECONDARY=${JSON.stringify(secondaryId)};\n${CHOOSE_ORIGIN_CODE}`;
}
