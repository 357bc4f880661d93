import { Validations } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as runnerProcess from '../../lib/rules/handler/runner-process';
import { siteIn, stackIn, userFunction } from '../support/stacks';

const WARNING = 'Whether the origin-response function keeps CloudFront from failing over is not known';
const MASKING = `exports.handler = async event => {
  const { response } = event.Records[0].cf;
  if (response.status >= 400) response.status = '200';
  return response;
};`;

function stackWith(code: string) {
  const stack = stackIn('us-east-1');
  siteIn(stack, { originResponseFunction: userFunction(stack, { code: lambda.Code.fromInline(code) }).currentVersion });
  return stack;
}

test('a function that could not be tried is a warning with an id', () => {
  Annotations.fromStack(stackWith(`require('https').get('https://example.com');\n${MASKING.replace('200', '503')}`))
    .hasWarning('*', Match.stringLikeRegexp(`${WARNING}: .*https.* \\[ack: cdk-failover-distribution:function-not-tried\\]`));
});

test('so is one for which the process does not start, as under Yarn PnP or in a bundle', () => {
  jest.spyOn(runnerProcess, 'runProcess').mockReturnValue({
    reports: [], wasReady: false, wasLate: false, reason: 'handler-runner.js is missing',
  });
  Annotations.fromStack(stackWith(MASKING.replace('200', '201'))).hasWarning(
    '*',
    Match.stringLikeRegexp(`${WARNING}: .*handler-runner.js is missing`),
  );
  jest.restoreAllMocks();
});

test('so is a function that was imported', () => {
  const stack = stackIn('us-east-1');
  const arn = 'arn:aws:lambda:us-east-1:111111111111:function:theirs:7';
  siteIn(stack, { originResponseFunction: lambda.Version.fromVersionArn(stack, 'Theirs', arn) });
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp(WARNING));
});

test.each(['::', ':'])('it is acknowledged as findings are: with %s', separator => {
  const stack = stackWith(`require('https').get('https://example.com');\n${MASKING.replace('200', '503')}`);
  Validations.of(stack).acknowledge({ id: `cdk-failover-distribution${separator}function-not-tried`, reason: 'known' });
  Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp(WARNING));
});

test('one that was tried is not', () => {
  Annotations.fromStack(stackWith('exports.handler = async event => event.Records[0].cf.response;')).hasNoWarning(
    '*',
    Match.stringLikeRegexp(WARNING),
  );
});

test('the function of the construct is not', () => {
  const stack = stackIn('eu-west-1');
  siteIn(stack);
  Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp(WARNING));
});
