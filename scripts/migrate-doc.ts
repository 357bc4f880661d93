import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeDiff } from './migrate/code-diff';
import { synthesize } from './migrate/starting-points';
import { templateDiff } from './migrate/template-diff';
import { masked } from '../lib/testing/masking';

const ROOT = join(__dirname, '..');

/** Where the document is. */
export const MIGRATE_DOC = join(ROOT, 'docs', 'migrate.md');

/** What stands between such comments is written by this script: the code of an example, or the change of its templates in a Region. */
const BLOCK = /(<!-- (code|template) ([\w-]+)(?: in ([\w-]+))? -->\n)[^]*?(<!-- end -->)/g;

/** The document with its blocks written anew. */
export function migrateDoc(document: string): string {
  return document.replace(BLOCK, (_, begin: string, kind: string, name: string, region: string, end: string) =>
    `${begin}\`\`\`diff\n${kind === 'code' ? codeOf(name) : templatesOf(name, region)}\n\`\`\`\n${end}`);
}

function codeOf(name: string): string {
  return codeDiff(readFileSync(join(ROOT, 'examples', 'migrate', `${name}.ts`), 'utf8'));
}

function templatesOf(name: string, region: string): string {
  return templateDiff(masked(synthesize(name, 'before', region)), masked(synthesize(name, 'after', region)));
}

if (require.main === module) {
  process.env.CDK_VALIDATION = 'false';
  writeFileSync(MIGRATE_DOC, migrateDoc(readFileSync(MIGRATE_DOC, 'utf8')));
}
