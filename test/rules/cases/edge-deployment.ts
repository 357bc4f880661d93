import { Changes, ON_RESPONSE, PARAMETER, RuleCases, trust } from './template';

/** The association has this in place of the function version. */
function arn(LambdaFunctionARN: unknown): Changes {
  return { behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, LambdaFunctionARN }] } };
}

const CALLBACK = 'exports.handler = (event, context, callback) => callback(null, event.Records[0].cf.response);';

export const EDGE_DEPLOYMENT_CASES: RuleCases = {
  'edge-function-in-china': {
    fails: arn('arn:aws-cn:lambda:cn-north-1:111122223333:function:mine:7'),
    passes: arn('arn:aws:lambda:us-east-1:111122223333:function:mine:7'),
    got: 'arn:aws-cn:lambda:cn-north-1:111122223333:function:mine:7',
  },
  'edge-function-region': {
    fails: arn('arn:aws:lambda:eu-west-1:111122223333:function:mine:7'),
    passes: arn('arn:aws:lambda:us-east-1:111122223333:function:mine:7'),
    got: 'eu-west-1',
    cannotTell: arn(PARAMETER),
  },
  'edge-function-version': {
    fails: arn({ 'Fn::GetAtt': ['Function', 'Arn'] }),
    passes: arn({ Ref: 'Version' }),
    got: 'no version (${Function.Arn})',
    cannotTell: arn(PARAMETER),
  },
  'edge-function-role': {
    fails: { role: { AssumeRolePolicyDocument: trust('lambda.amazonaws.com') } },
    passes: { role: { AssumeRolePolicyDocument: trust('lambda.amazonaws.com', 'edgelambda.amazonaws.com') } },
    got: 'lambda.amazonaws.com',
    cannotTell: { function: { Role: PARAMETER } },
  },
  'edge-function-code-size': {
    fails: { function: { Code: { S3Bucket: 'code', S3Key: '60MB.zip' } } },
    passes: { function: { Code: { S3Bucket: 'code', S3Key: '50MB.zip' } } },
    got: '60000000 bytes',
    cannotTell: { function: { Code: { S3Bucket: 'code', S3Key: '60MB' } } },
  },
  'edge-function-callback': {
    fails: { function: { Runtime: 'nodejs24.x', Code: { ZipFile: CALLBACK } } },
    passes: { function: { Runtime: 'nodejs22.x', Code: { ZipFile: CALLBACK } } },
    got: 'three parameters on nodejs24.x',
    cannotTell: { function: { Runtime: 'nodejs24.x', Code: { S3Bucket: 'code', S3Key: 'function.zip' } } },
  },
  'edge-function-deletion': {
    fails: { deletionPolicy: 'Delete' },
    passes: { deletionPolicy: 'Retain' },
    got: 'Delete',
    cannotTell: { deletionPolicy: PARAMETER },
  },
};
