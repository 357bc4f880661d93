import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resourcesOf, siteIn, stackIn, templatesIn } from '../support/stacks';

interface Release {
  readonly title: string;
  readonly redeploys: boolean;
  readonly hash: string;
}

const [, ...SECTIONS] = readFileSync(join(__dirname, '../../CHANGELOG.md'), 'utf8').split(/^## /m);

/** Newest first. */
const RELEASES: readonly Release[] = SECTIONS.map(section => {
  const [, title = ''] = /^(.*)$/m.exec(section)!;
  const [, not, hash] = /^Functions: (not )?redeployed \(`([0-9a-f]{16})`\)/m.exec(section) ?? [];
  if (!hash) throw new Error(`The release ${title} does not say whether it redeploys functions: "Functions: redeployed (\`<hash>\`)".`);
  return { title, redeploys: !not, hash };
});

/** What makes a new version of the function of a distribution without options: its code and settings. */
function hashOfFunction(): string {
  const stack = stackIn('us-east-1');
  siteIn(stack);
  const [[, { Properties: { Role, ...deployed } }]] = resourcesOf(templatesIn(stack).Stack, 'AWS::Lambda::Function') as [[string, any]];
  return createHash('sha256').update(JSON.stringify(deployed)).digest('hex').slice(0, 16);
}

test('the newest release has the hash of the function as it is now: a change of the function needs an entry', () => {
  expect(RELEASES[0]!.hash).toBe(hashOfFunction());
});

test('each release says whether it redeploys functions, in line with the release before', () => {
  const said = RELEASES.map(({ title, redeploys }) => [title, redeploys]);
  expect(said).toEqual(RELEASES.map(({ title, hash }, i) => [title, hash !== RELEASES[i + 1]?.hash]));
});
