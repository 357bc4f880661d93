import { Stack, Token } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { Construct } from 'constructs';
import { checkInteger, checkOptions, refusal } from './options';
import { freeId, siteName } from './support-stack';

/** Real-time logs of the behaviors that fail over. */
export interface RealtimeLogOptions {
  /** Where CloudFront writes the records. The stream, and what reads it, are yours, and so is their cost. */
  readonly stream: kinesis.IStream;

  /**
   * The percentage of requests that are logged: a whole number from 1 to 100.
   *
   * @default 100
   */
  readonly samplingRate?: number;

  /**
   * More fields, such as `cs-uri-stem`, which has the query string as well. In each record the fields are in the order of AWS's list,
   * whatever their order here.
   *
   * @default - `timestamp`, `time-to-first-byte`, `sc-status`, `cs-method`, `x-edge-location`, `x-edge-request-id`,
   * `x-edge-result-type`, `x-edge-detailed-result-type`, `origin-fbl`, `r-host` and `sr-reason` only
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html#real-time-logs-fields
   */
  readonly additionalFields?: string[];
}

/** What shows a failover and how long it took, and nothing about the viewer. In the order in which CloudFront writes them. */
const FIELDS = [
  'timestamp', 'time-to-first-byte', 'sc-status', 'cs-method', 'x-edge-location', 'x-edge-request-id', 'x-edge-result-type',
  'x-edge-detailed-result-type', 'origin-fbl', 'r-host', 'sr-reason',
];

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html#real-time-logs-fields */
const MAX_FIELDS = 40;

/**
 * @param scope of the distribution
 * @param id of the distribution
 */
export function makeRealtimeLogs(
  scope: Construct, id: string, { stream, samplingRate = 100, additionalFields = [] }: RealtimeLogOptions,
): cloudfront.RealtimeLogConfig {
  const here = new Construct(scope, freeId(scope, `${id}RealtimeLogs`, scope));
  // CDK's own role lets CloudFront write for distributions of any account.
  const role = new iam.Role(here, 'Role', {
    assumedBy: new iam.ServicePrincipal('cloudfront.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
  const config = new cloudfront.RealtimeLogConfig(here, 'Config', {
    realtimeLogConfigName: `${siteName(scope, id)}-failovers`,
    endPoints: [cloudfront.Endpoint.fromKinesisStream(stream, role)],
    fields: [...FIELDS, ...additionalFields],
    samplingRate,
  });
  config.node.addDependency(role); // With its policy.
  return config;
}

/** @throws when an option cannot work */
export function checkRealtimeLogs(where: string, options?: RealtimeLogOptions): void {
  if (options === undefined) return;
  checkOptions(where, 'realtimeLogs', options);
  const { stream, samplingRate, additionalFields = [] } = options;
  if (typeof stream !== 'object' || !('streamArn' in stream)) {
    throw refusal(where, 'stream of realtimeLogs is not a stream.', stream, 'a kinesis.IStream', 'Change stream.');
  }
  if (samplingRate !== undefined) checkInteger(where, 'samplingRate of realtimeLogs', samplingRate, [1, 100], ' percent');
  const isNew = (field: unknown, i: number) => Token.isUnresolved(field)
    || (typeof field === 'string' && /^[a-z-]+$/.test(field) && ![...FIELDS, ...additionalFields.slice(0, i)].includes(field));
  if (Array.isArray(additionalFields) && additionalFields.every(isNew) && FIELDS.length + additionalFields.length <= MAX_FIELDS) return;
  throw refusal(
    where,
    'additionalFields of realtimeLogs is not a list of further fields.',
    additionalFields,
    `up to ${MAX_FIELDS - FIELDS.length} names from AWS's list, each once; ${FIELDS.join(', ')} are there already`,
    'Change additionalFields.',
  );
}
