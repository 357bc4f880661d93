import { AssumptionReport, ProbeReport, QuestionReport } from '../../prove/report';

/** What follows for an assumption, in a few words. */
export function assumptionWords({ verdict, fits, default: byDefault }: AssumptionReport): string {
  switch (verdict) {
    case 'observed': return `${String(fits[0])}${fits[0] === byDefault ? ', the default' : `, not the default (${String(byDefault)})`}`;
    case 'open': return `not settled: ${fits.map(String).join(' or ')}`;
    case 'contradicted': return 'contradicted: no value fits what was seen';
  }
}

export const QUESTION_WORDS: Readonly<Record<QuestionReport['verdict'], string>> = {
  'as-modelled': 'as the local edge does',
  'differs': 'not as the local edge does, under any assumption',
  'unfinished': 'not finished',
  'void': 'says nothing',
};

/** Why a question has the verdict that it has; undefined where the verdict says it. */
export function reasonOf({ verdict, because }: QuestionReport): string | undefined {
  return verdict === 'void' ? `it needs ${because.join(' and ')}, which did not finish or is not as on the local edge` : undefined;
}

/** What AWS says about the answer. */
export function certaintyWords({ certainty }: QuestionReport): string {
  return certainty === 'control' ? 'A control' : `AWS: ${certainty}`;
}

/** What a probe saw, and what that means. */
export function probeWords({ seen, looks, modelled, unfinished }: ProbeReport, { verdict }: QuestionReport): string {
  if (seen === undefined) return unfinished!;
  if (verdict === 'void') return seen;
  if (unfinished !== undefined) return `${seen} (${unfinished})`;
  if (!modelled) return `${seen}. The local edge: ${Object.keys(looks).join(', or ')}`;
  const means = looks[seen];
  return means ? `${seen}: ${means}` : seen;
}

/** The assumption values behind each look. */
export function readingWords({ looks }: ProbeReport): string[] {
  return Object.entries(looks).map(([look, means]) => means === '' ? look : `${look} if ${means}`);
}
