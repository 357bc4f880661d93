import { settingFor } from './jobs';
import { trialEvent, Trial, trialsOf } from '../../../lib/rules/handler/trial';
import { Changes } from '../cases/template';

const BUCKET = {
  DomainName: 'standby.s3.eu-west-1.amazonaws.com',
  CustomOriginConfig: undefined,
  S3OriginConfig: { OriginAccessIdentity: '' },
  OriginAccessControlId: 'E123',
};

function trials(changes: Changes = {}): Trial[] {
  return trialsOf(settingFor(changes));
}

/** The event of the first trial of a member. */
function eventFor(member: string, changes: Changes = {}) {
  const setting = settingFor(changes);
  return trialEvent(setting, trialsOf(setting).find(trial => trial.member === member)!).Records[0].cf;
}

const values = (all: readonly Trial[], key: keyof Trial) => [...new Set(all.map(trial => trial[key]))];

test('there is a trial for each code, member and method', () => {
  const combinations = new Set(trials().map(({ status, member, method }) => `${status} ${member} ${method}`));
  expect(combinations.size).toBe(4 * 2 * 3);
});

test('OPTIONS is tried only where it is cached', () => {
  expect(values(trials({ behavior: { CachedMethods: ['GET', 'HEAD'] } }), 'method')).toEqual(['GET', 'HEAD']);
  expect(values(trials({ behavior: { CachedMethods: { Ref: 'Parameter' } } }), 'method')).toEqual(['GET', 'HEAD']);
});

test('paths are such that the behavior matches them', () => {
  const CacheBehaviors = ['/api/*', 'img/?.*', '/exact'].map(PathPattern => ({
    PathPattern,
    TargetOriginId: 'group',
    ViewerProtocolPolicy: 'https-only',
    LambdaFunctionAssociations: [{ EventType: 'origin-response', LambdaFunctionARN: { Ref: 'Version' } }],
  }));
  const all = values(trials({ config: { CacheBehaviors } }), 'path');
  expect(all).toEqual(['/api/item', '/img/a.item', '/exact', '/index.html', '/products/42', '/images/logo.png']);
});

test('a behavior without the function has no path of its own', () => {
  const CacheBehaviors = [{ PathPattern: '/api/*', TargetOriginId: 'group', ViewerProtocolPolicy: 'https-only' }];
  expect(values(trials({ config: { CacheBehaviors } }), 'path')).not.toContain('/api/item');
});

test('the codes are those of the group, each once, as far as they can be a status', () => {
  expect(values(trials({ group: { FailoverCriteria: { StatusCodes: { Items: ['503', 404, 503, 42], Quantity: 4 } } } }), 'status')).toEqual(
    [503, 404],
  );
});

describe('an event', () => {
  test('has the custom headers of the member, as in the template', () => {
    const header = (HeaderName: string, HeaderValue: string) => ({ OriginCustomHeaders: [{ HeaderName, HeaderValue }] });
    const changes = { primary: header('X-Role', 'first'), secondary: header('X-Role', 'last') };
    expect(eventFor('primary', changes).request.origin).toMatchObject({
      custom: { customHeaders: { 'x-role': [{ key: 'X-Role', value: 'first' }] } },
    });
    expect(eventFor('secondary', changes).request.origin).toMatchObject({
      custom: { customHeaders: { 'x-role': [{ key: 'X-Role', value: 'last' }] } },
    });
    expect(eventFor('primary').request.origin).toMatchObject({ custom: { customHeaders: {} } });
  });

  test('has the domain name of the member, and its kind', () => {
    expect(eventFor('primary', { secondary: BUCKET }).request.origin).toMatchObject({ custom: { domainName: 'www.example.com' } });
    expect(eventFor('secondary', { secondary: BUCKET }).request.origin).toMatchObject({
      s3: { domainName: BUCKET.DomainName, region: 'eu-west-1' },
    });
  });

  test('is an origin-response event with the status as text and without a body', () => {
    const { config, response } = eventFor('primary');
    expect(config.eventType).toBe('origin-response');
    expect(response).toMatchObject({
      status: '500',
      statusDescription: expect.any(String),
      headers: { 'content-type': [{ key: 'Content-Type', value: expect.any(String) }] },
    });
    expect(response).not.toHaveProperty('body');
  });

  test('has the headers that CloudFront adds by the policies of the behavior', () => {
    const { headers } = eventFor('primary', { behavior: { OriginRequestPolicyId: '33f36d7e-f396-46d9-90e0-52428a34d9dc' } }).request;
    expect(headers).toMatchObject({
      'cloudfront-viewer-country': [{ key: 'Cloudfront-Viewer-Country', value: 'US' }],
      'cloudfront-is-mobile-viewer': [{ key: 'Cloudfront-Is-Mobile-Viewer', value: 'false' }],
    });
    expect(Object.keys(eventFor('primary').request.headers).filter(name => name.startsWith('cloudfront-'))).toEqual([]);
  });

  test('takes the names of a policy for all headers except some as those that are left out', () => {
    const HeadersConfig = { HeaderBehavior: 'allExcept', Headers: ['host', 'CloudFront-Viewer-Country'] };
    const OriginRequestPolicyConfig = { Name: 'except', HeadersConfig };
    const { headers } = eventFor('primary', {
      behavior: { OriginRequestPolicyId: { Ref: 'Except' } },
      resources: { Except: { Type: 'AWS::CloudFront::OriginRequestPolicy', Properties: { OriginRequestPolicyConfig } } },
    }).request;
    expect(headers).not.toHaveProperty('cloudfront-viewer-country');
    expect(headers).toHaveProperty('cloudfront-forwarded-proto');
  });

  test('comes with and without what a handler may look at or lose', () => {
    const setting = settingFor();
    const names = new Set(
      trialsOf(setting).map(trial => Object.keys(trialEvent(setting, trial).Records[0].cf.response!.headers).sort().join()),
    );
    const all = [...names].join('\n');
    for (const name of ['content-encoding', 'content-length', 'content-type', 'etag', 'transfer-encoding', 'via']) {
      expect(all).toContain(name);
      expect([...names].some(list => !list.split(',').includes(name))).toBe(true);
    }
  });
});
