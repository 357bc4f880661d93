// Runs CDK's validator, cdk-preflight, cdk-nag, cfn-lint and moto over the templates of all examples. A finding that is not in
// validators-accepted.json fails, and so does an entry that nothing needs.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createStacks, lint, pythonPackages, SynthesizedTemplate } from './python-tools';
import { exampleApp, EXAMPLES, runApp, SynthResult } from '../support/example-apps';

/** Something that a tool reports. */
interface Finding {
  readonly tool: string;
  readonly rule: string;
  readonly example: string;
  /** The construct, or the resource. */
  readonly place: string;
  readonly text: string;
}

/** An entry of validators-accepted.json. */
interface Accepted {
  readonly tool: string;
  readonly rule: string;
  /** Without it, in every example. */
  readonly examples?: readonly string[];
  readonly reason: string;
}

const ACCEPTED = JSON.parse(readFileSync(join(__dirname, 'validators-accepted.json'), 'utf8')) as readonly Accepted[];

const TOOLS = ['CloudFormation Validate', 'cdk-preflight', 'AwsSolutions'];
const PYTHON_TOOLS = ['cfn-lint', 'moto'];

/** An app that each tool is known to refuse, with the template below: otherwise their silence would mean nothing. */
const REFUSED = { name: 'refused-app', app: join(__dirname, '..', 'support', 'refused-app.ts') };
const REFUSED_TEMPLATE = {
  Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { 'Fn::GetAtt': ['Nothing', 'Arn'] } } } },
};

async function synthesized(): Promise<Array<{ name: string; result: SynthResult }>> {
  const apps = [...[...EXAMPLES, 'side-by-side', 'typescript'].map(name => ({ name, app: exampleApp(name) })), REFUSED];
  const results: Array<{ name: string; result: SynthResult }> = [];
  const next = apps.values();
  const synthesizeSome = async () => {
    for (const { name, app } of next) results.push({ name, result: await runApp(app, { checks: 'preflight,nag', validation: true }) });
  };
  await Promise.all([synthesizeSome(), synthesizeSome()]);
  return results;
}

/** What the plugins of CDK report. The app ends with an error then. */
function reported(example: string, { directory, output }: SynthResult): Finding[] {
  let report: any;
  try {
    report = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'));
  } catch {
    throw new Error(`${example} does not synthesize: ${output}`);
  }
  return (report.pluginReports ?? []).flatMap(({ pluginName, violations }: any) =>
    violations.flatMap(({ ruleName, description, violatingConstructs }: any) => violatingConstructs.map(({ constructPath }: any): Finding =>
      ({ tool: pluginName, rule: ruleName.replace(/\[.*/, ''), example, place: constructPath, text: description }))));
}

function templatesIn(example: string, { directory }: SynthResult): SynthesizedTemplate[] {
  const { artifacts } = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
  return Object.values<any>(artifacts).filter(({ type }) => type === 'aws:cloudformation:stack').map(({ environment, properties }) => {
    const region = environment.split('/').at(-1)!;
    return { example, path: join(directory, properties.templateFile), region: region === 'unknown-region' ? 'us-east-1' : region };
  });
}

function problemsIn(findings: readonly Finding[], tools: readonly string[]): string[] {
  const accepts = ({ tool, rule, examples }: Accepted, finding: Finding) =>
    tool === finding.tool && rule === finding.rule && (examples ?? [finding.example]).includes(finding.example);
  const own = findings.filter(({ example }) => example !== REFUSED.name);
  const problems = own.filter(finding => !ACCEPTED.some(entry => accepts(entry, finding)))
    .map(({ tool, rule, example, place, text }) => `${example}: ${tool} reports ${rule} about ${place}: ${text}`);
  for (const entry of ACCEPTED.filter(({ tool }) => tools.includes(tool))) {
    const unneeded = entry.examples?.filter(example => !own.some(finding => finding.example === example && accepts(entry, finding)));
    if (!own.some(finding => accepts(entry, finding)) || unneeded?.length) {
      const where = unneeded?.length ? ` in ${unneeded.join(', ')}` : '';
      problems.push(`validators-accepted.json has ${entry.tool} ${entry.rule}, which is not reported${where}. Remove it.`);
    }
  }
  const silent = tools.filter(tool => !findings.some(finding => finding.example === REFUSED.name && finding.tool === tool));
  return [...problems, ...silent.map(tool => `${tool} reports nothing about ${REFUSED.app}, which it is known to refuse.`)];
}

async function main() {
  const without = (process.env.WITHOUT_TOOLCHAINS ?? '').split(',');
  const python = pythonPackages();
  if (!python && !without.includes('python3')) {
    throw new Error('python3 is missing. Install it, or set WITHOUT_TOOLCHAINS=python3 to go on without cfn-lint and moto');
  }
  const results = await synthesized();
  try {
    const templates = results.flatMap(({ name, result }) => templatesIn(name, result));
    const findings = results.flatMap(({ name, result }) => reported(name, result));
    const { directory } = results.find(({ name }) => name === REFUSED.name)!.result;
    const refused = { example: REFUSED.name, path: join(directory, 'refused.template.json'), region: 'us-east-1' };
    writeFileSync(refused.path, JSON.stringify(REFUSED_TEMPLATE));
    const stacks = python ? createStacks(python, [...templates, refused]) : [];
    findings.push(...stacks.flatMap(({ findings: own }) => own), ...python ? lint(python, templates) : []);
    const problems = problemsIn(findings, python ? [...TOOLS, ...PYTHON_TOOLS] : TOOLS);
    for (const text of problems) console.error(text);
    const unknown = [...new Set(stacks.flatMap(one => one.unknown))].sort();
    console.log(`validators: ${templates.length} templates, ${results.length - 1} examples, ${problems.length} problems`);
    console.log(python ? `moto leaves out, because it does not know them: ${unknown.join(', ')}` : 'skipped: cfn-lint, moto (no python3)');
    process.exitCode = problems.length ? 1 : 0;
  } finally {
    for (const { result } of results) result.remove();
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
