import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EdgeFunctionOptions } from '../../lib';
import { Assembly } from '../../lib/model/assembly';
import { describe as describeAssembly } from '../../lib/report/describe';
import { synthesize } from '../../lib/testing/synthesis';
import { siteIn, stackIn } from '../support/stacks';

/** A section of the description, by its title. */
function section(title: string, stack: Stack, edgeFunctionOptions?: EdgeFunctionOptions): string[] {
  siteIn(stack, { edgeFunctionOptions });
  const lines = describeAssembly(Assembly.read(synthesize(stack))).split('\n');
  const start = lines.indexOf(`  ${title}`);
  const rest = lines.slice(start + 1);
  return start < 0 ? [] : rest.slice(0, rest.findIndex(line => !line.startsWith('    '))).map(line => line.trim());
}

test('outside us-east-1: the support stack, the bootstrap that it needs, the parameter, and the custom resource that reads it', () => {
  expect(section('support stack', stackIn('eu-west-1', { id: 'Web', account: '111111111111' }))).toEqual([
    'Web-us-east-1 (Web-edge-eu-west-1) in us-east-1, deployed before Web',
    'needs one bootstrap: npx cdk bootstrap aws://111111111111/us-east-1',
    expect.stringMatching(new RegExp([
      '^the SSM parameter /cdk/EdgeFunctionArn/eu-west-1/Web/Web-Site-FailoverFunction holds the version of WebSiteFailoverFunction\\w+;',
      'the custom resource WebSiteFailoverFunctionArnReader\\w+ in Web reads it$',
    ].join(' '))),
  ]);
});

test('in us-east-1 there is no support stack', () => {
  expect(section('support stack', stackIn('us-east-1'))).toEqual([]);
});

test.each([
  [undefined, 'old versions retained'],
  [RemovalPolicy.RETAIN, 'function and old versions retained'],
  [RemovalPolicy.DESTROY, 'nothing retained'],
])('what is retained, with the removal policy %s', (removalPolicy, words) => {
  expect(section('function', stackIn('us-east-1'), { removalPolicy })).toEqual([expect.stringMatching(new RegExp(` {2}${words}$`))]);
});

test.each(['us-east-1', 'eu-west-1'])('what deletes a retained function, from %s', region => {
  expect(section('function', stackIn(region), { cleanUp: true }))
    .toEqual([expect.stringMatching(/ {2}retained, and deleted by \w+CleanUp\w+ after the stack of the distribution$/)]);
});
