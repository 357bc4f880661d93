import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS } from '../../lib/rules/handler/job-of';

const SECONDS = `${LIMITS.deadlineMs / 1000} s`;

test.each([
  ['check', `A function gets ${SECONDS} of CPU time and ${LIMITS.memoryBytes / 1024 / 1024} MB`],
  ['matrix', `A function that is busy for more than ${SECONDS} in all cases together is undetermined`],
  ['decisions/0008-functions-are-run-apart', `with ${SECONDS}, ${LIMITS.memoryBytes / 1024 / 1024} MB`],
  ['decisions/0012-one-verdict', `a busy one is undetermined after ${SECONDS}`],
])('docs/%s.md has the limits of a function', (name, text) => {
  expect(readFileSync(join(__dirname, '../../docs', `${name}.md`), 'utf8')).toContain(text);
});
