import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** What only some options need. Loading it takes longer than to synthesize a distribution. */
const SELDOM = ['aws-cloudwatch-actions', 'aws-logs', 'aws-s3-deployment', 'custom-resources', 'region-info'];

/** The modules of `SELDOM` that an app has loaded once it is synthesized. Elsewhere than in us-east-1, CDK itself needs some of them. */
function loadedBy(options: string): unknown {
  const script = `
    const { App, Duration, Stack } = require('aws-cdk-lib');
    const origins = require('aws-cdk-lib/aws-cloudfront-origins');
    const { FailoverDistribution } = require('./lib');
    const app = new App();
    new FailoverDistribution(new Stack(app, 'Stack', { env: { region: 'us-east-1' } }), 'Site', {
      primaryOrigin: new origins.HttpOrigin('a.example.com'),
      secondaryOrigin: new origins.HttpOrigin('b.example.com'),
      ...(${options}),
    });
    app.synth();
    const loaded = name => Object.keys(require.cache).some(file => file.includes('/aws-cdk-lib/' + name + '/'));
    console.log(JSON.stringify(${JSON.stringify(SELDOM)}.filter(loaded)));
  `;
  return JSON.parse(execFileSync(process.execPath, ['--require', require.resolve('tsx/cjs'), '--eval', script], {
    cwd: join(__dirname, '../..'),
    encoding: 'utf8',
    env: { ...process.env, CDK_VALIDATION: 'false', CDK_OUTDIR: undefined },
  }));
}

test('a distribution loads only those parts of CDK that its options need', () => {
  expect(loadedBy('{}')).toEqual([]);
  expect(loadedBy("{ lastResort: require('./lib').LastResort.fromFile('LICENSE') }")).toContain('aws-s3-deployment');
});
