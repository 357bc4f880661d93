import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { FUNCTIONS, pair } from '../simulator/journey/pair';

test('a template is simulated without loading aws-cdk-lib or constructs', () => {
  const script = `
    const { failoverScenarios, simulate } = require('./lib/testing');
    const edge = simulate(${JSON.stringify(pair({ functions: { 'origin-response': FUNCTIONS.untouched } }))});
    edge.origin('primary').respond(503);
    const ofCdk = () => Object.keys(require.cache).filter(file => /aws-cdk-lib|constructs/.test(file));
    edge.fetch('/').then(({ trace }) => console.log(trace.servedBy, ofCdk().length));
  `;
  const output = execFileSync(process.execPath, ['--require', require.resolve('tsx/cjs'), '--eval', script], {
    cwd: join(__dirname, '..', '..'),
    encoding: 'utf8',
  });
  expect(output).toBe('secondary 0\n');
});
