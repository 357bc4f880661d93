import { CACHING_QUESTIONS } from './caching';
import { CHOSEN_ORIGIN_QUESTIONS } from './chosen-origins';
import { CONNECTION_QUESTIONS } from './connections';
import { FAILOVER_QUESTIONS } from './failover';
import { FUNCTION_QUESTIONS } from './functions';
import { Probe, Question } from '../question';

/** Every question. What the others need comes first. */
export const QUESTIONS: readonly Question[] = [
  ...FAILOVER_QUESTIONS, ...FUNCTION_QUESTIONS, ...CACHING_QUESTIONS, ...CONNECTION_QUESTIONS, ...CHOSEN_ORIGIN_QUESTIONS,
];

export const PROBES: readonly Probe[] = QUESTIONS.flatMap(({ probes }) => probes);

/** A question that responses cannot answer, or that the example cannot ask. */
export interface Unseen {
  readonly what: string;
  readonly why: string;
}

/** What is not asked. The report names all of it. */
export const UNSEEN: readonly Unseen[] = [
  {
    what: 'how often functions run: whether origin-response ran on the primary, too, before CloudFront asked the secondary',
    why: "only the last response reaches the viewer. The functions' logs say it (Lambda@Edge, in the Region of the edge location)",
  },
  {
    what: 'how often CloudFront tries an origin again',
    why: 'the logs of the origin functions count it; a viewer sees only the time that it takes',
  },
  {
    what: 'connections that are reset, certificates for another name, and hosts that cannot be reached',
    why: 'a function URL never does this. A TLS handshake that fails stands for all TLS failures',
  },
  {
    what: 'a WebSocket through an origin group',
    why: 'a function URL cannot upgrade a connection',
  },
  {
    what: 'whether Lambda@Edge accepts Node.js 24, and whether the API still refuses POST in a behavior on an origin group',
    why: 'these are answered when a template is deployed, not by requests',
  },
  {
    what: 'what the real-time logs write (sr-reason, r-host)',
    why: 'they are not for viewers. Deploy with -c realTimeLogs=true and read the stream',
  },
  {
    what: 'whether a custom error response replaces the error of a function that fails',
    why: 'an error page is for the whole distribution, and would hide the statuses that the other questions look at',
  },
  {
    what: 'how long a change of the key-value store takes to reach every edge location',
    why: 'prove has no credentials and changes nothing',
  },
  {
    what: "whether the key-value store accepts a Lambda function's session token, and the status of a conflict of two writers",
    why: 'prove has no credentials. The commands in docs/operate.md that open the breaker settle both',
  },
];
