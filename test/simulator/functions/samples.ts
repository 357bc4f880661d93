import { Policy } from '../../../lambda/policy';
import { Invocation } from '../../../lib/function-code/function-result';
import { LoadedCode } from '../../../lib/function-code/load-code';
import { EdgeRequest, EdgeResponse } from '../../../lib/function-code/message';
import { ORIGIN_RESPONSE_CODE } from '../../../lib/function-code/origin-response-code.generated';
import { OriginModel } from '../../../lib/model/distribution';
import { FunctionModel, POLICY_PREFIX } from '../../../lib/model/lambda-function';
import { LambdaRunner, RunnerOptions } from '../../../lib/simulator/functions/lambda-runner';

export const CONFIG = {
  distributionDomainName: 'd111111abcdef8.cloudfront.net',
  distributionId: 'EDFDVBD6EXAMPLE',
  requestId: 'request-id',
};

export const POLICY: Policy = {
  failover: [500, 502, 503, 504],
  rewrite: [[500, 599]],
  status: 200,
  statusDescription: 'OK',
  body: '<h1>Back soon</h1>',
  headers: [['content-type', 'text/html; charset=utf-8'], ['cache-control', 'no-store']],
};

/** What the construct makes of a policy. */
export function ownCode(policy: Policy = POLICY): string {
  return `${POLICY_PREFIX}${JSON.stringify(policy)};\n${ORIGIN_RESPONSE_CODE}`;
}

export function functionModel(changes: Partial<FunctionModel> = {}): FunctionModel {
  return {
    logicalId: 'Fn',
    template: 'Stack',
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    memorySize: 128,
    timeout: 3,
    architectures: ['x86_64'],
    ephemeralStorage: 512,
    code: { text: 'exports.handler = async event => event;' },
    region: 'us-east-1',
    trusts: ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'],
    retained: false,
    versionRetained: false,
    through: [],
    unsupported: [],
    undecided: [],
    ...changes,
  };
}

/** Code of one file, as it is in a template. */
export function inline(text: string): LoadedCode {
  return { files: { 'index.js': text }, entry: 'index.js', handlerName: 'handler' };
}

const open: LambdaRunner[] = [];

/** A runner that is closed after the test file. */
export function runner(code: string | LoadedCode, options: Partial<RunnerOptions> = {}): LambdaRunner {
  const made = new LambdaRunner(typeof code === 'string' ? inline(code) : code, { timeoutMs: 5000, memoryMb: 128, ...options });
  open.push(made);
  return made;
}

afterAll(async () => {
  await Promise.all(open.splice(0).map(made => made.close()));
});

/** Runs code once. */
export function run(code: string | LoadedCode, event: unknown = {}, options?: Partial<RunnerOptions>): Promise<Invocation> {
  return runner(code, options).invoke(event);
}

export function returned(result: unknown): Invocation {
  return { outcome: 'returned', result, log: [] };
}

export function request(changes: Partial<EdgeRequest> = {}): EdgeRequest {
  return {
    method: 'GET',
    protocol: 'https',
    path: '/index.html',
    query: 'a=1',
    headers: { 'host': ['www.example.com'], 'user-agent': ['curl/8'], 'x-forwarded-proto': ['https'], 'via': ['2.0 edge'] },
    clientIp: '203.0.113.178',
    ...changes,
  };
}

export function response(changes: Partial<EdgeResponse> = {}): EdgeResponse {
  return {
    status: 503,
    statusText: 'Service Unavailable',
    headers: { 'content-type': ['text/plain'], 'content-length': ['4'], 'x-cache': ['Miss'], 'via': ['1.1 varnish'] },
    body: new TextEncoder().encode('gone'),
    ...changes,
  };
}

export function originModel(changes: Partial<OriginModel> = {}): OriginModel {
  return {
    property: 'Origins.0',
    id: 'primary',
    kind: 'custom',
    domainName: 'origin.example.com',
    originPath: '',
    customHeaders: [{ name: 'X-Failover-Role', value: 'primary' }],
    connectionAttempts: 3,
    connectionTimeout: 10,
    readTimeout: 30,
    protocolPolicy: 'https-only',
    httpPort: 80,
    httpsPort: 443,
    mutualTls: false,
    signed: false,
    configs: ['CustomOriginConfig'],
    host: 'origin.example.com',
    ...changes,
  };
}
