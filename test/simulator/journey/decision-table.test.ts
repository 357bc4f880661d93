import { App } from 'aws-cdk-lib';
import { pair } from './pair';
import { play } from './play';
import { SCENARIOS } from './scenarios';
import { Assembly } from '../../../lib/model/assembly';
import { ManualClock } from '../../../lib/simulator/journey/clock';
import { Edge } from '../../../lib/simulator/journey/edge';
import { DOORS } from '../../support/edges';
import { siteIn, stackIn, toOkOnServerErrors } from '../../support/stacks';

const own = (() => {
  const stack = stackIn('us-east-1');
  siteIn(stack, { errorRewrite: toOkOnServerErrors() });
  return Assembly.read((stack.node.root as App).synth().directory);
})();

const ROWS = 32;

describe('the decision table', () => {
  it('has a scenario for every row', () => {
    const rows = new Set(SCENARIOS.map(({ row }) => row));
    expect([...rows].sort((a, b) => a - b)).toEqual(Array.from({ length: ROWS }, (_, i) => i + 1));
  });

  describe.each(DOORS)('$door', ({ open }) => {
    it.each(SCENARIOS)('row $row ($certainty): $says', async scenario => {
      const clock = new ManualClock();
      const edge = Edge.of(scenario.on === 'FailoverDistribution' ? own : Assembly.of(pair(scenario.on)), {
        clock,
        assumptions: scenario.assuming,
      });
      const door = await open(edge);
      try {
        await play(scenario, edge, door, clock);
      } finally {
        await door.close();
        await edge.close();
      }
    });
  });
});
