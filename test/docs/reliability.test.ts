import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reliabilityPage } from '../../scripts/reliability-doc';

test('docs/reliability.md is written from docs/results', () => {
  expect(readFileSync(join(__dirname, '../../docs/reliability.md'), 'utf8')).toBe(reliabilityPage());
});
