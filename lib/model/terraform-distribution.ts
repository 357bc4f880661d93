import { defined, each, itemsOf, one, Others, referenced } from './terraform-values';
import { listOf, Properties } from './value';

/** The DistributionConfig of an aws_cloudfront_distribution. */
export function distributionConfig(values: Properties, others: Others): object {
  return {
    Enabled: values.enabled,
    Aliases: values.aliases,
    Staging: values.staging,
    ContinuousDeploymentPolicyId: values.continuous_deployment_policy_id,
    DefaultRootObject: values.default_root_object,
    HttpVersion: values.http_version,
    Origins: each(values.origin, origin => originOf(origin, others)),
    OriginGroups: itemsOf(each(values.origin_group, group => ({
      Id: group.origin_id,
      FailoverCriteria: { StatusCodes: itemsOf(one(group.failover_criteria).status_codes) },
      Members: itemsOf(each(group.member, member => ({ OriginId: member.origin_id }))),
    }))),
    DefaultCacheBehavior: behaviorOf(one(values.default_cache_behavior), others),
    CacheBehaviors: each(values.ordered_cache_behavior, behavior => behaviorOf(behavior, others)),
    CustomErrorResponses: each(values.custom_error_response, response => defined({
      ErrorCode: response.error_code,
      ResponseCode: response.response_code === 0 ? undefined : response.response_code,
      ResponsePagePath: response.response_page_path,
      ErrorCachingMinTTL: response.error_caching_min_ttl,
    })),
    ViewerCertificate: defined({
      AcmCertificateArn: one(values.viewer_certificate).acm_certificate_arn,
      CloudFrontDefaultCertificate: one(values.viewer_certificate).cloudfront_default_certificate,
    }),
  };
}

/** The provider sends an empty S3OriginConfig for an origin that has no configuration. */
function originOf(origin: Properties, others: Others): object {
  const [custom, s3, vpc] = [origin.custom_origin_config, origin.s3_origin_config, origin.vpc_origin_config].map(listOf);
  const [http, bucket, inVpc, shield] = [custom, s3, vpc, origin.origin_shield].map(one) as Properties[];
  return defined({
    Id: origin.origin_id,
    DomainName: origin.domain_name,
    OriginPath: origin.origin_path,
    ConnectionAttempts: origin.connection_attempts,
    ConnectionTimeout: origin.connection_timeout,
    ResponseCompletionTimeout: origin.response_completion_timeout === 0 ? undefined : origin.response_completion_timeout,
    OriginAccessControlId: referenced(origin.origin_access_control_id, 'aws_cloudfront_origin_access_control', others),
    OriginCustomHeaders: each(origin.custom_header, ({ name, value }) => ({ HeaderName: name, HeaderValue: value })),
    OriginShield: shield && defined({ Enabled: shield.enabled, OriginShieldRegion: shield.origin_shield_region }),
    CustomOriginConfig: custom!.length ? defined({
      HTTPPort: http.http_port,
      HTTPSPort: http.https_port,
      OriginProtocolPolicy: http.origin_protocol_policy,
      OriginSSLProtocols: http.origin_ssl_protocols,
      OriginReadTimeout: http.origin_read_timeout,
    }) : undefined,
    S3OriginConfig: s3!.length || !(custom!.length || vpc!.length)
      ? defined({ OriginAccessIdentity: bucket.origin_access_identity, OriginReadTimeout: bucket.origin_read_timeout }) : undefined,
    VpcOriginConfig: vpc!.length
      ? defined({ VpcOriginId: inVpc.vpc_origin_id, OriginReadTimeout: inVpc.origin_read_timeout }) : undefined,
  });
}

function behaviorOf(behavior: Properties, others: Others): object {
  const forwarded = one(behavior.forwarded_values);
  const cookies = one(forwarded.cookies);
  const older = behavior.cache_policy_id === undefined
    ? { MinTTL: behavior.min_ttl, DefaultTTL: behavior.default_ttl, MaxTTL: behavior.max_ttl } : {};
  return defined({
    ...older,
    PathPattern: behavior.path_pattern,
    TargetOriginId: behavior.target_origin_id,
    AllowedMethods: behavior.allowed_methods,
    CachedMethods: behavior.cached_methods,
    ViewerProtocolPolicy: behavior.viewer_protocol_policy,
    Compress: behavior.compress,
    TrustedKeyGroups: behavior.trusted_key_groups,
    TrustedSigners: behavior.trusted_signers,
    RealtimeLogConfigArn: behavior.realtime_log_config_arn,
    GrpcConfig: listOf(behavior.grpc_config).length ? { Enabled: one(behavior.grpc_config).enabled } : undefined,
    CachePolicyId: referenced(behavior.cache_policy_id, 'aws_cloudfront_cache_policy', others),
    OriginRequestPolicyId: referenced(behavior.origin_request_policy_id, 'aws_cloudfront_origin_request_policy', others),
    ResponseHeadersPolicyId: behavior.response_headers_policy_id,
    ForwardedValues: listOf(behavior.forwarded_values).length ? defined({
      QueryString: forwarded.query_string,
      QueryStringCacheKeys: forwarded.query_string_cache_keys,
      Headers: forwarded.headers,
      Cookies: defined({ Forward: cookies.forward, WhitelistedNames: cookies.whitelisted_names }),
    }) : undefined,
    LambdaFunctionAssociations: each(behavior.lambda_function_association, association => defined({
      EventType: association.event_type, LambdaFunctionARN: association.lambda_arn, IncludeBody: association.include_body,
    })),
    FunctionAssociations: each(behavior.function_association, association => ({
      EventType: association.event_type, FunctionARN: referenced(association.function_arn, 'aws_cloudfront_function', others),
    })),
  });
}
