import { Resource } from './template';
import { distributionConfig } from './terraform-distribution';
import { defined, Instance, one, Others, referenced } from './terraform-values';
import { isUnknown, listOf, Properties, recordOf, show } from './value';

/** The CloudFormation resources for one of Terraform; none where it does not matter for a distribution. */
export function resourcesOf(instance: Instance, others: Others): Record<string, Resource> {
  return instance.isData || !Object.hasOwn(TYPES, instance.type) ? {} : TYPES[instance.type]!(instance, others);
}

type Convert = (instance: Instance, others: Others) => Record<string, Resource>;

/** A resource of its own, with these properties. */
function as(Type: string, properties: (values: Properties, others: Others) => object): Convert {
  return ({ logicalId, values }, others) => ({ [logicalId]: { Type, Properties: defined(properties(values, others)) } });
}

const TYPES: Readonly<Record<string, Convert>> = {
  aws_cloudfront_distribution: as('AWS::CloudFront::Distribution', (values, others) =>
    ({ DistributionConfig: defined(distributionConfig(values, others)) })),
  aws_cloudfront_origin_access_control: as('AWS::CloudFront::OriginAccessControl', values => ({
    OriginAccessControlConfig: {
      OriginAccessControlOriginType: values.origin_access_control_origin_type,
      SigningBehavior: values.signing_behavior,
      SigningProtocol: values.signing_protocol,
    },
  })),
  aws_cloudfront_cache_policy: as('AWS::CloudFront::CachePolicy', values => {
    const key = one(values.parameters_in_cache_key_and_forwarded_to_origin);
    return {
      CachePolicyConfig: defined({
        MinTTL: values.min_ttl,
        DefaultTTL: values.default_ttl,
        MaxTTL: values.max_ttl,
        ParametersInCacheKeyAndForwardedToOrigin: {
          ...selections(key),
          EnableAcceptEncodingGzip: key.enable_accept_encoding_gzip,
          EnableAcceptEncodingBrotli: key.enable_accept_encoding_brotli,
        },
      }),
    };
  }),
  aws_cloudfront_origin_request_policy: as('AWS::CloudFront::OriginRequestPolicy', values =>
    ({ OriginRequestPolicyConfig: selections(values) })),
  aws_cloudfront_continuous_deployment_policy: as('AWS::CloudFront::ContinuousDeploymentPolicy', values => ({
    ContinuousDeploymentPolicyConfig: { StagingDistributionDnsNames: one(values.staging_distribution_dns_names).items },
  })),
  aws_cloudfront_function: as('AWS::CloudFront::Function', ({ code, name }) => ({ Name: name, FunctionCode: code })),
  aws_lambda_function: lambdaFunction,
  aws_lambda_alias: as('AWS::Lambda::Alias', ({ function_name: FunctionName, name }) => ({ FunctionName, Name: name })),
  aws_lambda_function_url: as('AWS::Lambda::Url', values =>
    ({ AuthType: values.authorization_type, TargetFunctionArn: values.function_name })),
  aws_lambda_permission: as('AWS::Lambda::Permission', values =>
    ({ Action: values.action, FunctionName: values.function_name, Principal: values.principal, SourceArn: values.source_arn })),
  aws_iam_role: as('AWS::IAM::Role', ({ assume_role_policy: policy }) => ({ AssumeRolePolicyDocument: documentOf(policy) })),
  aws_s3_bucket: (instance, others) => as('AWS::S3::Bucket', ({ bucket, id }) => ({
    BucketName: bucket ?? id,
    BucketEncryption: encryptionOf(instance, others),
    CorsConfiguration: settingOf('aws_s3_bucket_cors_configuration', instance, others),
  }))(instance, others),
  aws_s3_bucket_policy: as('AWS::S3::BucketPolicy', ({ bucket, policy }) => ({ Bucket: bucket, PolicyDocument: documentOf(policy) })),
  aws_lb: as('AWS::ElasticLoadBalancingV2::LoadBalancer', ({ internal }) =>
    ({ Scheme: isUnknown(internal) ? internal : internal === true ? 'internal' : 'internet-facing' })),
  aws_lb_listener: as('AWS::ElasticLoadBalancingV2::Listener', values =>
    ({ LoadBalancerArn: values.load_balancer_arn, Port: values.port, Protocol: values.protocol })),
  aws_route53_record: as('AWS::Route53::RecordSet', values => ({
    Name: values.name,
    Type: values.type,
    SetIdentifier: values.set_identifier,
    AliasTarget: listOf(values.alias).length ? { DNSName: one(values.alias).name } : undefined,
    ResourceRecords: values.records,
  })),
};

/** The function, and the version that `publish` makes of it. */
function lambdaFunction({ logicalId, values, region }: Instance, others: Others): Record<string, Resource> {
  const DeletionPolicy = values.skip_destroy === true ? 'Retain' : 'Delete';
  const Metadata = { Region: region };
  const { reserved_concurrent_executions: reserved } = values;
  const settings = defined({
    FunctionName: values.function_name,
    Runtime: values.runtime,
    Handler: values.handler,
    Timeout: values.timeout,
    MemorySize: values.memory_size,
    Architectures: values.architectures,
    Role: referenced(values.role, 'aws_iam_role', others, 'arn'),
    EphemeralStorage: listOf(values.ephemeral_storage).length ? { Size: one(values.ephemeral_storage).size } : undefined,
    Environment: listOf(values.environment).length ? { Variables: one(values.environment).variables } : undefined,
    Layers: values.layers,
    VpcConfig: listOf(values.vpc_config).length ? { SubnetIds: one(values.vpc_config).subnet_ids } : undefined,
    DeadLetterConfig: listOf(values.dead_letter_config).length ? { TargetArn: one(values.dead_letter_config).target_arn } : undefined,
    TracingConfig: listOf(values.tracing_config).length ? { Mode: one(values.tracing_config).mode } : undefined,
    ReservedConcurrentExecutions: reserved === -1 ? undefined : reserved,
    PackageType: values.package_type,
    Code: codeOf(values, others),
  });
  return {
    [logicalId]: { Type: 'AWS::Lambda::Function', Properties: settings, Metadata, DeletionPolicy },
    ...values.publish === true ? {
      [`${logicalId}Version`]: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: logicalId } }, DeletionPolicy },
    } : {},
  };
}

/** The archive, or what `archive_file` makes it of. */
function codeOf({ filename, s3_bucket: S3Bucket, s3_key: S3Key }: Properties, others: Others): unknown {
  if (filename === undefined) return { S3Bucket, S3Key };
  const archive = others.find(({ type, values }) => type === 'archive_file' && values.output_path === filename);
  if (!archive) return filename;
  const { source_dir: folder, source_file: file, source, source_content: content, source_content_filename: name } = archive.values;
  const texts = [...listOf(source).map(recordOf), ...typeof name === 'string' ? [{ filename: name, content }] : []];
  const Files = Object.fromEntries(texts.map(text => [show(text.filename), text.content]));
  return { Paths: [filename, folder, file].filter(path => path !== undefined && path !== null), ...texts.length ? { Files } : {} };
}

/** The resource of this type that is about a bucket. */
function settingOf(type: string, { logicalId, values: { bucket, id } }: Instance, others: Others): Properties | undefined {
  return others.find(({ type: other, values }) => other === type
    && (recordOf(values.bucket).Ref === logicalId || [bucket, id].some(name => name !== undefined && name === values.bucket)))?.values;
}

function encryptionOf(bucket: Instance, others: Others): unknown {
  const { rule } = settingOf('aws_s3_bucket_server_side_encryption_configuration', bucket, others) ?? {};
  const { sse_algorithm: SSEAlgorithm, kms_master_key_id: KMSMasterKeyID } = one(one(rule).apply_server_side_encryption_by_default);
  return SSEAlgorithm === undefined
    ? undefined
    : { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: defined({ SSEAlgorithm, KMSMasterKeyID }) }] };
}

function selections(values: Properties): object {
  const of = (name: string, singular: string, list: string, title: string) => {
    const config = one(values[`${name}_config`]);
    return { [`${title}Behavior`]: config[`${singular}_behavior`], [`${title}s`]: one(config[list]).items };
  };
  return {
    HeadersConfig: defined(of('headers', 'header', 'headers', 'Header')),
    CookiesConfig: defined(of('cookies', 'cookie', 'cookies', 'Cookie')),
    QueryStringsConfig: defined(of('query_strings', 'query_string', 'query_strings', 'QueryString')),
  };
}

/** A policy is a text of JSON. */
function documentOf(policy: unknown): unknown {
  if (typeof policy !== 'string') return policy ?? { unknown: 'a policy that is not in the plan' };
  try {
    return JSON.parse(policy);
  } catch {
    return { unknown: 'a policy that is not JSON' };
  }
}
