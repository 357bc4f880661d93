import { rewriting } from './rewrite';
import { Changes, Json, ON_RESPONSE, PARAMETER, RuleCases } from './template';

function cloudFrontFunction(FunctionCode: string): Json {
  return {
    AtViewer: {
      Type: 'AWS::CloudFront::Function',
      Properties: { Name: 'at-viewer', AutoPublish: true, FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' }, FunctionCode },
    },
  };
}

const AT_VIEWER = { 'Fn::GetAtt': ['AtViewer', 'FunctionARN'] };

/** With a CloudFront function on a viewer event. */
export function onViewer(EventType: string, code: string, FunctionARN: unknown = AT_VIEWER): Changes {
  return { behavior: { FunctionAssociations: [{ EventType, FunctionARN }] }, resources: cloudFrontFunction(code) };
}

/** With the function on origin-request. */
function onRequest(ZipFile: string, LambdaFunctionARN: unknown = { Ref: 'Version' }): Changes {
  return {
    behavior: { LambdaFunctionAssociations: [{ EventType: 'origin-request', LambdaFunctionARN }] },
    function: { Code: { ZipFile } },
  };
}

function withRequest(statements: string): string {
  return `exports.handler = async ({ Records: [{ cf: { request } }] }) => { ${statements} return request; };`;
}

const ADD_HEADER = "function handler({ response }) { response.headers['x-frame-options'] = { value: 'DENY' }; return response; }";

export const ASSOCIATION_CASES: RuleCases = {
  'second-origin-response': {
    fails: { behavior: { LambdaFunctionAssociations: [ON_RESPONSE, ON_RESPONSE] } },
    passes: { behavior: { LambdaFunctionAssociations: [ON_RESPONSE, { ...ON_RESPONSE, EventType: 'origin-request' }] } },
    got: '2',
  },
  'event-type-repeated': {
    fails: on('viewer-request', 'viewer-request'),
    passes: on('viewer-request', 'origin-request'),
    got: 'viewer-request twice',
  },
  'event-type-unknown': {
    fails: on('origin-respons'),
    passes: on('origin-response'),
    got: 'origin-respons',
    cannotTell: on(PARAMETER),
  },
  'viewer-functions-mixed': {
    fails: mixed('viewer-response'),
    passes: mixed('origin-request'),
    got: 'a CloudFront function on viewer-request and a Lambda@Edge function on viewer-response',
  },
  'include-body-on-response': {
    fails: { behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, IncludeBody: true }] } },
    passes: { behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, EventType: 'origin-request', IncludeBody: true }] } },
    got: 'true on origin-response',
    cannotTell: { behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, IncludeBody: PARAMETER }] } },
  },
  'viewer-response-skipped': {
    fails: withoutPages(
      { ...merge(onViewer('viewer-response', ADD_HEADER), { LambdaFunctionAssociations: [ON_RESPONSE] }), function: rewriting() },
    ),
    passes: withoutPages(merge(onViewer('viewer-response', ADD_HEADER), { LambdaFunctionAssociations: [ON_RESPONSE] })),
    got: 'a viewer-response function',
  },
  'origin-chosen-by-function': {
    fails: onViewer(
      'viewer-request',
      "import cf from 'cloudfront'; " + "function handler({ request }) { cf.selectRequestOriginById('second'); return request; }",
    ),
    passes: onViewer('viewer-request', "function handler({ request }) { request.uri += 'index.html'; return request; }"),
    got: 'selectRequestOriginById',
    cannotTell: onViewer('viewer-request', ADD_HEADER, PARAMETER),
  },
  'origin-changed-by-function': {
    fails: onRequest(withRequest("request.origin.custom.domainName = 'b.example.com';")),
    passes: onRequest(withRequest('const origin = request.origin; console.log(origin);')),
    got: 'origin.custom.domainName =',
    cannotTell: onRequest('', PARAMETER),
  },
};

/** The function on these events. */
function on(...events: unknown[]): Changes {
  return { behavior: { LambdaFunctionAssociations: events.map(EventType => ({ ...ON_RESPONSE, EventType })) } };
}

/** A CloudFront function on viewer-request, and the Lambda function on another event. */
function mixed(event: string): Changes {
  return merge(onViewer('viewer-request', 'function handler({ request }) { return request; }'), on(event).behavior!);
}

function withoutPages(changes: Changes): Changes {
  return { ...changes, config: { CustomErrorResponses: [] } };
}

/** With more settings of the default behavior. */
export function merge(changes: Changes, behavior: Json): Changes {
  return { ...changes, behavior: { ...changes.behavior, ...behavior } };
}

/** An origin-response function with this ARN. */
export function functionWithArn(LambdaFunctionARN: unknown): Changes {
  return { behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, LambdaFunctionARN }] } };
}
