import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const EXAMPLES = ['quickstart', 'two-regions', 'site-and-api', 'edge-functions', 'operate', 'hybrid', 'prove'];

export interface SynthResult {
  /** The cloud assembly. */
  readonly directory: string;
  readonly exitCode: number | null;
  readonly output: string;
  template(stack: string): any;
  /** Findings of validation plugins, as `rule construct-path`. */
  findings(): string[];
  remove(): void;
}

/** Runs a CDK app in a process of its own, as `cdk synth` does. */
export async function runApp(file: string, options: { checks?: string; validation?: boolean } = {}): Promise<SynthResult> {
  const directory = mkdtempSync(join(tmpdir(), 'example-'));
  const root = join(__dirname, '..', '..');
  const script = options.checks ? [join(__dirname, 'validated-app.ts'), options.checks, file] : [file];
  const child = spawn(process.execPath, [require.resolve('tsx/cli'), '--tsconfig', join(root, 'examples/tsconfig.json'), ...script], {
    cwd: root,
    env: { ...process.env, CDK_OUTDIR: directory, CDK_VALIDATION: options.validation ? undefined : 'false' },
  });
  let output = '';
  child.stdout.on('data', chunk => { output += chunk; });
  child.stderr.on('data', chunk => { output += chunk; });
  const exitCode = await new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
  const read = (name: string) => JSON.parse(readFileSync(join(directory, name), 'utf8'));
  return {
    directory,
    exitCode,
    output,
    template: stack => read(`${stack}.template.json`),
    findings: () =>
      (read('validation-report.json').pluginReports ?? []).flatMap((report: any) =>
        report.violations.flatMap((violation: any) =>
          violation.violatingConstructs.map((construct: any) => `${violation.ruleName} ${construct.constructPath}`),
        ),
      ),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

export function exampleApp(name: string): string {
  return join(__dirname, '..', '..', 'examples', name, 'app.ts');
}
