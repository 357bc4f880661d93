import { FailureKind, OriginOutcome } from './origin';
import { discard } from './whole-body';
import { BucketModel, FunctionUrlModel, LoadBalancerModel } from '../../model/backend';
import { BehaviorModel, canListBucket, DistributionModel, OriginModel } from '../../model/distribution';
import { isKnown, isUnknown, show, Value } from '../../model/value';
import { OriginRequest } from '../forwarding/forwarding';

/** The names of load balancers belong to AWS, so only AWS could have a certificate for them. */
const OWN_NAME = /\.elb\.amazonaws\.com(\.cn)?\.?$|\.elb\.[a-z\d-]+\.amazonaws\.com(\.cn)?\.?$|\.DNSName\}$/i;

/** Whether an origin is a load balancer by the name that AWS gave it, which no certificate of its owner covers. */
export function isUncovered({ kind, domainName }: OriginModel): boolean {
  return kind === 'load-balancer' && OWN_NAME.test(show(domainName));
}

/** Whether an origin returns 403 for a Host header other than its own name. */
export function refusesHost({ kind }: OriginModel): boolean {
  return kind === 's3' || kind === 'rest-api' || kind === 'function-url';
}

/** A TCP listener leaves the protocol to the targets. */
function takesProtocol(listener: string, protocol: 'http' | 'https'): boolean {
  if (listener === '' || /TCP|QUIC/i.test(listener)) return true;
  return ['HTTPS', 'TLS', 'SSL'].includes(listener.toUpperCase()) === (protocol === 'https');
}

/** Whether a load balancer has a listener for a protocol on a port. For none at all, that is not known: others may add one. */
export function listensTo({ listeners }: LoadBalancerModel, protocol: 'http' | 'https', port: number): Value<boolean> {
  if (isUnknown(listeners)) return listeners;
  if (!listeners.length) return { unknown: 'no listener' };
  const there = listeners.filter(isKnown).filter(listener => listener.port === port).map(listener => listener.protocol);
  if (there.some(found => isUnknown(found) || takesProtocol(found, protocol))) return true;
  return [...listeners, ...there].find(isUnknown) ?? false;
}

/** Whether a bucket denies the distribution every object. A bucket whose policy is not in the template may have one from elsewhere. */
export function deniesReading({ canRead, hasPolicy }: BucketModel, { signed }: OriginModel): Value<boolean> {
  if (isUnknown(canRead)) return canRead;
  return !canRead && (hasPolicy || !signed);
}

/** Whether CloudFront may not decrypt the objects of a bucket. An origin access identity never may. */
export function deniesKey({ encryption, canDecrypt }: BucketModel, { signed, accessControl }: OriginModel): Value<boolean> {
  if (encryption === 'AES256' || (isUnknown(encryption) && !signed)) return false;
  if (isUnknown(encryption)) return encryption;
  if (!accessControl) return true;
  return isUnknown(canDecrypt) ? canDecrypt : !canDecrypt;
}

/** Whether CloudFront signs its requests with an origin access control. */
export function isSigned({ accessControl }: OriginModel): Value<boolean> {
  if (!accessControl) return false;
  return isUnknown(accessControl.signing) ? true : accessControl.signing !== 'never';
}

/** Whether a function URL wants a signature that requests do not have. */
export function wantsSignature({ authType }: FunctionUrlModel, origin: OriginModel): Value<boolean> {
  if (isSigned(origin) !== false || authType === 'NONE') return false;
  return isUnknown(authType) ? authType : true;
}

/** Whether an origin is a domain name of the distribution itself. */
export function isOwnAlias({ domainName, host }: OriginModel, { aliases }: DistributionModel): boolean {
  const own = aliases.map(alias => show(alias).toLowerCase());
  return own.includes(show(domainName).toLowerCase().replace(/\.$/, '')) || own.includes(host);
}

/**
 * The status for an object that an origin does not have. A bucket whose objects CloudFront may not list says 403, and few bucket
 * policies allow that.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function missingStatus(origin: OriginModel): 403 | 404 {
  return origin.kind === 's3' && canListBucket(origin) !== true ? 403 : 404;
}

/** Why an origin never answers a request as its server would: a failure of the connection, or a 403. */
export interface Never {
  readonly failure?: FailureKind;
  readonly why: string;
}

/** Whether an origin can never answer a request, as far as the template shows it for certain. The kinds of failures are not documented. */
export function never(
  origin: OriginModel, request: OriginRequest, behavior: BehaviorModel, distribution: DistributionModel,
): Never | undefined {
  return unreachable(origin, request) ?? denied(origin, request, behavior, distribution);
}

function unreachable(origin: OriginModel, request: OriginRequest): Never | undefined {
  const { kind, backend, protocolPolicy } = origin;
  // Without a protocol there is no such origin: see origin-config-count.
  if (kind === 's3' || kind === 'vpc' || isUnknown(protocolPolicy) || protocolPolicy === '') return undefined;
  const protocol = protocolPolicy === 'match-viewer' ? request.protocol : protocolPolicy === 'http-only' ? 'http' : 'https';
  if (backend?.kind === 'load-balancer') {
    if (backend.internal === true) return { failure: 'connect-timeout', why: 'the load balancer is internal' };
    const port = protocol === 'https' ? origin.httpsPort : origin.httpPort;
    if (isKnown(port) && listensTo(backend, protocol, port) === false) {
      return { failure: 'connect-timeout', why: `the load balancer has no listener for ${protocol.toUpperCase()} on port ${port}` };
    }
  }
  if (protocol === 'http') return undefined;
  if (kind === 's3-website') return { failure: 'connect-timeout', why: 'the website endpoint of a bucket does not accept HTTPS' };
  if (isUncovered(origin) && !hasOtherHost(origin, request)) {
    return { failure: 'tls', why: 'no certificate covers the name that AWS gave the load balancer' };
  }
  return undefined;
}

function denied(
  origin: OriginModel, request: OriginRequest, { functions }: BehaviorModel, distribution: DistributionModel,
): Never | undefined {
  const { backend } = origin;
  if (refusesHost(origin) && hasOtherHost(origin, request)) return { why: `it does not accept the Host ${request.host}` };
  if (isOwnAlias(origin, distribution)) return { why: 'it is a domain name of the distribution itself' };
  // An origin-request function may sign the request.
  if (functions.some(({ kind, eventType }) => kind === 'lambda' && eventType === 'origin-request')) return undefined;
  if (backend?.kind === 'bucket' && origin.kind === 's3') {
    if (deniesReading(backend, origin) === true) return { why: 'nothing allows the distribution to read the bucket' };
    if (deniesKey(backend, origin) === true) return { why: 'CloudFront may not decrypt the objects of the bucket' };
  }
  if (backend?.kind === 'function-url') {
    if (wantsSignature(backend, origin) === true) return { why: 'the function URL wants signed requests' };
    if (isSigned(origin) !== false && backend.authType !== 'NONE' && backend.mayInvokeUrl === false) {
      return { why: 'CloudFront may not invoke the function URL' };
    }
  }
  return undefined;
}

function hasOtherHost({ domainName }: OriginModel, { host }: OriginRequest): boolean {
  return host.toLowerCase() !== show(domainName).toLowerCase();
}

/** The outcome of a request that an origin never answers. A server that is down stays down: only an answer is replaced. */
export function instead(outcome: OriginOutcome, { failure, why }: Never): OriginOutcome {
  if (outcome.kind === 'failure' || (failure === undefined && outcome.response.status >= 500)) return outcome;
  discard(outcome.response.body);
  if (failure !== undefined) return { kind: 'failure', failure };
  const body = new TextEncoder().encode(`403 Forbidden: ${why}\n`);
  const headers = { 'content-type': ['text/plain; charset=utf-8'], 'content-length': [String(body.length)] };
  return { kind: 'response', response: { status: 403, statusText: 'Forbidden', headers, body } };
}
