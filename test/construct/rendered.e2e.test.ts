import { Aspects, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { functionCode } from '../../lib/construct/edge-function';
import { rulesOf, siteIn, stackIn, verdictOf } from '../support/stacks';

const REGIONS = ['us-east-1', 'eu-west-1'];

function replaceCode(zipFile: string) {
  return (node: IConstruct) => {
    if (node instanceof lambda.CfnFunction && /FailoverFunction/.test(node.node.path)) node.code = { zipFile };
  };
}

const MASKING = `exports.handler = async event => {
  const { response } = event.Records[0].cf;
  return Number(response.status) < 400 ? response : { ...response, status: '200', statusDescription: 'OK' };
};`;

describe.each(REGIONS)('an aspect that replaces the code of the function, in %s', region => {
  const errorsWith = (code: string, scopeOf: (stack: Stack) => IConstruct) => {
    const stack = stackIn(region);
    siteIn(stack);
    Aspects.of(scopeOf(stack)).add({ visit: replaceCode(code) });
    return rulesOf(verdictOf(stack).errors);
  };

  test.each<[string, (stack: Stack) => IConstruct]>([['the app', ({ node }) => node.root], ['the stack', stack => stack]])(
    'fails with code that hides the failures of the primary, on %s', (_, scopeOf) => {
      expect(errorsWith(MASKING, scopeOf)).toEqual(['handler-masks-failover']);
    },
  );

  test('fails with our own code, made for other failover codes', () => {
    const code = functionCode({ failover: [500], rewrite: [[500, 599]], status: 200, body: '', headers: [['cache-control', 'no-store']] });
    expect(errorsWith(code, stack => stack)).toContain('rewrite-of-failover-code');
  });

  test('passes with code that leaves responses alone', () => {
    expect(errorsWith('exports.handler = async event => event.Records[0].cf.response;', stack => stack)).toEqual([]);
  });
});
