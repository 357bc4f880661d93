import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Assembly } from '../../lib/model/assembly';
import { RULES } from '../../lib/rules';
import { evaluate } from '../../lib/rules/finding';

const FOLDER = join(__dirname, 'clean');
const TEMPLATES = readdirSync(FOLDER);

describe('templates as the AWS documentation tells to write them', () => {
  test.each(TEMPLATES)('%s has nothing that a rule finds wrong or doubtful', file => {
    const distributions = Assembly.read(join(FOLDER, file)).distributions();
    expect(distributions).toHaveLength(1);
    const { findings } = evaluate(distributions[0]!, RULES);
    expect(findings.filter(({ level }) => level !== 'info').map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
  });

  test('are told apart from broken ones: without its second member each group fails', () => {
    for (const file of TEMPLATES) {
      const [distribution] = Assembly.read(join(FOLDER, file)).distributions();
      const groups = distribution!.groups.map(group => ({ ...group, members: group.members.slice(0, 1), memberCount: 1 }));
      const { findings } = evaluate({ ...distribution!, groups }, RULES);
      expect(findings.filter(({ level }) => level === 'error').map(({ rule }) => rule)).toEqual(groups.map(() => 'group-member-count'));
    }
  });
});
