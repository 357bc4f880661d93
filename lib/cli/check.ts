import { CHECK_HELP, CheckArguments, checkArguments } from './check-arguments';
import { checkPaths } from './check-paths';
import { LoadedCommand, Streams, version } from './command';
import { findingsAsGitLab } from '../report/findings-gitlab';
import { findingsAsJson } from '../report/findings-json';
import { linesOfFindings } from '../report/findings-lines';
import { findingsAsSarif } from '../report/findings-sarif';
import { findingsAsText } from '../report/findings-text';
import { textStyle } from '../report/terminal-text';
import { RULES } from '../rules';
import { ACKNOWLEDGEMENT_RULE } from '../rules/acknowledgements';
import { CheckResult } from '../rules/check';
import { HANDLER_RULES } from '../rules/handler';

/**
 * Checks cloud assemblies and templates. Nothing is written before everything was checked.
 *
 * @returns 0, or 1 when something was found that counts
 * @throws UnusableInput
 */
function run(args: string[], { stdout }: Streams): number {
  const options = checkArguments(args);
  const { budget } = options;
  const { exitCode, text } = budget.within(() => {
    const result = checkPaths(options.paths, { runHandlers: options.run, budget }, options.allowed);
    const found = result.findings.some(({ level }) => level === 'error' || level === options.failOn) ? 1 : 0;
    return { exitCode: found, text: written(result, options, stdout, found) };
  });
  stdout.write(text);
  return exitCode;
}

function written(result: CheckResult, { format }: CheckArguments, stdout: Streams['stdout'], exitCode: number): string {
  const lineOf = linesOfFindings(result);
  switch (format) {
    case 'json': return findingsAsJson(result);
    case 'gitlab': return findingsAsGitLab(result, lineOf);
    case 'sarif': return findingsAsSarif(result, lineOf, { version: version(), rules: ALL_RULES, exitCode });
    case 'text': return findingsAsText(result, lineOf, textStyle(stdout));
  }
}

export const checkCommand: LoadedCommand = { help: CHECK_HELP, run };

const ALL_RULES = [...RULES, ...HANDLER_RULES, ACKNOWLEDGEMENT_RULE];
