import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Synthesis, synthesized } from './comparison/constructs';
import { Said, validated } from './comparison/included';
import { saidOfWrong, Subject, subjects } from './comparison/subjects';
import { plain } from './markdown';
import { findingsById } from './rule-verdicts';

/** Where the document is. */
export const COMPARISON_DOC = join(__dirname, '..', 'docs', 'comparison.md');

/** What everyone says of one rule. */
interface Row {
  readonly subject: Subject;
  readonly constructs: Synthesis;
  readonly builtIn: readonly Said[];
  readonly preflight: readonly Said[];
  readonly ours: string;
  /** What the validators said of the passing template. */
  readonly ofPassing: readonly Said[];
}

function rows(): Row[] {
  const all = subjects();
  const { builtIn, preflight } = validated(all);
  const findings = findingsById();
  return all.map(subject => {
    const [fails, passes] = [`${subject.id}-fails`, `${subject.id}-passes`];
    return {
      subject,
      constructs: synthesized(subject.id),
      builtIn: saidOfWrong(subject, builtIn.get(fails), builtIn.get(passes)),
      preflight: saidOfWrong(subject, preflight.get(fails), preflight.get(passes)),
      ours: findings.get(subject.id)!.message,
      ofPassing: [...builtIn.get(passes) ?? [], ...preflight.get(passes) ?? []],
    };
  });
}

function document(all: readonly Row[]): string {
  const cdk = versionOf('aws-cdk-lib');
  const preflight = versionOf('cdk-preflight');
  return `# Comparison

<!-- Written by "npx projen docs:comparison". -->

What others say of the failing templates of [the rules](rules.md). Run with aws-cdk-lib ${cdk} and cdk-preflight ${preflight}.

It is one-sided: the templates are the ones that this library's own tests fail, so it finds all of them. What others find elsewhere is not counted, and that is much: the built-in
validator and cdk-preflight check every service, and cdk-preflight has many more rules for CloudFront.

- **constructs**: the same written with CDK's own constructs (\`Distribution\`, \`OriginGroup\`, \`experimental.EdgeFunction\`). *refuses*: construct or synthesis throws. *avoids*: CDK writes something
  else, which is right. *no words*: the constructs cannot say it; a template, an L1 construct or an override can. Included with \`CfnInclude\`, every failing template is synthesized without a word.
- **validator**: CDK's built-in template validator, which CDK runs by default. Its findings are warnings unless the context \`@aws-cdk/core:validateAgainstDefaultRules\` is set.
- **cdk-preflight**: with \`Preflight.apply(app)\`.
- **yes** means: it says something of the failing template, about a place in which it differs from the passing one, that it does not say of the passing one. Whether it means the same is yours to
  judge: [all of it is below](#what-they-said).

## Table

${summary(all)}

| rule | level | constructs | validator | cdk-preflight | this library |
|---|---|---|---|---|---|
${all.map(row).join('\n')}

## What they said

${all.filter(isTold).map(told).join('\n')}
## What they said of passing templates

Nothing, but for these. Nobody knows whether they would be deployed: nothing here was.

${all.flatMap(ofPassing).join('\n')}
`;
}

function ofPassing({ subject: { id }, ofPassing: said }: Row): string[] {
  return said.map(({ rule, text, place }) => `- ${id}, ${rule}: ${plain(text)} (${place.join('.')})`);
}

const WORDS = { 'thrown': 'refuses', 'told': 'yes', 'silent': '-', 'avoided': 'avoids', 'not-written': 'no words' } as const;

function row({ subject: { id, level }, constructs, builtIn, preflight }: Row): string {
  const yes = (said: readonly Said[]) => (said.length ? '**yes**' : '-');
  const found = constructs.kind === 'silent' ? '-' : `**${WORDS[constructs.kind]}**`;
  return `| [${id}](rules.md#${id}) | ${level} | ${found} | ${yes(builtIn)} | ${yes(preflight)} | **yes** |`;
}

function summary(all: readonly Row[]): string {
  const line = (level: string, name: string) => {
    const those = all.filter(({ subject }) => subject.level === level);
    const constructs = those.filter(({ constructs: { kind } }) => kind !== 'silent').length;
    const anyone = those.filter(({ constructs: { kind }, builtIn, preflight }) => kind !== 'silent' || builtIn.length || preflight.length).length;
    return `| ${name} | ${those.length} | ${constructs} | ${those.filter(({ builtIn }) => builtIn.length).length} | ${those.filter(({ preflight }) => preflight.length).length} | ${those.length - anyone} |`;
  };
  return `| | rules | constructs refuse, avoid or cannot say it | validator | cdk-preflight | nobody else |
|---|---|---|---|---|---|
${line('error', 'errors')}
${line('warning', 'warnings')}
${line('info', 'information')}`;
}

function isTold({ constructs: { kind }, builtIn, preflight }: Row): boolean {
  return kind !== 'silent' || builtIn.length > 0 || preflight.length > 0;
}

function told({ subject: { id }, constructs, builtIn, preflight, ours }: Row): string {
  const lines = [
    ...'messages' in constructs ? constructs.messages.map(message => `constructs: ${message}`) : [],
    ...'reason' in constructs ? [`constructs: ${WORDS[constructs.kind]}, ${constructs.reason}`] : [],
    ...builtIn.map(({ rule, text }) => `validator, ${rule}: ${text}`),
    ...preflight.map(({ rule, text }) => `cdk-preflight, ${rule}: ${text}`),
    `this library: ${ours}`,
  ];
  return `### ${id}\n\n${[...new Set(lines)].map(line => `- ${plain(line)}\n`).join('')}`;
}

function versionOf(name: string): string {
  return (JSON.parse(readFileSync(join(__dirname, '..', 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;
}

if (require.main === module) {
  process.env.CDK_VALIDATION = 'false';
  writeFileSync(COMPARISON_DOC, document(rows()));
}
