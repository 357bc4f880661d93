import { EdgeRequest, EdgeResponse, Headers } from '../../../lib/function-code/message';
import { BehaviorModel, OriginModel } from '../../../lib/model/distribution';
import { CachePolicyModel, NOTHING } from '../../../lib/model/policies';

export const DAY = 86_400;
export const YEAR = 365 * DAY;

/** Midnight of the first day of 2026. */
export const NOW = Date.UTC(2026, 0, 1);

/** A cache policy that takes nothing of the request, with CloudFront's default times. */
export function cachePolicy(changes: Partial<CachePolicyModel> = {}): CachePolicyModel {
  return Object.freeze({
    minTtl: 0,
    defaultTtl: DAY,
    maxTtl: YEAR,
    headers: NOTHING,
    cookies: NOTHING,
    queryStrings: NOTHING,
    gzip: false,
    brotli: false,
    ...changes,
  });
}

export function behavior(changes: Partial<BehaviorModel> = {}): BehaviorModel {
  return Object.freeze({
    property: 'DistributionConfig.DefaultCacheBehavior',
    pathPattern: '*',
    target: 'origin',
    allowedMethods: ['GET', 'HEAD', 'OPTIONS'],
    cachedMethods: ['GET', 'HEAD'],
    grpc: false,
    minTtl: 0,
    hasCachePolicy: true,
    statedTtls: {},
    viewerProtocolPolicy: 'allow-all',
    compress: false,
    restricted: false,
    cachePolicy: cachePolicy(),
    forwardsHost: false,
    realtimeLogs: false,
    functions: [],
    ...changes,
  });
}

export function origin(changes: Partial<OriginModel> = {}): OriginModel {
  return Object.freeze({
    property: 'DistributionConfig.Origins.0',
    id: 'origin',
    kind: 'custom',
    domainName: 'www.example.com',
    originPath: '',
    customHeaders: [],
    connectionAttempts: 3,
    connectionTimeout: 10,
    readTimeout: 30,
    protocolPolicy: 'https-only',
    httpPort: 80,
    httpsPort: 443,
    mutualTls: false,
    signed: false,
    configs: ['CustomOriginConfig'],
    host: 'www.example.com',
    ...changes,
  });
}

export function request(changes: Partial<EdgeRequest> = {}): EdgeRequest {
  return { method: 'GET', protocol: 'https', path: '/', query: '', headers: {}, clientIp: '192.0.2.2', ...changes };
}

export function response(status: number, headers: Headers = {}, body = ''): EdgeResponse & { body: Uint8Array } {
  return { status, statusText: '', headers, body: new TextEncoder().encode(body) };
}
