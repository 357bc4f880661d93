import { GUIDE, PAGES } from './pages';
import { Outcome, Rule } from './rule';
import { onAssociations, onFunctions } from './scopes';
import { AssociationModel } from '../model/distribution';
import { FunctionArn } from '../model/function-arn';
import { isUnknown, show, Value } from '../model/value';

const EDGE_REGION = 'us-east-1';
const EDGE_PRINCIPAL = 'edgelambda.amazonaws.com';
/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge */
const MAX_ZIP_BYTES = 50 * 1024 * 1024;
/** A handler with three parameters returns its result through the callback. */
const TAKES_CALLBACK = /\bhandler\b\s*(?:=\s*)?(?:async\s+)?(?:function\b[^(]{0,200})?\(\s*[\w$]+\s*,\s*[\w$]+\s*,\s*[\w$]+\s*\)/;
const WITHOUT_CALLBACKS = /^nodejs(2[4-9]|[3-9]\d)\.x$/;

/** @see https://docs.amazonaws.cn/en_us/aws/latest/userguide/cloudfront.html */
function isChina(region: Value<string>): boolean {
  return show(region).startsWith('cn-');
}

/** Checks each ARN of a Lambda function once, however many behaviors use it. */
function onArns(check: (arn: FunctionArn, property: string) => Outcome | undefined): Rule['check'] {
  return function* ({ behaviors, region }): Iterable<Outcome> {
    // For China, see edge-function-in-china.
    if (isChina(region)) return;
    const checked = new Set<string>();
    for (const { arn, property } of behaviors.flatMap(({ functions }): readonly AssociationModel[] => functions)) {
      const outcome = arn && !checked.has(arn.text) && check(arn, `${property}.LambdaFunctionARN`);
      if (arn) checked.add(arn.text);
      if (outcome) yield outcome;
    }
  };
}

export const EDGE_DEPLOYMENT_RULES: readonly Rule[] = [
  {
    id: 'edge-function-in-china',
    level: 'error',
    why: 'CloudFront in the China Regions has no Lambda@Edge.',
    fix: 'Remove the function from distributions in China. Failover works without it; use custom error responses for error pages.',
    inTool: { cdk: 'In CDK: ErrorRewrite.none() attaches none.' },
    page: 'https://docs.amazonaws.cn/en_us/aws/latest/userguide/cloudfront.html',
    check: onAssociations(({ property, arn }, _, { region }) => {
      if (!arn || !(isChina(region) || arn.text.startsWith('arn:aws-cn:'))) return undefined;
      return {
        property: `${property}.LambdaFunctionARN`,
        what: 'A distribution in the China Regions has a Lambda@Edge function.',
        got: arn.text,
        allowed: 'a distribution without Lambda@Edge',
      };
    }),
  },
  {
    id: 'edge-function-region',
    level: 'error',
    why: 'CloudFront replicates functions from us-east-1 and rejects functions of other Regions at deployment.',
    fix: 'Deploy the function in us-east-1.',
    inTool: {
      cdk: 'In CDK: experimental.EdgeFunction does so from a stack in any Region.',
      sam: 'In SAM: in a stack of its own, with sam deploy --region us-east-1.',
      serverless: 'In the Serverless Framework: provider.region us-east-1.',
      terraform: 'In Terraform: with a provider for us-east-1.',
    },
    page: PAGES.edgeRestrictions,
    check: onArns(({ region }, property) => {
      if (isUnknown(region)) return { property, cannotTell: `the Region is ${region.unknown}` };
      return region === EDGE_REGION
        ? undefined
        : { property, what: 'The function is not in the Region of Lambda@Edge.', got: region || 'no Region', allowed: EDGE_REGION };
    }),
  },
  {
    id: 'edge-function-version',
    level: 'error',
    why: 'CloudFront accepts only a numbered version. It rejects $LATEST, aliases and functions without a version at deployment.',
    fix: 'Pass the ARN of an AWS::Lambda::Version.',
    inTool: {
      cdk: 'In CDK: currentVersion.',
      sam: 'In SAM: AutoPublishAlias, and !Ref Function.Version.',
      serverless: 'In the Serverless Framework: the event cloudFront of the function attaches its version.',
      terraform: 'In Terraform: publish = true, and qualified_arn.',
      live: 'With the AWS CLI: aws lambda publish-version.',
    },
    page: PAGES.edgeRestrictions,
    check: onArns(({ qualifier, text }, property) => {
      if (isUnknown(qualifier)) return { property, cannotTell: `the version is ${qualifier.unknown}` };
      if (qualifier === 'version') return undefined;
      const got = { $LATEST: '$LATEST', alias: 'an alias', none: 'no version' }[qualifier];
      return {
        property,
        what: 'The association does not use a numbered version of the function.',
        got: `${got} (${text})`,
        allowed: 'a numbered version',
      };
    }),
  },
  {
    id: 'edge-function-role',
    level: 'error',
    why:
      'Lambda@Edge assumes the role of the function in every Region. CloudFront rejects a function whose role does not allow this at ' +
      'deployment.',
    fix: `Add ${EDGE_PRINCIPAL} to the principals of the trust policy, next to lambda.amazonaws.com.`,
    inTool: { sam: 'In SAM: AssumeRolePolicyDocument of the function.', terraform: 'In Terraform: assume_role_policy.' },
    page: `${GUIDE}/lambda-edge-permissions.html`,
    check: onFunctions(({ trusts }) => {
      const setting = 'Role';
      if (isUnknown(trusts)) return { setting, cannotTell: `the role is ${trusts.unknown}` };
      if (trusts.includes(EDGE_PRINCIPAL)) return undefined;
      const unknown = trusts.find(isUnknown);
      return unknown
        ? { setting, cannotTell: `a principal of the role is ${unknown.unknown}` }
        : {
          setting,
          what: 'Lambda@Edge cannot assume the role of the function.',
          got: trusts.map(show).join(', ') || 'no service',
          allowed: `lambda.amazonaws.com and ${EDGE_PRINCIPAL}`,
        };
    }),
  },
  {
    id: 'edge-function-code-size',
    level: 'error',
    why: 'CloudFront rejects a function with larger compressed code at deployment.',
    fix: 'Bundle the function without the AWS SDK, which the runtime includes.',
    page: PAGES.quotas,
    check: onFunctions(({ code: { zipBytes = 0, folderBytes = 0 } }) => {
      const what = 'The code of the function exceeds the limit of Lambda@Edge.';
      if (zipBytes > MAX_ZIP_BYTES) return { setting: 'Code', what, got: `${zipBytes} bytes`, allowed: '52428800 bytes compressed' };
      const size = Number.isFinite(folderBytes) ? `${folderBytes} bytes before it is compressed` : 'more files than are counted';
      return folderBytes > MAX_ZIP_BYTES ? { setting: 'Code', cannotTell: `the code is ${size}` } : undefined;
    }),
  },
  {
    id: 'edge-function-callback',
    level: 'warning',
    why: 'Lambda does not support callback handlers on Node.js 24 and later. CloudFront returns 503 when a function fails.',
    fix: 'Make the handler async and return the response, or stay on nodejs22.x.',
    page: 'https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html',
    check: onFunctions(({ runtime, code: { text, missing = 'the code is not inline' } }) => {
      if (isUnknown(runtime)) return { setting: 'Runtime', cannotTell: `the runtime is ${runtime.unknown}` };
      if (!WITHOUT_CALLBACKS.test(runtime)) return undefined;
      if (text === undefined) return { setting: 'Code', cannotTell: missing };
      return TAKES_CALLBACK.test(text)
        ? {
          setting: 'Code',
          what: 'The handler uses a callback, which its runtime does not support.',
          got: `three parameters on ${runtime}`,
          allowed: 'an async handler',
        }
        : undefined;
    }),
  },
  {
    id: 'edge-function-deletion',
    level: 'info',
    why:
      'Lambda can delete a function only after its replicas are gone, some hours after it was removed from the last distribution. ' +
      'Until then, deleting the stack fails.',
    fix: 'Set DeletionPolicy: Retain on the function and its version and delete them later, or delete the stack a second time.',
    inTool: {
      cdk: 'In CDK: removalPolicy in edgeFunctionOptions.',
      terraform: 'In Terraform: skip_destroy = true, or destroy a second time.',
    },
    page: `${GUIDE}/lambda-edge-delete-replicas.html`,
    check: onFunctions(({ retained }) => {
      if (isUnknown(retained)) return { setting: 'DeletionPolicy', cannotTell: `the deletion policy is ${retained.unknown}` };
      return retained
        ? undefined
        : {
          setting: 'DeletionPolicy',
          what: 'The function is deleted with its stack.',
          got: 'Delete',
          allowed: 'Retain',
        };
    }),
  },
];
