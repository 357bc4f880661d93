/**
 * Runs the CDK app named on the command line with the checks of others on top: `preflight` (cdk-preflight), `nag`
 * (cdk-nag's AwsSolutions), or both. The findings are in validation-report.json of the cloud assembly.
 */
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Preflight } from 'cdk-preflight';

const [checks, app] = process.argv.slice(2);
const synth = App.prototype.synth;
App.prototype.synth = function (options) {
  if (checks!.includes('preflight')) Preflight.apply(this);
  if (checks!.includes('nag')) Validations.of(this).addPlugins(new AwsSolutionsChecks(this));
  return synth.call(this, options);
};
// eslint-disable-next-line @typescript-eslint/no-require-imports
require(app!);
