import { Attempt, Trace } from '../journey/trace';
import { FailureKind } from '../origins/origin';

const FAILURES: { readonly [Kind in FailureKind]: string } = {
  'refused': 'refused the connection',
  'reset': 'dropped the connection',
  'dns': 'has a name that did not resolve',
  'tls': 'failed the TLS handshake',
  'connect-timeout': 'did not complete the connection in time',
  'read-timeout': 'did not answer in time',
  'completion-timeout': 'did not complete its answer in time',
};

/** What happened to a request, as sentences. */
export function storyOf(trace: Trace): string {
  return sentencesOf(trace).join(' ');
}

/** The sentences of {@link storyOf}, one by one. */
export function sentencesOf(trace: Trace): string[] {
  return trace.attempts.length ? [...visits(trace), ending(trace)] : [withoutOrigin(trace)];
}

function visits({ attempts, failedOver }: Trace): string[] {
  const sentences: string[] = [];
  for (let i = 0; i < attempts.length;) {
    const { origin, role } = attempts[i]!;
    let next = i;
    while (next < attempts.length && attempts[next]!.origin === origin && attempts[next]!.role === role) next++;
    const last = attempts[next - 1]!;
    sentences.push(visitOf(last, next - i));
    if (role === 'primary' && wentWrong(last)) sentences.push(failedOver ? 'CloudFront failed over.' : 'CloudFront did not fail over.');
    i = next;
  }
  return sentences;
}

function visitOf({ role, outcome, never, afterFunction }: Attempt, tries: number): string {
  const did = typeof outcome === 'number' ? `answered ${outcome}` : FAILURES[outcome];
  const often = tries > 1 ? ` (${tries} attempts)` : '';
  const made = afterFunction !== undefined && afterFunction !== outcome ? `, and the function made it ${afterFunction}` : '';
  const always = never === undefined ? '' : `, as it always does: ${never}`;
  return `The ${role === 'sole' ? 'origin' : role} ${did}${often}${made}${always}.`;
}

function wentWrong({ outcome }: Attempt): boolean {
  return typeof outcome !== 'number' || outcome >= 400;
}

function ending({ status, servedBy, errorPage }: Trace): string {
  if (servedBy === 'error-page') return `The viewer got ${status} with the error page ${errorPage!}.`;
  if (servedBy === 'cache') return `The viewer got ${status} from the cache, where it had expired.`;
  return `The viewer got ${status}.`;
}

function withoutOrigin({ status, cache, servedBy, functions }: Trace): string {
  const expired = cache === 'stale' ? ', where it had expired' : '';
  if (servedBy === 'cache') return `The viewer got ${status} from the cache${expired}. No origin was asked.`;
  const by = functions.length ? 'Functions and the edge' : 'The edge';
  return `${by} answered ${status}. No origin was asked.`;
}
