import { EdgeContext } from './context';
import { Answer } from './journey';
import { EdgeRequest, EdgeResponse, Headers } from '../message';
import { emptyTrace, Trace } from './trace';
import { AnsweredVisit } from './visit';
import { ErrorResponseModel } from '../../model/distribution';
import { NotModelled } from '../../model/errors';
import { isUnknown, show } from '../../model/value';

/** Fetches a page of the distribution as a viewer would, but for viewer functions and error pages of its own. */
export type FetchPage = (request: EdgeRequest, trace: Trace) => Promise<EdgeResponse>;

/**
 * The custom error response for the final status, or undefined when there is none. A page that cannot be had leaves the
 * viewer with the status of that attempt.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/GeneratingCustomErrorResponses.html
 */
export async function errorPage(
  last: AnsweredVisit, request: EdgeRequest, { distribution, restsOn }: EdgeContext, trace: Trace, fetchPage: FetchPage,
): Promise<Answer | undefined> {
  const custom = errorResponseFor(last.status, distribution.errorResponses);
  if (custom?.responsePagePath === undefined) return undefined;
  const path = show(custom.responsePagePath);
  if (isUnknown(custom.responsePagePath)) throw new NotModelled(`an error page whose path cannot be read, ${path}`, PAGE);

  const asked: EdgeRequest = { ...request, method: 'GET', path, query: '', body: undefined, headers: withoutConditions(request.headers) };
  const pageTrace = emptyTrace(asked);
  const page = await fetchPage(asked, pageTrace);
  restsOn(trace, ...pageTrace.assumptions);
  trace.servedBy = 'error-page';
  trace.errorPage = path;
  if (page.status >= 400) return { response: page, originStatus: last.originStatus, isErrorPage: true };
  const status = custom.responseCode === undefined || isUnknown(custom.responseCode) ? last.status : Number(custom.responseCode);
  return { response: { ...page, status, statusText: '' }, originStatus: last.originStatus, isErrorPage: true };
}

const PAGE = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/GeneratingCustomErrorResponses.html';

function errorResponseFor(status: number, all: readonly ErrorResponseModel[]): ErrorResponseModel | undefined {
  return status >= 400 ? all.find(({ errorCode }) => !isUnknown(errorCode) && Number(errorCode) === status) : undefined;
}

const CONDITION_NAMES = ['range', 'if-range', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'];
const CONDITIONS = new Set(CONDITION_NAMES);

/** The headers without those that ask for less than the whole object: the same ones when there are none. */
export function withoutConditions(headers: Headers): Headers {
  if (!CONDITION_NAMES.some(name => Object.hasOwn(headers, name))) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CONDITIONS.has(name)));
}
