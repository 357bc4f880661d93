import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ErrorRewrite, FailoverDistribution } from '../../lib';
import { siteIn, userFunction } from '../support/stacks';

/** One problem: how to make it, how to do the same without it, and what is said. */
export interface Case {
  readonly rule: string;
  readonly when: string;
  readonly fails: (stack: Stack) => FailoverDistribution;
  readonly passes: (stack: Stack) => FailoverDistribution;
  /** What the message has to quote as the value that it got. */
  readonly got: string;
}

/** Where warnings are: before 2.276 an acknowledgement on a construct reaches only what is below it. */
export const ANNOTATED = 'Stack/Site/Resource';

export function withUserFunction(props: Partial<lambda.FunctionProps> | ((stack: Stack) => Partial<lambda.FunctionProps>)) {
  return (stack: Stack) =>
    siteIn(stack, {
      originResponseFunction: userFunction(stack, typeof props === 'function' ? props(stack) : props).currentVersion,
    });
}

export function withHeaders(customHeaders: Record<string, string>) {
  return (stack: Stack) => siteIn(stack, { primaryOrigin: new origins.HttpOrigin('www.example.com', { customHeaders }) });
}

export function headers(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-mine-${i}`, 'value']));
}

export function withMinTtl(minTtl: number, ttl = 0) {
  return (stack: Stack) =>
    siteIn(stack, {
      errorRewrite: ErrorRewrite.keepStatus(undefined, { ttl: Duration.seconds(ttl) }),
      defaultBehavior: { cachePolicy: new cloudfront.CachePolicy(stack, 'Policy', { minTtl: Duration.seconds(minTtl) }) },
    });
}
