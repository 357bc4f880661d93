import { onReached } from './connections';
import { API, GUIDE } from './pages';
import { Outcome, Rule } from './rule';
import { onOrigins } from './scopes';
import { BackendModel, FunctionUrlModel } from '../model/backend';
import { BehaviorModel, OriginModel } from '../model/distribution';
import { isKnown, isUnknown, show, Value } from '../model/value';
import { isSigned, wantsSignature } from '../simulator/origins/service';

const ACCESS_TO_LAMBDA = `${GUIDE}/private-content-restricting-access-to-lambda.html`;

/** Domain names of S3 that S3OriginConfig takes: every endpoint but that of a website. The names of access points contain `s3-global`. */
const S3_NAME = /(^|[.-])s3([.-]|express)/;

type Kind = BackendModel['kind'];

/** Asks about the origins whose resource of this kind is in the template. */
export function onBackends<K extends Kind>(
  kind: K,
  check: (backend: Extract<BackendModel, { kind: K }>, origin: OriginModel, behaviors: readonly BehaviorModel[]) => Outcome | undefined,
): Rule['check'] {
  return onReached((origin, behaviors) => (origin.backend?.kind === kind
    ? check(origin.backend as Extract<BackendModel, { kind: K }>, origin, behaviors)
    : undefined));
}

/** How an origin is asked, for people. */
export function signature({ accessControl, accessIdentity, signed }: OriginModel): string {
  if (accessControl?.signing === 'never') return 'an origin access control that never signs';
  if (accessIdentity !== undefined && !accessControl) return 'an origin access identity';
  return signed ? 'an origin access control' : 'neither an origin access control nor an identity';
}

/** A function that runs before the request is sent may sign it. */
export function signer(behaviors: readonly BehaviorModel[]): Value<boolean> {
  const signs = behaviors.flatMap(({ functions }) => functions)
    .some(({ kind, eventType }) => kind === 'lambda' && eventType === 'origin-request');
  return signs ? { unknown: 'the origin-request function, which may sign the request' } : false;
}

/** The types of origin access control that fit an origin; undefined if only a deployment knows. */
function typesFor({ kind, domainName }: OriginModel): readonly string[] | undefined {
  switch (kind) {
    case 's3': return ['s3'];
    case 'function-url': return ['lambda'];
    case 's3-website':
    case 'load-balancer':
    case 'rest-api':
    case 'api-domain':
    case 'cloudfront':
    case 'vpc': return [];
    case 'custom': {
      if (isUnknown(domainName)) return undefined;
      if (/\.mediapackagev2\./.test(domainName)) return ['mediapackagev2'];
      if (/\.mediastore\./.test(domainName)) return ['mediastore'];
      return S3_NAME.test(domainName) ? ['s3'] : [];
    }
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3-mrap.html */
function isAccessPoint(domainName: unknown): boolean {
  return /\.accesspoint\.s3-global\.amazonaws\.com$/.test(show(domainName));
}

function permissionMissing(action: string, permitted: (url: FunctionUrlModel) => Value<boolean>): Rule['check'] {
  return onBackends('function-url', (url, origin) => {
    if (isSigned(origin) === false || url.authType === 'NONE') return undefined;
    const property = `${origin.property}.DomainName`;
    const may = permitted(url);
    if (isUnknown(may)) return { property, cannotTell: `it depends on ${may.unknown}` };
    return may ? undefined : {
      property,
      what: `CloudFront has no permission ${action} for the function URL of the origin ${origin.id}.`,
      got: `no AWS::Lambda::Permission with ${action} for this distribution`,
      allowed: `${action} for cloudfront.amazonaws.com`,
    };
  });
}

export const ORIGIN_ACCESS_RULES: readonly Rule[] = [
  {
    id: 'origin-config-count',
    level: 'error',
    why:
      'S3OriginConfig, CustomOriginConfig and VpcOriginConfig say what kind of origin it is. CloudFront takes an origin without any ' +
      'for a bucket ("does not refer to a valid S3 bucket"), and rejects two.',
    fix:
      'Use S3OriginConfig for a bucket, VpcOriginConfig for a VPC origin, and CustomOriginConfig for any other server, the website ' +
      'endpoint of a bucket included.',
    inTool: { terraform: 'In Terraform: s3_origin_config, vpc_origin_config and custom_origin_config.' },
    page: `${API}/API_Origin.html`,
    check: onOrigins(({ property, id, configs }) => {
      if (isUnknown(configs)) return { property, cannotTell: `the configuration is ${configs.unknown}` };
      return configs.length === 1
        ? undefined
        : {
          property,
          what: `The origin ${id} has ${configs.length ? 'more than one configuration' : 'no configuration'}.`,
          got: configs.join(', ') || 'none',
          allowed: 'one of S3OriginConfig, CustomOriginConfig and VpcOriginConfig',
        };
    }),
  },
  {
    id: 'origin-not-a-bucket',
    level: 'error',
    why: 'CloudFront rejects the distribution at deployment: "The parameter Origin DomainName does not refer to a valid S3 bucket."',
    fix: 'Use CustomOriginConfig in place of S3OriginConfig, or the regional domain name of a bucket.',
    inTool: { terraform: 'In Terraform: an origin without custom_origin_config is made one of S3. Add it.' },
    page: `${API}/API_Origin.html`,
    check: onOrigins(({ property, id, configs, domainName, backend }) => {
      if (isUnknown(configs) || configs.join() !== 'S3OriginConfig') return undefined;
      const name = show(domainName);
      const isOther =
        (backend !== undefined && backend.kind !== 'bucket') ||
        /\.s3-website[.-]|WebsiteURL\}/.test(name) ||
        (isKnown(domainName) && !S3_NAME.test(name));
      return isOther
        ? {
          property: `${property}.DomainName`,
          what: `The origin ${id} has an S3OriginConfig, and is not a bucket.`,
          got: name,
          allowed: 'the domain name of a bucket, such as mine.s3.eu-west-1.amazonaws.com',
        }
        : undefined;
    }),
  },
  {
    id: 'function-url-unsigned',
    level: 'error',
    why: 'A function URL with AWS_IAM returns 403 for a request without a signature.',
    fix: 'Add an origin access control of the type lambda.',
    inTool: {
      cdk: 'In CDK: FunctionUrlOrigin.withOriginAccessControl.',
      terraform: 'In Terraform: origin_access_control_origin_type = "lambda".',
    },
    page: ACCESS_TO_LAMBDA,
    check: onBackends('function-url', (url, origin, behaviors) => {
      const wants = wantsSignature(url, origin);
      if (wants === false) return undefined;
      const property = `${origin.property}.OriginAccessControlId`;
      const unknown = [wants, signer(behaviors)].find(isUnknown);
      if (unknown) return { property, cannotTell: `the authorization depends on ${unknown.unknown}` };
      return {
        property,
        what: `The function URL of the origin ${origin.id} wants signed requests, and CloudFront does not sign them.`,
        got: `AuthType ${show(url.authType)} with ${signature(origin)}`,
        allowed: 'an origin access control of the type lambda',
      };
    }),
  },
  {
    id: 'function-url-permission-missing',
    level: 'error',
    why: 'Lambda returns 403 unless the function allows CloudFront to invoke its URL.',
    fix:
      'Add an AWS::Lambda::Permission with the action lambda:InvokeFunctionUrl, the principal cloudfront.amazonaws.com and the ARN of ' +
      'this distribution as SourceArn.',
    inTool: { terraform: 'In Terraform: aws_lambda_permission.' },
    page: ACCESS_TO_LAMBDA,
    check: permissionMissing('lambda:InvokeFunctionUrl', ({ mayInvokeUrl }) => mayInvokeUrl),
  },
  {
    id: 'function-url-invoke-missing',
    level: 'warning',
    why: 'AWS documents two permissions. As users report, function URLs made since October 2025 return 403 without the second one.',
    fix: 'Add an AWS::Lambda::Permission with the action lambda:InvokeFunction, the principal cloudfront.amazonaws.com and the ARN of ' +
      'this distribution as SourceArn.',
    inTool: { terraform: 'In Terraform: aws_lambda_permission.' },
    page: ACCESS_TO_LAMBDA,
    check: permissionMissing('lambda:InvokeFunction', ({ mayInvoke }) => mayInvoke),
  },
  {
    id: 'access-control-type',
    level: 'error',
    why:
      'CloudFront signs for the service that the origin access control names. It rejects an origin access control on an origin that ' +
      'does not support it, and a service rejects the signature for another one.',
    fix: 'Use an origin access control of the type of the origin: s3 for a bucket, lambda for a function URL. Remove it from other ' +
      'origins.',
    page: `${GUIDE}/restrict-access-to-origin.html`,
    check: onReached(origin => {
      const { property: place, id, accessControl, accessIdentity, kind } = origin;
      const types = typesFor(origin);
      const property = `${place}.OriginAccessControlId`;
      if (accessIdentity !== undefined && kind !== 's3') return undefined;
      if (!accessControl) return undefined;
      if (types === undefined) return { property, cannotTell: `the domain name is ${show(origin.domainName)}` };
      // Such an origin takes none, whatever its type.
      if (isUnknown(accessControl.originType) && types.length) return undefined;
      const { originType: type } = accessControl;
      return types.includes(show(type)) ? undefined : {
        property,
        what: `The origin access control of the origin ${id} is for another type of origin.`,
        got: `${isUnknown(type) ? 'an origin access control' : `the type ${type}`} on ${kind} ${show(origin.domainName)}`,
        allowed: types.length ? `the type ${types.join(', ')}` : 'no origin access control',
      };
    }),
  },
  {
    id: 'access-point-signature',
    level: 'error',
    why: 'A Multi-Region Access Point takes signatures of Signature Version 4A only, and returns 403 for others.',
    fix: 'Set SigningProtocol of the origin access control to sigv4a.',
    inTool: { terraform: 'In Terraform: signing_protocol.' },
    page: `${GUIDE}/private-content-restricting-access-to-s3-mrap.html`,
    check: onReached(({ property: origin, id, domainName, accessControl }) => {
      if (!isAccessPoint(domainName)) return undefined;
      const property = `${origin}.OriginAccessControlId`;
      const protocol = accessControl?.protocol ?? 'none';
      if (isUnknown(protocol)) return { property, cannotTell: `the signature depends on ${protocol.unknown}` };
      return protocol === 'sigv4a'
        ? undefined
        : {
          property,
          what: `CloudFront does not sign requests for the Multi-Region Access Point ${id} as it wants them.`,
          got: protocol === 'none' ? 'no origin access control' : `SigningProtocol ${protocol}`,
          allowed: 'an origin access control with sigv4a',
        };
    }),
  },
  {
    id: 'signed-writes',
    level: 'warning',
    why:
      'For PUT and POST through an origin access control, viewers have to send the SHA-256 hash of the body in x-amz-content-sha256. ' +
      'Lambda does not accept unsigned bodies and returns 403. Browsers and forms do not send that header.',
    fix: 'Make clients send x-amz-content-sha256, or set AuthType NONE for the URL and check a secret origin header in the function.',
    page: ACCESS_TO_LAMBDA,
    check: onReached((origin, behaviors) => {
      if (origin.kind !== 'function-url' || isSigned(origin) === false) return undefined;
      const writing = behaviors.find(({ allowedMethods }) =>
        isKnown(allowedMethods) && allowedMethods.some(method => ['PUT', 'POST', 'PATCH'].includes(show(method))));
      return writing ? {
        property: `${writing.property}.AllowedMethods`,
        what: `The behavior ${show(writing.pathPattern)} sends writes to the signed function URL ${origin.id}.`,
        got: 'writes, which viewers have to hash',
        allowed: 'GET, HEAD, OPTIONS, or viewers that send x-amz-content-sha256',
      } : undefined;
    }),
  },
];
