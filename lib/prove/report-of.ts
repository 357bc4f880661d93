import { Ask, leader } from './ask';
import { Conclusions, isMade, readingsOf } from './conclude';
import { FailingOrigins } from './question';
import { UNSEEN, Unseen } from './questions';
import { ProbeReport, ProveReport, REPORT_SCHEMA } from './report';
import { Progress } from './session';
import { assumptionSwitches, DEFAULT_ASSUMPTIONS } from '../simulator/journey/assumptions';

/** The report of a run, complete or not. */
export function reportOf(
  progress: Progress, { origins, questions, assumptions }: Conclusions,
  run: Pick<ProveReport, 'version' | 'url' | 'finished' | 'stopped'>,
): ProveReport {
  const exchanges = Object.values(progress.asked).flatMap(({ asks }) => asks.flatMap(one => one.exchanges));
  const places = new Set(exchanges.flatMap(({ headers }) => headers['x-amz-cf-pop'] ?? []));
  const words = new Map(assumptionSwitches(DEFAULT_ASSUMPTIONS).map(({ name, question }) => [name, question]));
  return {
    schema: REPORT_SCHEMA,
    ...run,
    started: progress.started,
    requests: progress.requests,
    edgeLocations: [...places].sort(),
    failingOrigins: origins,
    assumptions: assumptions.map(({ name, ...rest }) =>
      ({ name, question: words.get(name)!, ...rest, default: DEFAULT_ASSUMPTIONS[name] })),
    questions: questions.map(({ question: { id, asks, settles, certainty, probes }, verdict, because }) => ({
      id,
      asks,
      settles,
      certainty,
      verdict,
      because,
      probes: probes.map((probe): ProbeReport => {
        const asked = progress.asked[probe.id]?.asks ?? [];
        const seen = leader(asked);
        const looks = Object.fromEntries(readingsOf(probe, origins));
        return {
          id: probe.id,
          what: probe.what,
          ...seen === undefined ? { unfinished: whyUnfinished(asked) } : { seen },
          ...seen !== undefined && (isMade(probe, origins) ? { modelled: Object.hasOwn(looks, seen) } : { unfinished: NOT_MADE }),
          looks,
          asked,
        };
      }),
    })),
    notAsked: [...UNSEEN, ...notMade(origins)],
  };
}

/** The ways in which a connection fails that no origin of this run showed. */
function notMade({ closed, silent }: FailingOrigins): Unseen[] {
  const shown = [closed, silent];
  return [
    ...shown.includes('refused') ? [] : [{
      what: 'a connection that is refused',
      why: 'no origin of this run refused one. To use a host that does, deploy with -c closedOrigin=HOST:PORT',
    }],
    ...shown.includes('connect-timeout') ? [] : [{ what: 'a connection that times out', why: 'no origin of this run let one time out' }],
  ];
}

const NOT_MADE = 'how this origin fails was not found out, so what was seen says nothing';

function whyUnfinished(asked: readonly Ask[]): string {
  if (!asked.length) return 'not asked';
  const all = asked.map(({ seen, lost }) => seen ?? `lost: ${lost!}`);
  const counts = [...new Set(all)].map(one => `${one} (${all.filter(other => other === one).length})`);
  return `no answer prevailed: ${counts.join('; ')}`;
}
