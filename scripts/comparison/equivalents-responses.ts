import { Duration } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { bucket, Equivalent, http, site, siteWithFunction } from './cdk-site';
import { CASES } from '../../test/rules/cases';

/** A custom error response with a page outside the group. */
function pageFor(httpStatus: number, rest: Partial<cloudfront.ErrorResponse> = {}): cloudfront.ErrorResponse {
  return { httpStatus, responseHttpStatus: 503, responsePagePath: '/errors/outage.html', ...rest };
}

const PAGES = [502, 503, 504].map(status => pageFor(status));
const ERRORS = () => ({ additionalBehaviors: { '/errors/*': { origin: http('errors.example.com') } } });

function responses(wrong: cloudfront.ErrorResponse[], right: cloudfront.ErrorResponse[], codes = [500, 502, 503, 504]): Equivalent {
  return (stack, isWrong) => site(stack, {
    group: { fallbackStatusCodes: codes },
    distribution: { ...ERRORS(), errorResponses: isWrong ? wrong : right },
  });
}

const SPA = { responseHttpStatus: 200, responsePagePath: '/index.html' };

/** Of custom error responses. */
export const RESPONSE_EQUIVALENTS: Readonly<Record<string, Equivalent>> = {
  'error-code-unsupported': responses([pageFor(429), ...PAGES], [pageFor(404), ...PAGES]),
  'response-code-unsupported': responses([pageFor(404, { responseHttpStatus: 410 }), ...PAGES], [pageFor(404, { responseHttpStatus: 404 }), ...PAGES]),
  'error-response-incomplete': responses([{ httpStatus: 404, responseHttpStatus: 503 }, ...PAGES], [{ httpStatus: 404, ttl: Duration.seconds(5) }, ...PAGES]),
  'error-page-behind-group': responses([pageFor(500, { responsePagePath: '/outage.html' }), ...PAGES], [pageFor(500), ...PAGES]),
  'error-cached-long': responses([{ httpStatus: 500, ttl: Duration.minutes(5) }, ...PAGES], [{ httpStatus: 500, ttl: Duration.minutes(1) }, ...PAGES]),
  'error-cached-on-s3': (stack, isWrong) => site(stack, {
    primary: bucket(stack, 'mine', 'eu-west-1'),
    distribution: { ...ERRORS(), errorResponses: [{ httpStatus: 500, ttl: Duration.seconds(isWrong ? 0 : 1) }, ...PAGES] },
  }),
  'missing-page-hides-failover': (stack, isWrong) => site(stack, {
    group: { fallbackStatusCodes: [...isWrong ? [404] : [], 502, 503, 504] },
    distribution: { ...ERRORS(), errorResponses: [pageFor(404, SPA), ...PAGES] },
  }),
  'outage-without-error-response': responses([pageFor(503)], PAGES),
  'error-response-dead': (stack, isWrong) => siteWithFunction(
    stack, { code: lambda.Code.fromInline(CASES['error-response-dead']!.fails.function!.Code.ZipFile) },
    { distribution: { errorResponses: [pageFor(isWrong ? 500 : 404)] } },
  ),
};
