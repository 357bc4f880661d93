import { changing } from './sample-code';
import { Changes } from '../cases/template';

/** Functions that people reported, or that broke an earlier version, with what is found. */
export interface Reported extends Changes {
  readonly code: string;
  readonly rules: readonly string[];
}

const who = (HeaderValue: string) => ({ OriginCustomHeaders: [{ HeaderName: 'X-Who', HeaderValue }] });
const OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
const ALL_VIEWER = '216adef6-5c7f-47e4-b989-5492eafa07d3';

export const REPORTED: Readonly<Record<string, Reported>> = {
  'a success becomes an error': { code: changing("response.status = '500';"), rules: ['handler-breaks-success'] },
  'a module that is required and not used': {
    code: `const https = require('https');\n${changing("if (status >= 500) response.status = '200';")}`,
    rules: ['handler-masks-failover', 'masked-success-cached'],
  },
  'a module that is missing': { code: `require('not-in-the-zip');\n${changing('')}`, rules: ['handler-fails'] },
  'a text that is cut off': { code: 'exports.handler = async event => { return event.Records[0].cf.response;', rules: ['handler-fails'] },
  'a callback without return': {
    code: `exports.handler = (event, context, callback) => {
      const { response } = event.Records[0].cf;
      if (Number(response.status) < 600) callback(null, response);
      response.status = '200';
      response.body = 'sorry';
      callback(null, response);
    };`,
    rules: ['handler-masks-failover', 'masked-success-cached', 'handler-leaves-entity-headers'],
  },
  'a change after the callback': {
    code: `exports.handler = (event, context, callback) => {
      const { response } = event.Records[0].cf;
      callback(null, response);
      response.status = '200';
    };`,
    rules: ['handler-masks-failover', 'masked-success-cached'],
  },
  'a change after the callback for the primary': {
    code: `exports.handler = (event, context, callback) => {
      const { request, response } = event.Records[0].cf;
      if (request.origin.custom.domainName === 'www.example.com' && Number(response.status) >= 500) callback(null, response);
      response.status = '200';
      response.headers['cache-control'] = [{ key: 'Cache-Control', value: 'no-store' }];
      callback(null, response);
    };`,
    rules: ['handler-masks-failover'],
  },
  'a page for a year': {
    code: changing(`if (status >= 500 && request.origin.custom.customHeaders['x-who'][0].value === 'standby') {
      response.status = '200';
      response.body = 'x';
      for (const name of ['content-length', 'content-encoding', 'etag', 'last-modified']) delete response.headers[name];
      response.headers['cache-control'] = [{ key: 'Cache-Control', value: 'public, max-age=31536000' }];
    }`),
    rules: ['failure-cached-long'],
    primary: who('live'),
    secondary: who('standby'),
    behavior: { CachePolicyId: OPTIMIZED },
  },
  'a redirect for directories': {
    code: changing(`if (status >= 500 && request.uri.endsWith('/')) {
      response.status = '302';
      response.headers.location = [{ value: '/sorry' }];
    }`),
    rules: ['handler-masks-failover', 'masked-success-cached'],
  },
  'a page for browsers, whose Accept is forwarded': {
    code: changing(`if (status >= 500 && request.headers.accept?.[0].value.includes('text/html')) {
      response.status = '200';
      response.body = 'x';
    }`),
    rules: ['handler-masks-failover', 'masked-success-cached', 'handler-leaves-entity-headers'],
    behavior: { OriginRequestPolicyId: ALL_VIEWER },
  },
  'a page for browsers, whose Accept is not forwarded': {
    code: changing("if (status >= 500 && request.headers.accept?.[0].value.includes('text/html')) response.status = '200';"),
    rules: [],
  },
  'an error that is swallowed': {
    code: changing(`try {
      if (status >= 500) response.body = 'Sorry ' + await require('util').promisify(setTimeout)(response.status = '200');
    } catch {}`),
    rules: ['handler-masks-failover', 'masked-success-cached', 'handler-leaves-entity-headers'],
  },
  'a mark': { code: changing("console.log(performance.mark('a').name);"), rules: [] },
  'a request function that fails on a standby of another kind': {
    code: `exports.handler = async event => {
      const { request } = event.Records[0].cf;
      if (request.origin.s3.path === '') request.uri = '/site' + request.uri;
      return request;
    };`,
    rules: ['handler-fails'],
    primary: {
      DomainName: 'mine.s3.eu-west-1.amazonaws.com',
      CustomOriginConfig: undefined,
      S3OriginConfig: { OriginAccessIdentity: '' },
      OriginAccessControlId: 'E2QWRUHAPOMQZL',
    },
    behavior: { LambdaFunctionAssociations: [{ EventType: 'origin-request', LambdaFunctionARN: { Ref: 'Version' } }] },
  },
};

/** Functions with something undetermined, and what. */
export const UNTOLD: Readonly<Record<string, { readonly code: string; readonly reason: string }>> = {
  'a request for one status': {
    code: changing("if (status === 502) await new Promise(done => require('https').get('https://example.com/', done));"),
    reason: 'https',
  },
  'a request that fails and is swallowed': {
    code: changing("try { if (status === 502) await fetch('https://example.com/'); } catch {}"),
    reason: 'fetch',
  },
  'memory that the engine does not count': {
    code: changing('const all = []; for (;;) all.push(new Uint8Array(new SharedArrayBuffer(1e8)).fill(1));'),
    reason: 'SharedArrayBuffer',
  },
};
