import { budgetOf, BUDGET_OPTIONS, choice, pathsAndOptions, READ_OPTIONS } from './arguments';
import { budgetHelp, PATH_HELP, readHelp } from './command';
import { Budget } from '../model/budget';

/** What `check` was asked to do. */
export interface CheckArguments {
  readonly paths: readonly string[];
  readonly format: typeof FORMATS[number];
  /** The least level that makes the exit code 1. */
  readonly failOn: typeof FAIL_ON[number];
  /** Whether functions may be run. */
  readonly run: boolean;
  /** Folders outside of the paths that may be read. */
  readonly allowed: readonly string[];
  readonly budget: Budget;
}

const FORMATS = ['text', 'json', 'sarif', 'gitlab'] as const;
const FAIL_ON = ['error', 'warning'] as const;

/** How `check` is called, for its own help. */
export const CHECK_HELP = `Usage: cdk-failover check PATH... [options]

Looks for what keeps CloudFront from failing over. The functions of origin groups are run, without network and without any files except
their own, to see whether they hide errors of the primary.

${PATH_HELP}
  --format FORMAT     text (default), json, sarif (for code scanning) or gitlab (a code quality report)
  --fail-on LEVEL     error (default) or warning: findings from this level on make the exit code 1
  --no-run            run no functions: rules that depend on a run are undetermined
${readHelp(20)}
${budgetHelp(20)}
  --help              show this text

Exit code: 0 nothing found that counts, 1 findings, 2 a PATH that cannot be read, or takes more than a run may take.
Findings are acknowledged in the template:
  Metadata: { cdk-failover: { acknowledge: [{ id: RULE, reason: TEXT }] } }
`;

/** @throws UnusableInput */
export function checkArguments(args: string[]): CheckArguments {
  const { paths, values } = pathsAndOptions('check', args, {
    'format': { type: 'string', default: 'text' },
    'fail-on': { type: 'string', default: 'error' },
    ...READ_OPTIONS,
    ...BUDGET_OPTIONS,
    'no-run': { type: 'boolean', default: false },
  });
  return {
    paths,
    format: choice('--format', values.format, FORMATS),
    failOn: choice('--fail-on', values['fail-on'], FAIL_ON),
    run: !values['no-run'],
    allowed: values['allow-folder'],
    budget: budgetOf(values),
  };
}
