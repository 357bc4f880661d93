import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnOutput, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { FailoverDistribution } from 'cdk-failover-distribution';
import { Construct } from 'constructs';

const { VIEWER_REQUEST, VIEWER_RESPONSE } = cloudfront.FunctionEventType;
const { ORIGIN_REQUEST, ORIGIN_RESPONSE } = cloudfront.LambdaEdgeEventType;
const ALL = [500, 502, 503, 504];

/** A distribution whose origins and functions fail when a request asks them to, for `cdk-failover prove`. */
export class ProveStack extends Stack {
  private readonly signature: cloudfront.FunctionUrlOriginAccessControl;
  private readonly urls: Readonly<Record<'primary' | 'secondary', lambda.FunctionUrl>>;

  constructor(scope: Construct, id: string) {
    super(scope, id, { env: { region: 'us-east-1' } });
    this.signature = new cloudfront.FunctionUrlOriginAccessControl(this, 'Signature');
    this.urls = { primary: this.originFunction('Primary'), secondary: this.originFunction('Secondary') };
    const bucket = new s3.Bucket(this, 'Bucket', { enforceSSL: true, removalPolicy: RemovalPolicy.DESTROY });

    // Only `k` is part of the cache key. Every other parameter reaches origins and functions, so that one object can get other answers.
    const behavior = {
      cachePolicy: new cloudfront.CachePolicy(this, 'ByKey', {
        queryStringBehavior: cloudfront.CacheQueryStringBehavior.allowList('k'),
        minTtl: Duration.seconds(0),
        defaultTtl: Duration.seconds(0),
        maxTtl: Duration.minutes(5),
      }),
      originRequestPolicy: new cloudfront.OriginRequestPolicy(this, 'Orders', {
        queryStringBehavior: cloudfront.OriginRequestQueryStringBehavior.all(),
      }),
      allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
      cachedMethods: cloudfront.CachedMethods.CACHE_GET_HEAD_OPTIONS,
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
      realtimeLogConfig: this.realTimeLogs(),
    };
    const site = new FailoverDistribution(this, 'Site', {
      primaryOrigin: this.member('primary', 'ours-primary'),
      secondaryOrigin: this.member('secondary', 'ours-secondary'),
      breaker: {},
      defaultBehavior: behavior,
      // The replicas are deleted some hours after the distribution. Without this, so is the stack.
      edgeFunctionOptions: { removalPolicy: RemovalPolicy.RETAIN },
      comment: 'cdk-failover prove: fails on purpose',
    });

    // CDK binds the primary of a group anew for each group and behavior, so that each needs an id of its own.
    const secondary = this.member('secondary');
    const groupOf = (first: cloudfront.IOrigin, codes: number[]) =>
      new origins.OriginGroup({ primaryOrigin: first, fallbackOrigin: secondary, fallbackStatusCodes: codes });
    const group = groupOf(this.member('primary'), ALL);
    const alone = this.member('primary', 'alone');
    const edge = this.edgeFunction();
    const onResponse = { edgeLambdas: [{ eventType: ORIGIN_RESPONSE, functionVersion: edge }] };
    const onRequest = { edgeLambdas: [{ eventType: ORIGIN_REQUEST, functionVersion: edge }] };
    const choosing = { functionAssociations: [{ eventType: VIEWER_REQUEST, function: this.chooseOrigin() }] };
    const marking = { functionAssociations: [{ eventType: VIEWER_RESPONSE, function: this.viewerFunction('viewer-response') }] };
    const add = (path: string, origin: cloudfront.IOrigin, options: Partial<cloudfront.BehaviorOptions> = {}) =>
      site.addBehavior(`${path}/*`, origin, { ...behavior, ...options });

    add('plain', group);
    add('options', group, { cachedMethods: cloudfront.CachedMethods.CACHE_GET_HEAD });
    add('function', group, onResponse);
    add('request-function', group, onRequest);
    add('alone', alone);
    add('alone-function', alone, { ...onResponse, ...marking });
    add('chosen', alone, { ...choosing, allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL });
    add('chosen-member', group, { ...choosing, ...onResponse });
    add('bucket', origins.S3BucketOrigin.withOriginAccessControl(bucket, {
      originId: 'bucket', customHeaders: { 'x-prove-origin': 'bucket' },
    }), onResponse);
    add('budget', groupOf(this.member('primary', 'budget', {
      connectionAttempts: 3, responseCompletionTimeout: Duration.seconds(3),
    }), [504]));

    for (const [name, domainName, codes, options] of this.failingOrigins()) {
      const failing = (originId: string) => new origins.HttpOrigin(domainName, {
        originId, connectionAttempts: 1, connectionTimeout: Duration.seconds(3), readTimeout: Duration.seconds(2), ...options,
      });
      const origin = failing(name);
      add(name, origin);
      add(`${name}-function`, origin, onResponse);
      for (const code of codes) add(`${name}-${code}`, groupOf(failing(`${name}-${code}`), [code]));
    }

    Validations.of(site).acknowledge(
      { id: 'cdk-failover-distribution::handler-masks-failover', reason: 'Whether failover sees the mask is asked.' },
      { id: 'cdk-failover-distribution::handler-leaves-entity-headers', reason: 'What a wrong Content-Length leads to is asked.' },
      { id: 'cdk-failover-distribution::website-endpoint-https', reason: 'An origin that gives no answer is wanted.' },
      { id: 'cdk-failover-distribution::failover-misses-outage', reason: 'Which failure counts as which code is asked.' },
      { id: 'cdk-failover-distribution::options-not-cached', reason: 'Whether these fail over is asked.' },
      { id: 'cdk-failover-distribution::origin-chosen-by-function', reason: 'Which origin responds then is asked.' },
      { id: 'cdk-failover-distribution::signed-writes', reason: 'prove sends x-amz-content-sha256.' },
    );
    new CfnOutput(this, 'Url', { value: `https://${site.distributionDomainName}` });
  }

  /** An origin that obeys the query string. Its role is a custom header, which no viewer can send. */
  private member(role: 'primary' | 'secondary', originId: string = role, options: cloudfront.OriginProps = {}): cloudfront.IOrigin {
    return origins.FunctionUrlOrigin.withOriginAccessControl(this.urls[role], {
      originId,
      originAccessControl: this.signature,
      customHeaders: { 'x-prove-origin': role },
      connectionAttempts: 2,
      connectionTimeout: Duration.seconds(3),
      readTimeout: Duration.seconds(2),
      ...options,
    });
  }

  /** Origins that never respond, each in its own way, with the failover criteria to try them with. */
  private failingOrigins(): ReadonlyArray<readonly [name: string, domainName: string, codes: number[], options?: origins.HttpOriginProps]> {
    const s3Endpoint = `s3.${this.region}.amazonaws.com`;
    const closed: string = this.node.tryGetContext('closedOrigin') ?? `${s3Endpoint}:8080`;
    const [closedHost, closedPort] = closed.split(':');
    if (!Number(closedPort)) throw new Error(`closedOrigin is not a host and a port. Got: ${closed}. Write it like example.com:8080.`);
    return [
      // A name that is reserved for not existing: RFC 6761.
      ['dns', this.node.tryGetContext('dnsOrigin') ?? 'origin.invalid', [502, 503]],
      // S3 speaks HTTP on port 80, so a TLS handshake fails there.
      ['tls', s3Endpoint, [502, 503], { httpsPort: 80 }],
      // Nobody listens. Whether the port refuses or drops what comes is seen when it is asked.
      ['closed', closedHost!, [502, 503], { protocolPolicy: cloudfront.OriginProtocolPolicy.HTTP_ONLY, httpPort: Number(closedPort) }],
      // Website endpoints have no HTTPS: what comes to port 443 gets no answer.
      ['silent', `cdk-failover-prove.s3-website-${this.region}.amazonaws.com`, [503]],
    ];
  }

  private originFunction(id: string): lambda.FunctionUrl {
    const origin = new lambda.Function(this, id, {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: handler('origin'),
      timeout: Duration.seconds(15),
    });
    return origin.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM, invokeMode: lambda.InvokeMode.RESPONSE_STREAM });
  }

  private edgeFunction(): lambda.IVersion {
    const edge = new lambda.Function(this, 'Edge', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: handler('edge'),
      role: new iam.Role(this, 'EdgeRole', {
        assumedBy: new iam.CompositePrincipal(
          new iam.ServicePrincipal('lambda.amazonaws.com'),
          new iam.ServicePrincipal('edgelambda.amazonaws.com'),
        ),
        managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')],
      }),
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    });
    edge.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return edge.currentVersion;
  }

  /** The breaker's calls, with a store that says for ever that the primary is down. */
  private chooseOrigin(): cloudfront.Function {
    return this.viewerFunction('choose-origin', new cloudfront.KeyValueStore(this, 'Store', {
      source: cloudfront.ImportSource.fromInline(JSON.stringify({ data: [{ key: 'primary', value: 'down-until:4102444800' }] })),
    }));
  }

  private viewerFunction(name: string, keyValueStore?: cloudfront.KeyValueStore): cloudfront.Function {
    return new cloudfront.Function(this, name, {
      runtime: cloudfront.FunctionRuntime.JS_2_0,
      code: cloudfront.FunctionCode.fromFile({ filePath: join(__dirname, 'handlers', `${name}.js`) }),
      keyValueStore,
    });
  }

  /** The only record of CloudFront's own that names failover. It costs money, so it is off: `-c realTimeLogs=true`. */
  private realTimeLogs(): cloudfront.RealtimeLogConfig | undefined {
    if (String(this.node.tryGetContext('realTimeLogs')) !== 'true') return undefined;
    const stream = new kinesis.Stream(this, 'Log', { shardCount: 1, removalPolicy: RemovalPolicy.DESTROY });
    return new cloudfront.RealtimeLogConfig(this, 'RealTimeLogs', {
      samplingRate: 100,
      fields: ['timestamp', 'x-edge-request-id', 'cs-uri-stem', 'sc-status', 'x-edge-result-type', 'r-host', 'sr-reason'],
      endPoints: [cloudfront.Endpoint.fromKinesisStream(stream)],
    });
  }
}

function handler(name: string): lambda.Code {
  return lambda.Code.fromInline(readFileSync(join(__dirname, 'handlers', `${name}.js`), 'utf8'));
}
