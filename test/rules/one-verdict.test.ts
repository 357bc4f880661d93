import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { contradictions } from './one-verdict';
import { Assembly } from '../../lib/model/assembly';
import { DistributionModel } from '../../lib/model/distribution';

/** Without their functions: those take a process, and are in one-verdict.e2e.test.ts. */
function withoutFunctions(distribution: DistributionModel): DistributionModel {
  return { ...distribution, behaviors: distribution.behaviors.map(behavior => ({ ...behavior, functions: [] })) };
}

test('check and matrix agree on the templates of others, without their functions', async () => {
  const folders = [join(__dirname, 'clean'), join(__dirname, '..', 'fixtures')];
  const files = folders.flatMap(folder => readdirSync(folder).filter(name => /\.(yaml|json)$/.test(name)).map(name => join(folder, name)));
  const models = files.flatMap(file => Assembly.read(file).distributions()).map(withoutFunctions);
  expect(models.length).toBeGreaterThan(15);
  expect(await contradictions(models)).toEqual([]);
});
