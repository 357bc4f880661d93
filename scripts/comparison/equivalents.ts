import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Equivalent, http, siteWithFunction } from './cdk-site';
import { BEHAVIOR_EQUIVALENTS } from './equivalents-behaviors';
import { FUNCTION_EQUIVALENTS } from './equivalents-functions';
import { GROUP_EQUIVALENTS } from './equivalents-groups';
import { RESPONSE_EQUIVALENTS } from './equivalents-responses';
import { deployed, HANDLER_CASES } from '../handler-cases';

/** A function that is wrong in what it does. */
function handler(id: string): Equivalent {
  return (stack, isWrong) => {
    const { fails, passes } = HANDLER_CASES[id]!;
    const file = join(Stage.of(stack)!.outdir, 'index.js');
    writeFileSync(file, deployed(isWrong ? fails : passes));
    const code = lambda.Code.fromAsset(Stage.of(stack)!.outdir, { exclude: ['*', '!index.js'] });
    return siteWithFunction(stack, { code }, { primary: member('www.example.com', 'primary'), secondary: member('standby.example.com', 'secondary') });
  };
}

function member(domainName: string, role: string) {
  return http(domainName, { customHeaders: { 'x-failover-role': role } });
}

/** What the failing templates have, with CDK's own constructs, by the id of the rule. */
export const EQUIVALENTS: Readonly<Record<string, Equivalent>> = {
  ...GROUP_EQUIVALENTS,
  ...BEHAVIOR_EQUIVALENTS,
  ...FUNCTION_EQUIVALENTS,
  ...RESPONSE_EQUIVALENTS,
  ...Object.fromEntries(Object.keys(HANDLER_CASES).map(id => [id, handler(id)])),
};

/** What CDK's constructs have no words for, and why, by the id of the rule. It takes a template, an L1 construct or an override. */
export const NOT_WRITTEN: Readonly<Record<string, string>> = {
  'group-member-count': 'OriginGroup takes a primary and a fallback',
  'group-member-not-an-origin': 'origins are objects, not ids',
  'behavior-target-not-an-origin': 'origins are objects, not ids',
  'quantity-mismatch': 'CDK counts by itself',
  'mutual-tls-with-function': 'origins have no option for it',
  'completion-timeout-with-continuous-deployment': 'there is no option for continuous deployment',
  'http3-with-continuous-deployment': 'there is no option for continuous deployment',
  'staging-cache-apart': 'there is no option for continuous deployment',
};

/** What CDK mends by itself, by the id of the rule. */
export const AVOIDED: Readonly<Record<string, string>> = {
  'edge-function-role': 'CDK lets edgelambda.amazonaws.com assume a role of the app',
};
