import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, AppProps } from 'aws-cdk-lib';

/** What a validation plugin said, as CDK reports it. */
export interface PluginReport {
  readonly conclusion: 'success' | 'failure';
  readonly metadata?: Record<string, string>;
  readonly violations: ReadonlyArray<{
    readonly ruleName: string;
    readonly severity: string;
    readonly description: string;
    readonly suggestedFix?: string;
    readonly ruleMetadata?: Record<string, string>;
    readonly violatingConstructs: ReadonlyArray<{
      readonly constructPath: string;
      readonly cloudFormationResource?: { readonly templatePath: string; readonly logicalId: string; readonly propertyPaths?: string[] };
    }>;
  }>;
  readonly suppressedViolations?: ReadonlyArray<
    PluginReport['violations'][number] & { readonly reason: string; readonly acknowledgedAt: string }
  >;
}

export interface Synthesis {
  /** Whether CDK refused the app because of a report. */
  readonly failed: boolean;
  /** By the name of the plugin; CDK leaves out those that have nothing to say. */
  readonly reports: Readonly<Record<string, PluginReport>>;
}

/** An app that tells its validation report by throwing, not on the console. */
export function quietApp(props: AppProps = {}): App {
  return new App({ ...props, context: { '@aws-cdk/core:appMode': 'inmemory', ...props.context } });
}

/** Synthesizes an app, and reads what its validation plugins said. */
export function synthesize(app: App): Synthesis {
  const console = jest.spyOn(global.console, 'error').mockImplementation(); // CDK prints reports that do not fail.
  let failed = false;
  try {
    app.synth();
  } catch (error) {
    if (!String((error as Error).message).includes('validation-report.json')) throw error;
    failed = true;
  } finally {
    console.mockRestore();
  }
  const file = join(app.outdir, 'validation-report.json');
  const { pluginReports = [] } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return { failed, reports: Object.fromEntries(pluginReports.map((report: any) => [report.pluginName, report])) };
}

/** The ids of the rules that were violated, each once. */
export function violatedIn(report: Pick<PluginReport, 'violations'> | undefined, severity?: string): string[] {
  const violations = report?.violations.filter(violation => severity === undefined || violation.severity === severity) ?? [];
  return [...new Set(violations.map(({ ruleName }) => ruleName))];
}
