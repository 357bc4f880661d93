import { readFileSync } from 'node:fs';
import { REPORT_SCHEMA, ProveReport } from './report';
import { UnusableInput } from '../model/errors';
import { ASSUMPTION_NAMES, ASSUMPTION_VALUES, AssumptionName, Assumptions } from '../simulator/journey/assumptions';

/** What a report of `prove` says about the assumptions. */
export interface Observed {
  readonly assumptions: Partial<Assumptions>;
  /** Those that it does not settle. They keep their defaults. */
  readonly unsettled: readonly AssumptionName[];
}

/**
 * The assumptions that a report of `cdk-failover prove` observed.
 * @throws UnusableInput when the file is not such a report
 */
export function observedIn(path: string): Observed {
  const { assumptions } = reportIn(path);
  const observed: Record<string, unknown> = {};
  for (const { name, verdict, fits } of assumptions) {
    if (verdict !== 'observed') continue;
    const values: readonly unknown[] | undefined = Object.hasOwn(ASSUMPTION_VALUES, name) ? ASSUMPTION_VALUES[name] : undefined;
    if (!values || fits.length !== 1 || !values.includes(fits[0])) {
      throw notAReport(path, `it says ${JSON.stringify(name)} is ${JSON.stringify(fits)}, which this version does not know`);
    }
    observed[name] = fits[0];
  }
  return { assumptions: observed, unsettled: ASSUMPTION_NAMES.filter(name => !(name in observed)) };
}

function reportIn(path: string): Pick<ProveReport, 'assumptions'> {
  let report: Partial<ProveReport> | null;
  try {
    report = JSON.parse(readFileSync(path, 'utf8')) as Partial<ProveReport> | null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw notAReport(path, code ?? message.split('\n')[0]!);
  }
  if (report?.schema !== REPORT_SCHEMA) throw notAReport(path, `its schema is ${JSON.stringify(report?.schema) ?? 'missing'}`);
  const { assumptions } = report;
  const isWhole = Array.isArray(assumptions)
    && assumptions.every(one => typeof one?.name === 'string' && typeof one.verdict === 'string' && Array.isArray(one.fits));
  if (!isWhole) throw notAReport(path, 'its assumptions are not a list of names, verdicts and values');
  return { assumptions };
}

function notAReport(path: string, why: string): UnusableInput {
  return new UnusableInput(
    `${path}: not a report of prove (${why.slice(0, 300)}). Pass the file that "cdk-failover prove URL --json FILE" wrote.`,
  );
}
