import { join } from 'node:path';
import { App, NestedStack } from 'aws-cdk-lib';
import { Assembly } from '../../../lib/model/assembly';
import { ManualClock } from '../../../lib/simulator/journey/clock';
import { Edge, EdgeOptions } from '../../../lib/simulator/journey/edge';
import { edgeFor, Reply, send, wayOf } from '../../support/edges';
import { siteIn, stackIn } from '../../support/stacks';

const open: Edge[] = [];

afterEach(() => Promise.all(open.splice(0).map(edge => edge.close())));

function fixture(name: string, options: EdgeOptions = {}): Edge {
  return kept(edgeFor(join(__dirname, '..', '..', 'fixtures', name), options).edge);
}

function kept(edge: Edge): Edge {
  open.push(edge);
  return edge;
}

const get = (edge: Edge, target = '/page') => send(edge, 'GET', target);
const told = ({ status, text, trace }: Reply) => ({ status, text, way: wayOf(trace) });

describe('a template', () => {
  it('whose primary is not the first of the origins has the first member for it, and codes from a mapping', async () => {
    const edge = fixture('primary-not-first.yaml');
    edge.origin('live').respond(504);
    edge.origin('standby').respond(200, 'standby');

    expect([edge.origin('primary'), edge.origin('secondary')]).toEqual([
      edge.origin('live.example.com'),
      edge.origin('standby.example.com'),
    ]);
    expect(told(await get(edge))).toEqual({ status: 200, text: 'standby', way: ['primary 504', 'secondary 200'] });
    expect(told(await get(edge, '/pictures/a.png'))).toMatchObject({ way: ['sole 403'] }); // A bucket without a policy.
    expect(edge.origin('pictures').requests[0]!.host).toBe('${Pictures.RegionalDomainName}');
  });

  it('may have its codes as text, and the older settings', async () => {
    const edge = fixture('codes-from-split.yaml');
    edge.origin('primary').refuse();

    const { trace } = await get(edge, '/page?a=1');
    expect({ way: wayOf(trace), stored: trace.storedSeconds }).toEqual({ way: ['primary refused', 'secondary 200'], stored: 60 });
    expect((await get(edge, '/page?a=2')).trace.cache).toBe('miss');
    edge.origin('primary').respond(404);
    expect(wayOf((await get(edge, '/other')).trace)).toEqual(['primary 404']);
  });

  it('with two distributions wants one of them chosen, by its id or its path', async () => {
    expect(() => fixture('two-distributions.yaml')).toThrow(
      'there are several distributions: two-distributions.yaml Site, two-distributions.yaml Downloads. Choose one by its stack or its ' +
        'id: with --stack NAME or --distribution ID, in code with { stack } or { distribution }.',
    );
    expect(() => fixture('two-distributions.yaml', { distribution: 'Other' })).toThrow(
      /^there is no such distribution. Got: distribution Other. Allowed: stack .*Site, stack .*Downloads.$/,
    );

    expect(fixture('two-distributions.yaml', { distribution: 'Web/Site' }).distribution.logicalId).toBe('Site');
    const downloads = fixture('two-distributions.yaml', { distribution: 'Downloads' });
    downloads.origin('files.example.com').respond(503, 'no files');
    expect(told(await get(downloads))).toEqual({ status: 503, text: 'no files', way: ['sole 503'] });
    expect(() => downloads.origin('primary')).toThrow(
      'there is no origin "primary". Allowed: primary, secondary, files, or one of their domain names.',
    );
  });

  it('may have a group that no behavior targets', async () => {
    const edge = fixture('unused-group.yaml');
    edge.origin('primary').respond(503);

    expect(edge.origin('primary')).toBe(edge.origin('b'));
    expect(told(await get(edge))).toEqual({ status: 200, text: 'a answers\n', way: ['primary 503', 'secondary 200'] });
  });

  it('leaves out what a condition leaves out', async () => {
    const edge = fixture('false-condition.yaml');
    edge.origin('live').respond(503);

    expect(edge.distribution.logicalId).toBe('Production');
    expect(wayOf((await get(edge)).trace)).toEqual(['primary 503', 'secondary 200']);
  });

  it('without any distribution is refused', () => {
    expect(() => edgeFor({ Resources: { Bucket: { Type: 'AWS::S3::Bucket' } } })).toThrow('there is no CloudFront distribution in it.');
  });
});

describe('what cannot be served is refused by name, and says where', () => {
  it.each([
    ['/media/a', 'selection by media-quality-based (the behavior /media/*): not modelled by the local edge', 'media-quality-score.html'],
    ['/alone/a', 'an origin group with other than two members, alone', 'high_availability_origin_failover.html'],
    ['/codes/a', 'failover status codes that cannot be read', 'high_availability_origin_failover.html'],
    ['/nowhere/a', 'the target c, which is not an origin here', 'DownloadDistValuesCacheBehavior.html'],
    ['/grpc/a', 'gRPC', 'distribution-using-grpc.html'],
    ['/cache/a', 'a cache policy that cannot be read, the cache policy ${Fn::ImportValue "Policy"}', 'controlling-the-cache-key.html'],
    ['/other-cache/a', 'the cache policy 00000000-0000-4000-8000-000000000000', ''],
    ['/forwarding/a', 'an origin request policy that cannot be read, the origin request policy ${Fn::ImportValue "Forwarding"}', ''],
    [
      '/headers/a',
      'a response headers policy that cannot be read, the response headers policy ${Fn::ImportValue "Headers"}',
      'modifying-response-headers.html',
    ],
    ['/methods/a', 'methods that cannot be read', 'DownloadDistValuesCacheBehavior.html'],
    ['/no-code/a', 'The code of the function NoCode is missing: the code is not in the template. Put its archive, ', ''],
    [
      '/imported/a',
      'LambdaFunctionAssociations.0 is not here: behind the export Function, whose stack is not in the input. Give the cloud assembly',
      '',
    ],
    ['/python/a', 'The function Python, whose runtime is python3.13, not Node.js: not modelled', ''],
    ['/elsewhere/a', 'The code of the CloudFront function', ''],
    ['/store/a', 'it needs the data of the key-value store ', ''],
    ['/other', 'a path pattern that cannot be read (the behavior ${Fn::ImportValue "Path"})', 'DownloadDistValuesCacheBehavior.html'],
  ])('%s: %s', async (target, message, page) => {
    const edge = fixture('refused.yaml');

    for (const { status, text, trace } of [await get(edge, target), await get(edge, target)]) {
      expect({ status, text }).toEqual({ status: 501, text: expect.stringContaining(message) });
      expect(text).toContain(page && `https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/${page}`);
      expect(trace).toMatchObject({ status: 501, servedBy: 'edge', storedSeconds: 0 });
    }
  });
});

describe('an app', () => {
  it('with its distribution in a nested stack is served', async () => {
    const stack = stackIn('us-east-1', { id: 'Parent' });
    siteIn(new NestedStack(stack, 'Nested'));
    const { directory } = (stack.node.root as App).synth();
    const edge = kept(Edge.of(Assembly.read(directory), { clock: new ManualClock() }));
    edge.origin('www.example.com').respond(503);
    edge.origin('standby.example.com').respond(503);

    expect(edge.distribution.template).toMatch(/^Parent\/Nested/);
    const reply = await get(edge);
    expect(told(reply)).toEqual({ status: 503, text: expect.stringContaining('Back soon'), way: ['primary 503', 'secondary 503'] });
  });

  it('in another Region finds its function in the stack in us-east-1', async () => {
    const stack = stackIn('eu-west-1');
    siteIn(stack);
    const { edge } = edgeFor(stack);
    kept(edge);
    edge.origin('primary').respond(500);
    edge.origin('secondary').respond(502);

    expect(told(await get(edge))).toEqual({
      status: 502,
      text: expect.stringContaining('Back soon'),
      way: ['primary 500', 'secondary 502'],
    });
  });

  it('with several stacks wants one of them chosen', () => {
    const one = stackIn('us-east-1', { id: 'One' });
    const two = stackIn('us-east-1', { id: 'Two', scope: one.node.root });
    siteIn(one);
    siteIn(two);
    const assembly = Assembly.read((one.node.root as App).synth().directory);

    expect(() => Edge.of(assembly)).toThrow(/^there are several distributions: One \w+, Two \w+\. Choose one/);
    expect(kept(Edge.of(assembly, { stack: 'Two' })).distribution.path).toMatch(/^Two\/Site/);
    expect(kept(Edge.of(assembly, { distribution: 'One/Site' })).distribution.path).toMatch(/^One\/Site/);
  });
});

describe('a group that a CloudFront function makes', () => {
  const bot = { 'user-agent': 'a Bot' };
  const ask = (edge: Edge, method = 'GET', target = '/page', headers: Record<string, string> = bot) =>
    send(edge, method, target, { headers });

  it('is used for the requests it is made for, its codes decide, and the trace shows it', async () => {
    const edge = fixture('group-made-by-function.yaml');
    edge.origin('optimized').respond(404, 'not there');
    edge.origin('site').respond(200, 'site');

    const { trace, text } = await ask(edge);
    expect(text).toBe('site');
    expect(trace).toMatchObject({
      chosen: { by: 'createRequestOriginGroup', members: ['optimized', 'site'], statusCodes: [400, 403, 404, 416, 500, 502, 503, 504] },
      attempts: [
        { origin: 'optimized', role: 'primary', outcome: 404, afterFunction: 404 },
        { origin: 'site', role: 'secondary', outcome: 200 },
      ],
      failedOver: true,
      servedBy: 'secondary',
    });
    expect(trace.functions.map(({ event, origin }) => `${event} ${origin ?? ''}`)).toEqual([
      'viewer-request ', 'origin-request optimized', 'origin-response optimized', 'origin-request site', 'origin-response site',
    ]);
    expect(edge.origin('optimized').requests[0]).toMatchObject({ host: 'edge.example.org', headers: { 'x-site': ['example'] } });
    expect(edge.origin('site').requests[0]!.host).toBe('www.example.com');
  });

  it('leaves its other requests to the origin of the behavior', async () => {
    const edge = fixture('group-made-by-function.yaml');
    for (const { trace } of [await ask(edge, 'POST'), await ask(edge, 'GET', '/logo.png'), await ask(edge, 'GET', '/page', {})]) {
      expect(trace.chosen).toBeUndefined();
      expect(wayOf(trace)).toEqual(['sole 200']);
    }
  });

  it('answers with an error when the function asks for what CloudFront does not accept', async () => {
    const edge = fixture('group-made-by-function.yaml');
    const { behaviors: [behavior] } = edge.distribution;
    const [association] = behavior!.functions.filter(({ kind }) => kind === 'cloudfront-function');
    const broken = { ...association!, functionCode: String(association!.functionCode).replace("originId: 'site'", "originId: 'none'") };
    const distribution = { ...edge.distribution, behaviors: [{ ...behavior!, functions: [broken] }] };
    const { status, trace } = await ask(kept(Edge.of({ distributions: () => [distribution] })));
    expect(status).toBe(502);
    expect(trace.functions[0]!.outcome).toBe('the function chose the origin "none". Allowed: site, optimized');
  });
});
