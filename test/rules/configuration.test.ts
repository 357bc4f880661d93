import { Changes } from './cases';
import { merge, onViewer } from './cases/associations';
import { withResponse } from './cases/error-responses';
import { Json, ON_RESPONSE, pageFor, PARAMETER } from './cases/template';
import { findingOf, reasonsOf, said } from './said';

describe('group-unused', () => {
  const AT_VIEWER = { EventType: 'viewer-request', FunctionARN: 'arn:aws:cloudfront::111122223333:function/mine' };
  const direct = { behavior: { TargetOriginId: 'first' } };
  const chosen = (code: string): Changes => merge(onViewer('viewer-request', code), direct.behavior);

  test.each<[string, Changes, string[]]>([
    ['a function that may choose it', chosen("cf.selectRequestOriginById('group');"), ['cannot tell']],
    ['a function that may create another', chosen('cf.createRequestOriginGroup({});'), ['cannot tell']],
    ['a function that is not in the template', { behavior: { ...direct.behavior, FunctionAssociations: [AT_VIEWER] } }, ['cannot tell']],
    ['a function that does not', chosen('function handler(e) { return e.request; }'), [expect.stringContaining('targets first')]],
    ['a Lambda@Edge function',
      { behavior: { ...direct.behavior, LambdaFunctionAssociations: [{ ...ON_RESPONSE, EventType: 'viewer-request' }] } },
      [expect.stringContaining('targets first')]],
    ['a target that is missing', { behavior: { TargetOriginId: undefined } },
      ['a behavior that targets errors, a behavior that targets nothing']],
    ['behaviors that are unresolved', { ...direct, config: { CacheBehaviors: PARAMETER } }, ['cannot tell']],
  ])('of %s', (_, changes, expected) => {
    expect(said('group-unused', changes)).toEqual(expected);
  });

  test.each<[string, Changes]>([
    ['a CloudFront function may choose it', chosen("cf.selectRequestOriginById('group');")],
    ['a behavior depends on the deployment', { ...direct, config: { CacheBehaviors: PARAMETER } }],
    ['what a behavior targets depends on ${Parameter}', { behavior: { TargetOriginId: PARAMETER } }],
    ['what a behavior targets depends on ${Parameter}-group', { ...direct, group: { Id: { 'Fn::Sub': '${Parameter}-group' } } }],
  ])('is undetermined: %s', (reason, changes) => {
    expect(reasonsOf('group-unused', changes)).toEqual([reason]);
  });

  test('gets no information from slow-failover', () => {
    expect(said('slow-failover', { ...direct, primary: { ConnectionAttempts: 3 } })).toEqual([]);
  });
});

describe('origin-domain-invalid', () => {
  const at = (DomainName: unknown, more: Json = {}): Changes => ({ primary: { DomainName, ...more } });

  test.each<[string, Changes, string[]]>([
    ['a path', at('www.example.com/v1'), ['www.example.com/v1']],
    ['a port', at('www.example.com:8080'), ['www.example.com:8080']],
    ['a space', at('www.example.com '), ['www.example.com ']],
    ['nothing', at(''), ['nothing']],
    ['a scheme in front of a reference', at({ 'Fn::Sub': 'https://${Parameter}' }), ['https://${Parameter}']],
    ['the URL of a function', at({ 'Fn::GetAtt': ['Url', 'FunctionUrl'] }), ['${Url.FunctionUrl}']],
    ['the host in the URL of a function', at({ 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Url', 'FunctionUrl'] }] }] }), []],
    ['a reference', at(PARAMETER), []],
    ['uppercase letters', at('WWW.Example.com'), []],
    ['uppercase letters in the name of a bucket',
      at('Mine.s3.eu-west-1.amazonaws.com', { S3OriginConfig: {}, CustomOriginConfig: undefined }),
      []],
  ])('of %s', (_, changes, expected) => {
    expect(said('origin-domain-invalid', changes)).toEqual(expected);
  });

  test.each<[unknown, string]>([
    [{ 'Fn::GetAtt': ['Url', 'FunctionUrl'] }, 'is a URL with a scheme'],
    [{ 'Fn::GetAtt': ['Bucket', 'WebsiteURL'] }, 'is a URL with a scheme'],
    [{ 'Fn::GetAtt': ['Api', 'ApiEndpoint'] }, 'is a URL with a scheme'],
    ['https://www.example.com/v1', 'has a scheme'],
    ['www.example.com/v1:2', 'has a path'],
    ['www.example.com:8080', 'has a port'],
    ['www.example.com ', 'is empty or has a space'],
    ['', 'is empty or has a space'],
  ])('says what is wrong with %j', (DomainName, complaint) => {
    expect(findingOf('origin-domain-invalid', at(DomainName)).message).toContain(`The domain name of the origin first ${complaint}.`);
  });
});

describe('paths', () => {
  test.each<[string, string, Changes, string[]]>([
    ['page-path-without-slash', 'a page', withResponse(pageFor(404, { ResponsePagePath: '404.html' })), ['404.html']],
    ['page-path-without-slash', 'a page that is unresolved', withResponse(pageFor(404, { ResponsePagePath: PARAMETER })), []],
    ['page-path-without-slash', 'an empty page', withResponse({ ErrorCode: 404, ResponsePagePath: '' }), []],
    ['root-object-with-slash', 'the root object', { config: { DefaultRootObject: '/' } }, ['/']],
    ['root-object-with-slash', 'a root object that is unresolved', { config: { DefaultRootObject: PARAMETER } }, []],
    ['root-object-with-slash', 'a root object in a folder', { config: { DefaultRootObject: 'site/index.html' } }, []],
    ['origin-path-without-slash', 'an origin', { primary: { OriginPath: 'site/' } }, ['site/']],
    ['origin-path-without-slash', 'an origin that is unresolved', { primary: { OriginPath: PARAMETER } }, []],
    ['origin-path-without-slash', 'an origin, unresolved at its end', { primary: { OriginPath: { 'Fn::Sub': 'site${Parameter}' } } },
      ['site${Parameter}']],
    ['page-path-without-slash', 'a page, unresolved at its end',
      withResponse(pageFor(404, { ResponsePagePath: { 'Fn::Sub': '404${Parameter}' } })), ['404${Parameter}']],
  ])('%s: of %s', (rule, _, changes, expected) => {
    expect(said(rule, changes)).toEqual(expected);
  });
});

describe('group-member-not-an-origin and behavior-target-not-an-origin', () => {
  const custom = (Id: unknown): Json => ({ Id, DomainName: 'a.example.com', CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } });
  const origins = (...ids: unknown[]): Changes => ({ config: { Origins: ids.map(custom), CacheBehaviors: [] } });
  const members = (...Items: Json[]): Changes => ({ group: { Members: { Items, Quantity: 2 } } });

  test.each<[string, Changes, member: string[], target: string[]]>([
    ['a member without an id', members({ OriginId: 'first' }, {}), ['nothing'], []],
    ['a behavior without a target', { behavior: { TargetOriginId: undefined } }, [], ['nothing']],
    ['a group that is a member', members({ OriginId: 'first' }, { OriginId: 'group' }), [], []],
    ['an origin without an id', origins('first', undefined), ['cannot tell'], []],
    ['an origin whose id is unresolved', origins('first', PARAMETER), ['cannot tell'], []],
    ['an origin whose id is unresolved at its end', origins('first', { 'Fn::Sub': 'b${Parameter}' }), ['cannot tell'], []],
    ['no origin', origins(), ['first', 'second'], []],
    ['no origin and no group', { config: { ...origins().config, OriginGroups: undefined } }, [], ['group']],
  ])('of %s', (_, changes, member, target) => {
    expect(said('group-member-not-an-origin', changes)).toEqual(member);
    expect(said('behavior-target-not-an-origin', changes)).toEqual(target);
  });

  test('say which ids there are', () => {
    const allowed = (rule: string, changes: Changes) => / Allowed: (.*)\.$/.exec(findingOf(rule, changes).message)![1];
    expect(allowed('group-member-not-an-origin', members({ OriginId: 'first' }, {}))).toBe('first, second, errors, group');
    expect(allowed('behavior-target-not-an-origin', { config: { ...origins().config, OriginGroups: undefined } })).toBe(
      'the id of an origin',
    );
    expect(reasonsOf('behavior-target-not-an-origin', { behavior: { TargetOriginId: PARAMETER } })).toEqual(
      ['which origin is "${Parameter}" depends on the deployment'],
    );
  });
});

describe('behavior-path-repeated and behavior-path-covered', () => {
  const paths = (...patterns: unknown[]): Changes => ({
    behaviors: patterns.map(PathPattern => ({ PathPattern, TargetOriginId: 'second', CachePolicyId: { Ref: 'Policy' } })),
  });

  test.each<[string, Changes, repeated: string[], covered: string[]]>([
    ['the pattern of the default behavior', paths('*'), [], ['/errors/* after *']],
    ['two stars', paths('**'), [], ['/errors/* after **']],
    ['one parameter twice', paths(PARAMETER, PARAMETER), ['${Parameter} again'], []],
    ['a parameter and a path', paths(PARAMETER, '/a'), [], []],
    ['a pattern with and without a slash', paths('a/*', '/a/*'), ['/a/* again'], []],
    ['three times the same', paths('/a', 'a', '/a'), ['a again', '/a again'], []],
    ['a narrow pattern first', paths('/a/b', '/a/*'), [], []],
    ['a narrow pattern last', paths('/a/*', '/b', '/a/b'), [], ['/a/b after /a/*']],
  ])('of %s', (_, changes, repeated, covered) => {
    expect(said('behavior-path-repeated', changes)).toEqual(repeated);
    expect(said('behavior-path-covered', changes)).toEqual(covered);
  });
});

describe('lists that depend on the deployment', () => {
  const open = { 'Fn::If': ['Unknown', { Id: 'other' }, { Ref: 'AWS::NoValue' }] };

  test('hide which origins there are: group-member-not-an-origin and behavior-target-not-an-origin', () => {
    const changes: Changes = { config: { Origins: [{ Id: 'first', DomainName: 'a.example.com' }, open] } };
    expect(said('group-member-not-an-origin', changes)).toEqual(['cannot tell']);
    expect(said('behavior-target-not-an-origin', changes)).toEqual(['cannot tell']);
  });

  test('hide which error pages there are: outage-without-error-response', () => {
    const changes: Changes = { config: { CustomErrorResponses: { 'Fn::If': ['Unknown', [], []] } } };
    expect(said('outage-without-error-response', changes)).toEqual(['cannot tell']);
  });

  test('hide how many members a group has: group-member-count', () => {
    const changes: Changes = { group: { Members: { Items: [{ OriginId: 'first' }, open], Quantity: 2 } } };
    expect(said('group-member-count', changes)).toEqual(['cannot tell']);
  });
});

