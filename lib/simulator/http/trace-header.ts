import { Trace } from '../journey/trace';

const MAX_LENGTH = 4096;
const BEYOND_ASCII = /[^\x20-\x7e]/;

/** A trace as the value of a header: JSON in ASCII, of at most 4 KB. What is too long loses its logs first, then all but the outcome. */
export function traceHeader(trace: Trace): string {
  const { status, cache, servedBy, failedOver, functions } = trace;
  let text = ascii(trace);
  if (text.length > MAX_LENGTH) text = ascii({ ...trace, functions: functions.map(run => ({ ...run, log: [] })), shortened: true });
  if (text.length > MAX_LENGTH) text = ascii({ status, cache, servedBy, failedOver, shortened: true });
  return text;
}

function ascii(value: unknown): string {
  const json = JSON.stringify(value);
  if (!BEYOND_ASCII.test(json)) return json;
  return json.replace(/[^\x20-\x7e]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
