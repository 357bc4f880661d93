import { observedIn, proved, proveDistribution, rig } from './rig';
import { WORLDS } from '../../lib/prove/conclude';
import { DistributionModel } from '../../lib/model/distribution';

let distribution: DistributionModel;

beforeAll(() => { distribution = proveDistribution(); });

test('all combinations of the assumptions are identified', async () => {
  const wrong: object[] = [];
  const started = Date.now();
  for (const assumptions of WORLDS) {
    const made = rig(distribution, { assumptions });
    const result = await proved(made);
    const observed = observedIn(result);
    for (const [name, value] of Object.entries(assumptions)) {
      if ((observed as any)[name] !== value) wrong.push({ assumptions, name, observed: (observed as any)[name] ?? result.conclusions.assumptions.find(a => a.name === name) });
    }
    const bad = result.conclusions.questions.filter(({ verdict }) => verdict !== 'as-modelled');
    if (bad.length) wrong.push({ assumptions, bad: bad.map(b => b.question.id + b.verdict) });
  }
  console.log(WORLDS.length, Date.now() - started);
  expect(wrong.slice(0, 10)).toEqual([]);
}, 600_000);
