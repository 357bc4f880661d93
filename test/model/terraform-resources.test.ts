import { templateOfPlan } from '../../lib/model/terraform-plan';

/** The template of a plan in which all of these resources are known, but for what is written as a reference. */
function templateWith(resources: ReadonlyArray<{ type: string; values: object; name?: string; from?: Record<string, string> }>): any {
  const named = resources.map(({ type, name = 'it', from = {}, values }) => ({ type, name, from, values, address: `${type}.${name}` }));
  return templateOfPlan({
    format_version: '1.2',
    planned_values: { root_module: { resources: named.map(({ from: _, ...resource }) => ({ mode: 'managed', ...resource })) } },
    configuration: {
      root_module: {
        resources: named.map(({ type, name, from }) => ({
          type, name, expressions: Object.fromEntries(Object.entries(from).map(([key, reference]) => [key, { references: [reference] }])),
        })),
      },
    },
  })!.body.Resources;
}

describe('a function', () => {
  const edge = (values: object, ...others: Parameters<typeof templateWith>[0]) =>
    templateWith([{ type: 'aws_lambda_function', values }, ...others]).aws_lambda_function_it;

  test('has the settings that Lambda@Edge does not take', () => {
    const one = edge({
      ephemeral_storage: [{ size: 1024 }],
      environment: [{ variables: { A: '1' } }],
      vpc_config: [{ subnet_ids: ['subnet-1'] }],
      dead_letter_config: [{ target_arn: 'arn:aws:sqs:us-east-1:1:q' }],
      tracing_config: [{ mode: 'Active' }],
      reserved_concurrent_executions: 5,
    });
    expect(one.Properties).toMatchObject({
      EphemeralStorage: { Size: 1024 },
      Environment: { Variables: { A: '1' } },
      VpcConfig: { SubnetIds: ['subnet-1'] },
      DeadLetterConfig: { TargetArn: 'arn:aws:sqs:us-east-1:1:q' },
      TracingConfig: { Mode: 'Active' },
      ReservedConcurrentExecutions: 5,
    });
  });

  test('that is left behind is retained', () => {
    expect([edge({ skip_destroy: true }), edge({ skip_destroy: false })].map(one => one.DeletionPolicy)).toEqual(['Retain', 'Delete']);
  });

  test.each<[string, object, object, unknown]>([
    ['in a bucket', { s3_bucket: 'code', s3_key: 'edge.zip' }, {}, { S3Bucket: 'code', S3Key: 'edge.zip' }],
    ['in an archive of another tool', { filename: 'edge.zip' }, {}, 'edge.zip'],
    ['in an archive of a folder', { filename: 'a.zip' }, { source_dir: 'edge' }, { Paths: ['a.zip', 'edge'] }],
    [
      'in an archive of texts',
      { filename: 'a.zip' },
      { source: [{ filename: 'index.js', content: '//' }] },
      { Paths: ['a.zip'], Files: { 'index.js': '//' } },
    ],
    [
      'in an archive of one text',
      { filename: 'a.zip' },
      { source_content: '//', source_content_filename: 'index.js' },
      { Paths: ['a.zip'], Files: { 'index.js': '//' } },
    ],
  ])('with its code %s', (_, values, archive, code) => {
    expect(edge(values, { type: 'archive_file', values: { output_path: 'a.zip', ...archive } }).Properties.Code).toEqual(code);
  });
});

test.each<[string, string, unknown]>([
  ['aws_lambda_function', 'function_name', { Ref: 'aws_lambda_function_it' }],
  ['aws_lambda_alias', 'arn', { Ref: 'aws_lambda_alias_it' }],
  ['aws_s3_bucket', 'bucket_domain_name', { 'Fn::GetAtt': ['aws_s3_bucket_it', 'DomainName'] }],
  ['aws_cloudfront_distribution', 'domain_name', { 'Fn::GetAtt': ['aws_cloudfront_distribution_it', 'DomainName'] }],
  ['aws_lb', 'dns_name', { 'Fn::GetAtt': ['aws_lb_it', 'DNSName'] }],
  ['aws_cloudfront_function', 'arn', { 'Fn::GetAtt': ['aws_cloudfront_function_it', 'FunctionARN'] }],
  [
    'aws_cloudfront_origin_access_identity',
    'cloudfront_access_identity_path',
    { 'Fn::Join': ['', ['origin-access-identity/cloudfront/', { Ref: 'aws_cloudfront_origin_access_identity_it' }]] },
  ],
  [
    'aws_lambda_function_url',
    'function_url',
    { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['aws_lambda_function_url_it', 'FunctionUrl'] }] }] },
  ],
  ['aws_lb', 'zone_id', { unknown: '${aws_lb.it.zone_id}' }],
])('%s.%s is a reference', (type, attribute, reference) => {
  const { aws_route53_record_www: record } = templateWith([
    { type, values: {} }, { type: 'aws_route53_record', name: 'www', values: {}, from: { name: `${type}.it.${attribute}` } },
  ]);
  expect(record.Properties.Name).toEqual(reference);
});

describe('a bucket', () => {
  const bucket = (own: object, encryption?: object) => templateWith([
    { type: 'aws_s3_bucket', values: own },
    ...encryption ? [{ type: 'aws_s3_bucket_server_side_encryption_configuration', values: encryption }] : [],
  ]).aws_s3_bucket_it.Properties;
  const rule = [{ apply_server_side_encryption_by_default: [{ sse_algorithm: 'aws:kms', kms_master_key_id: 'arn:key' }] }];
  const ServerSideEncryptionByDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'arn:key' };

  test('that exists has its name in its id', () => {
    expect(bucket({ id: 'mine' })).toEqual({ BucketName: 'mine' });
  });

  test('has the encryption that is configured for its name, and no other', () => {
    const BucketEncryption = { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault }] };
    expect(bucket({ bucket: 'mine' }, { bucket: 'mine', rule })).toMatchObject({ BucketEncryption });
    expect(bucket({ bucket: 'mine' }, { bucket: 'other', rule })).not.toHaveProperty('BucketEncryption');
    expect(bucket({ bucket: 'mine' }, { bucket: 'mine', rule: [] })).not.toHaveProperty('BucketEncryption');
  });

  test('with a policy that is not JSON has one that is not known', () => {
    const policy = (values: object) => templateWith([{ type: 'aws_s3_bucket_policy', values }]).aws_s3_bucket_policy_it.Properties;
    expect(policy({ policy: '{' }).PolicyDocument).toEqual({ unknown: 'a policy that is not JSON' });
    expect(policy({}).PolicyDocument).toEqual({ unknown: 'a policy that is not in the plan' });
    expect(policy({ policy: '{"Statement":[]}' }).PolicyDocument).toEqual({ Statement: [] });
  });
});
