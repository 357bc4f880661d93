import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from '../lib/cli/run';

const ROOT = join(__dirname, '..');

/** Where the document is. */
export const CHECK_DOC = join(ROOT, 'docs', 'check.md');

const OUTPUT = /(<!-- The output of: cdk-failover check (\S+)\. .*?-->\n\n```text\n).*?(?=```)/s;

/** The document with what the command now prints about its example. */
export async function checkDoc(written: string): Promise<string> {
  const [, before, example] = OUTPUT.exec(written)!;
  const printed: string[] = [];
  const stream = { write: (text: string) => printed.push(text) };
  await run(['check', relative(process.cwd(), join(ROOT, example!))], { stdout: stream, stderr: stream });
  return written.replace(OUTPUT, () => before + printed.join(''));
}

if (require.main === module) {
  checkDoc(readFileSync(CHECK_DOC, 'utf8')).then(doc => writeFileSync(CHECK_DOC, doc), error => { throw error; });
}
