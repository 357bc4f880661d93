import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = join(__dirname, 'python');
const CACHE = join(__dirname, '..', '..', 'node_modules', '.cache', 'conformance');

/** A template of an example. */
export interface SynthesizedTemplate {
  readonly example: string;
  readonly path: string;
  readonly region: string;
}

/** Installs cfn-lint and moto in an environment of their own, and returns the folder of its programs; undefined without Python. */
export function pythonPackages(): string | undefined {
  if (spawnSync('python3', ['--version']).status !== 0) return undefined;
  const requirements = readFileSync(join(SOURCES, 'requirements.txt'), 'utf8');
  const folder = join(CACHE, 'venv');
  const mark = join(folder, 'installed.txt');
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== requirements) {
    mkdirSync(CACHE, { recursive: true });
    execFileSync('python3', ['-m', 'venv', '--clear', folder], { stdio: 'inherit' });
    const options = ['--quiet', '--disable-pip-version-check', '-r', join(SOURCES, 'requirements.txt')];
    execFileSync(join(folder, 'bin/pip'), ['install', ...options], { stdio: 'inherit' });
    writeFileSync(mark, requirements);
  }
  return join(folder, 'bin');
}

/** What cfn-lint reports, in the Region of each template. */
export function lint(python: string, templates: readonly SynthesizedTemplate[]) {
  const regions = [...new Set(templates.map(({ region }) => region))];
  return regions.flatMap(region => {
    const there = templates.filter(template => template.region === region);
    const { stdout, stderr, error } = spawnSync(
      join(python, 'cfn-lint'), ['--format', 'json', '--regions', region, '--', ...there.map(({ path }) => path)], { encoding: 'utf8' },
    );
    if (error || stderr) throw new Error(`cfn-lint failed: ${error?.message ?? stderr}`);
    return (JSON.parse(stdout) as any[]).map(({ Rule, Message, Filename, Location }) => ({
      tool: 'cfn-lint',
      rule: Rule.Id as string,
      example: there.find(({ path }) => path === Filename)!.example,
      place: (Location.Path ?? []).join('.') as string,
      text: Message as string,
    }));
  });
}

/**
 * What moto refuses when it creates the stacks, and the types of resources that it leaves out. It resolves references, conditions and
 * intrinsic functions, and creates what it knows: roles, functions and their versions, buckets, parameters, topics, log groups. It knows
 * nothing of CloudFront in templates, so of a distribution it checks the references only.
 */
export function createStacks(python: string, templates: readonly SynthesizedTemplate[]) {
  const input = JSON.stringify(templates.map(({ path, region }) => ({ template: path, region })));
  const { stdout, stderr, status } = spawnSync(join(python, 'python'), [join(SOURCES, 'create_stacks.py')], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`moto failed: ${stderr}`);
  return (JSON.parse(stdout) as Array<{ refused: string | null; unknown: string[] }>).map(({ refused, unknown }, i) => ({
    unknown,
    findings: refused === null ? [] : [{
      tool: 'moto', rule: 'create-stack', example: templates[i]!.example, place: templates[i]!.path.split('/').at(-1)!, text: refused,
    }],
  }));
}
