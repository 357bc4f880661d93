import { Invocation } from '../../../function-code/function-result';
import { play } from '../../../simulator/cases/play';
import { FunctionRunner } from '../../../simulator/functions/function-runner';
import { Attached, FunctionJob, Job, Report } from '../job';

/**
 * Plays the cases of a distribution on the local edge.
 * @param runnerOf runs a function
 */
export async function playJob(job: Job, runnerOf: (code: FunctionJob) => FunctionRunner): Promise<Report> {
  const runners = job.functions.map(code => runnerOf(code));
  const close = async () => undefined; // The next situation goes on with it.
  const played = await play(job.play, ({ property }) => {
    const attached = job.attached[property]!;
    return {
      invoke: async event => {
        const reason = cannotTell(event, attached);
        return reason === undefined ? runners[(attached as { index: number }).index]!.invoke(event) : untold(reason);
      },
      close,
    };
  });
  return { played };
}

/** Why the function cannot be run with an event. */
function cannotTell(event: any, attached: Attached): string | undefined {
  if ('cannotTell' in attached) return attached.cannotTell;
  if (!attached.undecided.length || event.Records?.[0].cf.config.eventType !== 'origin-response') return undefined;
  const origin = JSON.stringify(event.Records[0].cf.request.origin);
  return attached.undecided.find(({ text }) => origin.includes(JSON.stringify(text)))?.reason;
}

function untold(reason: string): Invocation {
  return { outcome: 'threw', cannotTell: reason, log: [] };
}
