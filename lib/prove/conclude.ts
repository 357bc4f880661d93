import { AT_ONCE, ConnectFailure, FailingOrigins, LATE, Probe, Question, Seen } from './question';
import { QUESTIONS } from './questions';
import { ASSUMPTION_NAMES, ASSUMPTION_VALUES, AssumptionName, Assumptions, combinationsOf } from '../simulator/journey/assumptions';

/** What was seen for the probes that finished, by their ids. */
export type SeenById = ReadonlyMap<string, Seen>;

/**
 * - `observed`: one value fits what was seen
 * - `open`: more than one value fits: what was seen does not tell them apart
 * - `contradicted`: no value fits
 */
export interface AssumptionConclusion {
  readonly name: AssumptionName;
  readonly verdict: 'observed' | 'open' | 'contradicted';
  /** The values that fit: one if observed. */
  readonly fits: ReadonlyArray<Assumptions[AssumptionName]>;
  /** The questions whose probes bear on it and are part of this conclusion. */
  readonly questions: readonly string[];
}

/**
 * - `as-modelled`: everything seen is what the local edge does, under one setting of its assumptions or another
 * - `differs`: the local edge never does what was seen
 * - `unfinished`: something was not seen, and the rest is as modelled
 * - `void`: a question that it needs did not come out as documented
 */
export interface QuestionConclusion {
  readonly question: Question;
  readonly verdict: 'as-modelled' | 'differs' | 'unfinished' | 'void';
  /** The questions that it needs and that failed. */
  readonly because: readonly string[];
}

export interface Conclusions {
  readonly origins: FailingOrigins;
  readonly questions: readonly QuestionConclusion[];
  readonly assumptions: readonly AssumptionConclusion[];
}

/** Every combination of all values. */
export const WORLDS: readonly Assumptions[] = combinationsOf();

/** What follows from what was seen. Nothing is concluded from a probe that did not finish. */
export function conclude(seen: SeenById, questions: readonly Question[] = QUESTIONS): Conclusions {
  const origins: FailingOrigins = { closed: failureOf(seen.get('closed-alone')), silent: failureOf(seen.get('silent-alone')) };
  const alone = new Map(questions.map(question => [question.id, weigh(question, seen, origins)]));
  const needsOf = (id: string) => questions.find(question => question.id === id)?.needs ?? [];
  const failed = (id: string): boolean => alone.get(id)?.verdict !== 'as-modelled' || needsOf(id).some(failed);

  const weighed = questions.map((question): Weighed => {
    const because = (question.needs ?? []).filter(failed);
    const { verdict, worlds } = alone.get(question.id)!;
    return { question, because, verdict: because.length ? 'void' : verdict, worlds };
  });
  return {
    origins,
    questions: weighed.map(({ question, verdict, because }) => ({ question, verdict, because })),
    assumptions: ASSUMPTION_NAMES.map(name => assumptionFrom(name, weighed)),
  };
}

function failureOf(seen: Seen | undefined): ConnectFailure | undefined {
  if (!seen?.startsWith('cloudfront 5')) return undefined;
  return seen.endsWith(AT_ONCE) ? 'refused' : seen.endsWith(LATE) ? 'connect-timeout' : undefined;
}

/** Whether a probe can be made with these origins. */
export function isMade(probe: Probe, origins: FailingOrigins): boolean {
  return probe.looks(WORLDS[0]!, origins) !== undefined;
}

/** A question with the combinations of assumptions that fit what its probes saw. */
interface Weighed extends QuestionConclusion {
  readonly worlds: ReadonlySet<Assumptions>;
}

function weigh({ probes }: Question, seen: SeenById, origins: FailingOrigins): Pick<Weighed, 'verdict' | 'worlds'> {
  const saying = probes.filter(probe => seen.has(probe.id) && isMade(probe, origins));
  const worlds = new Set(WORLDS.filter(world => saying.every(probe => probe.looks(world, origins) === seen.get(probe.id))));
  return { worlds, verdict: worlds.size === 0 ? 'differs' : saying.length < probes.length ? 'unfinished' : 'as-modelled' };
}

/**
 * All questions that bear on an assumption decide together. One that no setting explains contradicts the assumption that it is about, and
 * says nothing about others. Those that bear on other assumptions of theirs may narrow it down further, unless they contradict it.
 */
function assumptionFrom(name: AssumptionName, weighed: readonly Weighed[]): AssumptionConclusion {
  const usable = weighed.filter(({ verdict, question }) => verdict !== 'void' && (verdict !== 'differs' || question.settles[0] === name));
  const about = usable.filter(({ question }) => question.settles.includes(name));
  const nearby = new Set(about.flatMap(({ question }) => question.settles));
  const near = usable.filter(({ question }) => question.settles.some(shared => nearby.has(shared)));
  const [fitting, narrowed] = [about, near].map(some => WORLDS.filter(world => some.every(({ worlds }) => worlds.has(world))));
  const worlds = narrowed!.length ? narrowed! : fitting!;
  const fits = ASSUMPTION_VALUES[name].filter(value => worlds.some(world => world[name] === value));
  const verdict = fits.length === 0 ? 'contradicted' : fits.length === 1 ? 'observed' : 'open';
  return { name, verdict, fits, questions: (narrowed!.length ? near : about).map(({ question }) => question.id) };
}

/** What each value of the assumptions would make a probe look like: the looks that there are, with the values that they take. */
export function readingsOf({ looks }: Probe, origins: FailingOrigins): ReadonlyMap<Seen, string> {
  const worlds = new Map<Seen, Assumptions[]>();
  for (const world of WORLDS) {
    const look = looks(world, origins);
    if (look !== undefined) worlds.set(look, [...worlds.get(look) ?? [], world]);
  }
  return new Map([...worlds].map(([look, those]) => [look, commonIn(those)]));
}

function commonIn(worlds: readonly Assumptions[]): string {
  const fixed = ASSUMPTION_NAMES.filter(name => new Set(worlds.map(world => world[name])).size === 1);
  const all = fixed.map(name => `${name}=${String(worlds[0]![name])}`).join(', ');
  return all === '' && worlds.length < WORLDS.length ? 'some combinations' : all;
}
