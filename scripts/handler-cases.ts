import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { Changes } from '../test/rules/cases';

/** A function with and without what is wrong, and what else the template of both has. */
export interface HandlerCase {
  readonly fails: string;
  readonly passes: string;
  readonly template?: Changes;
}

/** Failing and passing functions for the rules that show when a function is run. */
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
  },
};

/** What the functions call and the document shows once. */
export const SHOW_PAGE = `function showPage(response) {
  response.status = '200';
  response.statusDescription = 'OK';
  response.body = '<h1>Back soon</h1>';
  for (const name of ['content-encoding', 'content-length', 'etag', 'last-modified']) delete response.headers[name];
  response.headers['content-type'] = [{ key: 'Content-Type', value: 'text/html' }];
  response.headers['cache-control'] = [{ key: 'Cache-Control', value: 'no-store' }];
}
`;

/** A function as it is deployed: one file, with what it imports. */
export function deployed(code: string): string {
  const root = join(__dirname, '..');
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
