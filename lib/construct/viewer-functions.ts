import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { Problem } from '../model/problem';

/** A CloudFront function that an option adds to every behavior that fails over. */
export interface ViewerFunction {
  readonly option: 'failoverAlarm' | 'breaker';
  readonly eventType: cloudfront.FunctionEventType;
  readonly viewerFunction: cloudfront.Function;
}

/** The functions of a behavior: in CDK's words, or in those of a template. */
interface FunctionsOfBehavior {
  readonly edgeLambdas: ReadonlyArray<{ readonly eventType: string }>;
  readonly functionAssociations: ReadonlyArray<{ readonly eventType: string }>;
}

const CURES: Readonly<Record<ViewerFunction['option'], string>> = {
  failoverAlarm: 'Set headers with responseHeadersPolicy in place of a function, or leave failoverAlarm out.',
  breaker: 'Do what the function does in one on another event, or leave breaker out.',
};

/**
 * Why a function cannot be added; undefined when it can. CloudFront runs one function for each event, and no Lambda@Edge function on a
 * viewer event beside a CloudFront function on the other.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
 */
export function eventTaken(
  behavior: string,
  { option, eventType }: Pick<ViewerFunction, 'option' | 'eventType'>,
  { edgeLambdas, functionAssociations }: FunctionsOfBehavior,
): Required<Problem> | undefined {
  const found = [
    ...edgeLambdas.filter(one => /^viewer-/.test(one.eventType)).map(one => `a Lambda@Edge function on ${one.eventType}`),
    ...functionAssociations.filter(one => one.eventType === eventType).map(() => `a CloudFront function on ${eventType}`),
  ];
  if (!found.length) return undefined;
  return {
    what: `The behavior ${behavior} has functions beside which the one of ${option}, on ${eventType}, cannot run.`,
    got: found.join(', '),
    allowed: `no Lambda@Edge function on viewer events, and no CloudFront function on ${eventType}`,
    fix: CURES[option],
  };
}
