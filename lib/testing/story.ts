import { sentencesOf } from '../simulator/control/story';
import { assumptionSwitches, DEFAULT_ASSUMPTIONS } from '../simulator/journey/assumptions';
import { Trace } from '../simulator/journey/trace';

/**
 * What happened to a request, for a person who wonders why a test fails.
 * @param body what the viewer got: when the edge refused, it has the reason
 */
export function storyLines(trace: Trace, body: Uint8Array = new Uint8Array()): string[] {
  return [
    `What happened to ${trace.method} ${trace.path}:`,
    ...[...sentencesOf(trace), ...wordsOfTheEdge(trace, body), ...functionFailures(trace), ...meantime(trace)].map(
      sentence => `  ${sentence}`,
    ),
    ...advice(trace),
  ];
}

function wordsOfTheEdge({ servedBy, status, functions }: Trace, body: Uint8Array): string[] {
  if (servedBy !== 'edge' || status < 400 || functions.some(({ outcome }) => outcome !== 'ok')) return [];
  return new TextDecoder().decode(body).split('\n').filter(line => line !== '').slice(0, 2).map(line => `The edge said: ${line}`);
}

function functionFailures({ functions }: Trace): string[] {
  return functions.flatMap(({ event, outcome, log }) => [
    ...outcome === 'ok' ? [] : [`The ${event} function failed: ${outcome}.`],
    ...log.slice(0, LOG_LINES).map(line => `The ${event} function logged: ${line.trimEnd()}`),
  ]);
}

const LOG_LINES = 5;

function meantime({ waitedMs, storedSeconds, cache, assumptions }: Trace): string[] {
  return [
    ...(waitedMs > 0 ? [`The viewer waited ${waitedMs / 1000} s, by the edge's clock.`] : []),
    ...(cache === 'hit'
      ? []
      : [storedSeconds > 0 ? `CloudFront caches the response for ${storedSeconds} s.` : 'CloudFront does not cache the response.']),
    ...assumptionSwitches(DEFAULT_ASSUMPTIONS)
      .filter(({ name }) => assumptions.includes(name))
      .map(({ name, question }) => `AWS does not document: ${question} (${name})`),
  ];
}

/** The trap that this library is about: a function changed a failover status code, so CloudFront may not fail over. */
function advice({ attempts, failedOver, assumptions, functions }: Trace): string[] {
  const changed = attempts.some(({ role, outcome, afterFunction }) =>
    role === 'primary' && afterFunction !== undefined && afterFunction !== outcome);
  if (failedOver || !changed || functions.some(({ outcome }) => outcome !== 'ok') || !assumptions.includes('failoverSees')) return [];
  return [
    'The origin-response function hides the failure of the primary from CloudFront, which then has no reason to try the secondary.',
    "Use FailoverDistribution, or wrap the function's handler in failoverAware from cdk-failover-distribution/edge.",
  ];
}
