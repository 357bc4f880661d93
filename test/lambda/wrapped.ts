import { EdgeHandler, failoverAware } from '../../lambda/failover-aware';
import { EventOptions, exchangeOf, originResponseEvent } from '../support/events';

/** The response of an event before, and what became of it. */
export async function run(handler: EdgeHandler, options: EventOptions) {
  const event = originResponseEvent(options);
  const given = exchangeOf(event).response;
  const before = structuredClone(given);
  return { given, before, returned: await failoverAware(handler)(event, {}) };
}

export function mask(event: any) {
  const { response } = event.Records[0].cf;
  response.status = '200';
  response.body = 'masked';
  return response;
}
