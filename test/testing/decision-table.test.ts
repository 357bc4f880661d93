import { App } from 'aws-cdk-lib';
import { simulate, SimulatedEdge } from '../../lib/testing';
import { pair } from '../simulator/journey/pair';
import { play } from '../simulator/journey/play';
import { SCENARIOS } from '../simulator/journey/scenarios';
import { Door } from '../support/edges';
import { siteIn, stackIn, toOkOnServerErrors } from '../support/stacks';

const own = (() => {
  const stack = stackIn('us-east-1');
  siteIn(stack, { errorRewrite: toOkOnServerErrors() });
  return (stack.node.root as App).synth();
})();

describe('the decision table through the test kit', () => {
  it.each(SCENARIOS)('row $row ($certainty): $says', async scenario => {
    const edge = simulate(scenario.on === 'FailoverDistribution' ? own : pair(scenario.on), { assumptions: scenario.assuming });
    try {
      await play(scenario, edge, doorOf(edge), edge.clock);
    } finally {
      await edge.close();
    }
  });
});

function doorOf(edge: SimulatedEdge): Door {
  return {
    close: () => edge.close(),
    send: async (method, target, { headers, body, protocol = 'https' } = {}) => {
      const url = protocol === 'http' ? `http://d111111abcdef8.cloudfront.net${target}` : target;
      const response = await edge.fetch(url, { method, headers, body });
      const broken = await response.text().then(() => false, () => true);
      return {
        status: response.status,
        headers: Object.fromEntries([...response.headers].map(([name, value]) => [name, [value]])),
        text: Buffer.from(response.body).toString(),
        broken,
        trace: response.trace,
      };
    },
  };
}
