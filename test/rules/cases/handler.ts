import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { Changes, ON_RESPONSE } from './template';

/** What a rule finds when it runs a function, and where it finds nothing. */
export interface HandlerCase {
  /** Source code, as in docs/rules.md. The rule finds one thing, and no other rule finds anything. */
  readonly fails: string;
  /** As close to `fails` as possible, but fixed: no rule finds anything. */
  readonly passes: string;
  /** What the message has after `Got:`. */
  readonly got: string;
  /** Changes to the template for both, and for the failing one alone. */
  readonly template?: Changes;
  readonly failingTemplate?: Changes;
}

/** A failing and a passing function for every rule that runs the function. */
export const HANDLER_CASES: Readonly<Record<string, HandlerCase>> = {
  'handler-masks-failover': {
    fails: `export const handler = async event => {
  const { response } = event.Records[0].cf;
  if (Number(response.status) >= 500) showPage(response);
  return response;
};
`,
    passes: `import { failoverAware } from 'cdk-failover-distribution/edge';

export const handler = failoverAware(async event => {
  const { response } = event.Records[0].cf;
  if (Number(response.status) >= 500) showPage(response);
  return response;
});
`,
    got: '500, 502, 503, 504 of the primary => 200 (GET, HEAD, OPTIONS)',
  },
  'handler-fails': {
    fails: `export const handler = async event => {
  const { response } = event.Records[0].cf;
  response.headers = { 'x-checked': [{ key: 'X-Checked', value: 'yes' }] };
  return response;
};
`,
    passes: `export const handler = async event => {
  const { response } = event.Records[0].cf;
  response.headers['x-checked'] = [{ key: 'X-Checked', value: 'yes' }];
  return response;
};
`,
    got: [['primary', '200, 301, 404'], ['secondary', '200, 404']].map(([member, others]) =>
      `${others}, 500, 502, 503, 504 of the ${member} => 502, ` +
      'the function deleted the header transfer-encoding, which is read-only in this event (GET)').join('; '),
  },
  'masked-success-cached': {
    fails: `import { failoverAware } from 'cdk-failover-distribution/edge';

export const handler = failoverAware(async event => {
  const { response } = event.Records[0].cf;
  if (Number(response.status) >= 500) {
    showPage(response);
    delete response.headers['cache-control'];
  }
  return response;
});
`,
    passes: `import { failoverAware } from 'cdk-failover-distribution/edge';

export const handler = failoverAware(async event => {
  const { response } = event.Records[0].cf;
  if (Number(response.status) >= 500) {
    showPage(response);
    response.headers['cache-control'] = [{ key: 'Cache-Control', value: 'no-store' }];
  }
  return response;
});
`,
    got: '500, 502, 503, 504 of the secondary => 200 (GET, HEAD, OPTIONS), cached for 300 s',
  },
  'handler-needs-header': {
    fails: `// On origin-request, with a cache policy that does not name the header.
export const handler = async event => {
  const { request } = event.Records[0].cf;
  const [{ value }] = request.headers['cloudfront-viewer-country'];
  if (value === 'DE') request.uri = '/de' + request.uri;
  return request;
};
`,
    passes: `// On origin-request.
export const handler = async event => {
  const { request } = event.Records[0].cf;
  const { value } = request.headers['cloudfront-viewer-country']?.[0] ?? {};
  if (value === 'DE') request.uri = '/de' + request.uri;
  return request;
};
`,
    got: 'cloudfront-viewer-country; requests to the primary => TypeError: ',
    template: { behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, EventType: 'origin-request' }] } },
  },
  'handler-breaks-success': {
    fails: `export const handler = async event => {
  const { response } = event.Records[0].cf;
  response.status = '503';
  return response;
};
`,
    passes: `export const handler = async event => {
  const { response } = event.Records[0].cf;
  if (Number(response.status) === 502) response.status = '503';
  return response;
};
`,
    got: '200, 301 of the primary => 503 (GET, HEAD, OPTIONS); 200 of the secondary => 503 (GET, HEAD, OPTIONS)',
  },
  'failure-cached-long': {
    fails: `import { failoverAware } from 'cdk-failover-distribution/edge';

export const handler = failoverAware(async event => {
  const { response } = event.Records[0].cf;
  if (Number(response.status) >= 500) {
    showPage(response);
    response.headers['cache-control'] = [{ key: 'Cache-Control', value: 'max-age=86400' }];
  }
  return response;
});
`,
    passes: `import { failoverAware } from 'cdk-failover-distribution/edge';

export const handler = failoverAware(async event => {
  const { response } = event.Records[0].cf;
  if (Number(response.status) >= 500) {
    showPage(response);
    response.headers['cache-control'] = [{ key: 'Cache-Control', value: 'max-age=10' }];
  }
  return response;
});
`,
    got: '500, 502, 503, 504 of the secondary => 200, cached for 86400 s (GET, HEAD, OPTIONS)',
    template: { behavior: { CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' } },
  },
  'secondary-does-not-serve': {
    fails: `// On origin-request.
export const handler = async event => {
  const { request } = event.Records[0].cf;
  const { domainName } = request.origin.custom;
  if (domainName !== 'www.example.com') return { status: '403', statusDescription: 'Forbidden' };
  return request;
};
`,
    passes: `// On origin-request.
export const handler = async event => {
  const { request } = event.Records[0].cf;
  const { domainName } = request.origin.custom;
  if (!['www.example.com', 'standby.example.com'].includes(domainName)) return { status: '403', statusDescription: 'Forbidden' };
  return request;
};
`,
    got: 'requests to the secondary => 403 (GET, HEAD, OPTIONS)',
    template: { behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, EventType: 'origin-request' }] } },
  },
  'failover-aware-without-role': {
    fails: `// On members without the header x-failover-role.
import { failoverAware } from 'cdk-failover-distribution/edge';

export const handler = failoverAware(async event => {
  const { response } = event.Records[0].cf;
  if (Number(response.status) >= 500) showPage(response);
  return response;
});
`,
    passes: `// On members with the header x-failover-role.
import { failoverAware } from 'cdk-failover-distribution/edge';

export const handler = failoverAware(async event => {
  const { response } = event.Records[0].cf;
  if (Number(response.status) >= 500) showPage(response);
  return response;
});
`,
    got: 'no header x-failover-role on www.example.com, standby.example.com',
    failingTemplate: { primary: { OriginCustomHeaders: undefined }, secondary: { OriginCustomHeaders: undefined } },
  },
  'handler-leaves-entity-headers': {
    fails: `import { failoverAware } from 'cdk-failover-distribution/edge';

export const handler = failoverAware(async event => {
  const { response } = event.Records[0].cf;
  if (Number(response.status) >= 500) response.body = 'Back soon';
  return response;
});
`,
    passes: `import { failoverAware } from 'cdk-failover-distribution/edge';

export const handler = failoverAware(async event => {
  const { response } = event.Records[0].cf;
  if (Number(response.status) >= 500) {
    response.body = 'Back soon';
    for (const name of ['content-encoding', 'content-length', 'etag', 'last-modified']) delete response.headers[name];
  }
  return response;
});
`,
    got: 'content-encoding, content-length, etag',
  },
};

/** The functions call it; docs/rules.md shows it once. */
export const SHOW_PAGE = `function showPage(response) {
  response.status = '200';
  response.statusDescription = 'OK';
  response.body = '<h1>Back soon</h1>';
  for (const name of ['content-encoding', 'content-length', 'etag', 'last-modified']) delete response.headers[name];
  response.headers['content-type'] = [{ key: 'Content-Type', value: 'text/html' }];
  response.headers['cache-control'] = [{ key: 'Cache-Control', value: 'no-store' }];
}
`;

/** Bundles a function into one file, as it is deployed. */
export function deployed(code: string): string {
  const root = join(__dirname, '..', '..', '..');
  const { outputFiles } = buildSync({
    stdin: { contents: code + SHOW_PAGE, resolveDir: root, loader: 'ts' },
    alias: { 'cdk-failover-distribution/edge': join(root, 'lambda', 'failover-aware.ts') },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
  });
  return outputFiles[0]!.text;
}
