import { Ask } from './ask';
import { QuestionConclusion } from './conclude';
import { FailingOrigins, Question, Seen } from './question';
import { Unseen } from './questions';
import { AssumptionName, Assumptions } from '../simulator/journey/assumptions';

/** What a run found, with its evidence. */
export interface ProveReport {
  readonly schema: typeof REPORT_SCHEMA;
  /** Version of this library. */
  readonly version: string;
  readonly url: string;
  readonly started: string;
  readonly finished: string;
  readonly requests: number;
  /** Why it stopped before everything was asked; undefined if it did not. */
  readonly stopped?: string;
  /** Edge locations that responded, by CloudFront's own names. */
  readonly edgeLocations: readonly string[];
  readonly failingOrigins: FailingOrigins;
  readonly assumptions: readonly AssumptionReport[];
  readonly questions: readonly QuestionReport[];
  readonly notAsked: readonly Unseen[];
}

export const REPORT_SCHEMA = 'cdk-failover-distribution/prove/1';

export interface AssumptionReport {
  readonly name: AssumptionName;
  readonly question: string;
  readonly verdict: 'observed' | 'open' | 'contradicted';
  /** The values that fit what was seen. */
  readonly fits: ReadonlyArray<Assumptions[AssumptionName]>;
  readonly default: Assumptions[AssumptionName];
  /** Ids of the questions that it follows from. */
  readonly questions: readonly string[];
}

export interface QuestionReport {
  readonly id: string;
  readonly asks: string;
  readonly settles: readonly AssumptionName[];
  readonly certainty: Question['certainty'];
  readonly verdict: QuestionConclusion['verdict'];
  /** The questions that it needs and that failed. */
  readonly because: readonly string[];
  readonly probes: readonly ProbeReport[];
}

export interface ProbeReport {
  readonly id: string;
  readonly what: string;
  /** What was seen; undefined if it was not finished. */
  readonly seen?: Seen;
  /** Why nothing was seen, or why it says nothing. */
  readonly unfinished?: string;
  /** Whether the local edge does what was seen, under some setting of its assumptions. */
  readonly modelled?: boolean;
  /** What the local edge would do, and under which assumptions. */
  readonly looks: Readonly<Record<Seen, string>>;
  readonly asked: readonly Ask[];
}

/** Whether everything that can be seen was seen, and is what the local edge does. */
export function isAsModelled({ questions }: Pick<ProveReport, 'questions'>): boolean {
  return questions.every(({ verdict }) => verdict === 'as-modelled');
}
