import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ErrorRewrite, FailoverDistributionProps } from '../../lib';
import { simulate } from '../../lib/testing';
import { edgeCodeIn, partsOf, siteIn, stackIn, userFunction, verdictOf } from '../support/stacks';

function stackWith(props: Partial<FailoverDistributionProps>): Stack {
  const stack = stackIn('us-east-1');
  siteIn(stack, props);
  return stack;
}

/** The documents that the function logs while the primary is up, and then while it is down. */
async function documents(stack: Stack): Promise<{ healthy: any[]; outage: any[] }> {
  const edge = simulate(stack);
  const lines = async (path: string) => (await edge.fetch(path)).trace.functions.flatMap(({ log }) => log).map(line => JSON.parse(line));
  try {
    const healthy = await lines('/healthy');
    edge.origin('primary').refuse();
    const [one, other] = await Promise.all([lines('/one'), lines('/other')]);
    return { healthy, outage: [...one, ...other] };
  } finally {
    await edge.close();
  }
}

test('the function stays inline with the default page, and nothing is wrong with it', () => {
  const stack = stackWith({ failoverLog: {} });
  expect(edgeCodeIn(stack).length).toBeLessThanOrEqual(4096);
  const { errors, warnings } = verdictOf(stack);
  expect([errors, warnings]).toEqual([[], []]);
});

test('without it, the function is the one of before', () => {
  expect(edgeCodeIn(stackWith({}))).not.toContain('process.stdout');
});

test('the local edge writes the lines: none while the primary is up, and one for each request that fails over', async () => {
  const { healthy, outage } = await documents(stackWith({ failoverLog: { includePath: true } }));
  expect(healthy).toEqual([]);
  expect(outage.map(({ path, role, status, Failovers }) => ({ path, role, status, Failovers }))).toEqual([
    { path: '/one', role: 'secondary', status: 200, Failovers: 1 },
    { path: '/other', role: 'secondary', status: 200, Failovers: 1 },
  ]);
});

test('with ErrorRewrite.none(), a function is made that does nothing else', async () => {
  const { outage } = await documents(stackWith({ failoverLog: {}, errorRewrite: ErrorRewrite.none() }));
  expect(outage).toHaveLength(2);
  expect(outage[0]).not.toHaveProperty('path');
});

test('in JSON logs the line stays a document of its own', () => {
  const stack = stackWith({ failoverLog: {}, edgeFunctionOptions: { loggingFormat: lambda.LoggingFormat.JSON } });
  expect(edgeCodeIn(stack)).not.toContain('console.');
});

test('refuses a function of the user, which would have to log', () => {
  expect(partsOf(() => {
    const stack = stackIn('us-east-1');
    siteIn(stack, { failoverLog: {}, originResponseFunction: userFunction(stack).currentVersion });
  })).toMatchObject({ got: 'originResponseFunction, failoverLog', allowed: 'one or the other' });
});

test('refuses text in the place of a switch', () => {
  expect(partsOf(() => stackWith({ failoverLog: { includePath: 'no' as never } }))).toEqual({
    what: 'Stack/Site: includePath of failoverLog is neither on nor off.',
    got: 'no',
    allowed: 'true or false',
    fix: 'Change includePath of failoverLog.',
  });
});
