import { ACKNOWLEDGEMENT_RULE } from '../lib/rules/acknowledgements';
import { ASSOCIATION_RULES } from '../lib/rules/associations';
import { BEHAVIOR_RULES } from '../lib/rules/behavior';
import { CACHING_RULES } from '../lib/rules/caching';
import { CONFIGURATION_RULES } from '../lib/rules/configuration';
import { EDGE_DEPLOYMENT_RULES } from '../lib/rules/edge-deployment';
import { EDGE_FUNCTION_RULES } from '../lib/rules/edge-function';
import { ERROR_RESPONSE_RULES } from '../lib/rules/error-responses';
import { FAILOVER_CODE_RULES } from '../lib/rules/failover-codes';
import { GROUP_MEMBER_RULES } from '../lib/rules/group-members';
import { HANDLER_RULES } from '../lib/rules/handler';
import { OPERATION_RULES } from '../lib/rules/operations';
import { ORIGIN_FUNCTION_RULES } from '../lib/rules/origin-functions';
import { ORIGIN_HEADER_RULES } from '../lib/rules/origin-headers';
import { QUOTA_RULES } from '../lib/rules/quotas';
import { REWRITE_RULES } from '../lib/rules/rewrite';
import { ROLE_RULES } from '../lib/rules/roles';
import { Rule } from '../lib/rules/rule';
import { TIMEOUT_RULES } from '../lib/rules/timeouts';

/** What documents tell of a rule. */
export type ToldRule = Omit<Rule, 'check'>;

/** Every rule, under the headings of the documents. What shows only when a function is run comes first: nothing else finds it. */
export const RULE_GROUPS: ReadonlyArray<readonly [heading: string, rules: readonly ToldRule[]]> = [
  ['What the function does', HANDLER_RULES],
  ['Failover status codes', FAILOVER_CODE_RULES],
  ['Members of the group', GROUP_MEMBER_RULES],
  ['Origins that take no function', ORIGIN_FUNCTION_RULES],
  ['Timeouts', TIMEOUT_RULES],
  ['Configuration', CONFIGURATION_RULES],
  ['Quotas', QUOTA_RULES],
  ['Behaviors', BEHAVIOR_RULES],
  ['Functions of behaviors', ASSOCIATION_RULES],
  ['Settings of Lambda@Edge functions', EDGE_FUNCTION_RULES],
  ['Deployment of Lambda@Edge functions', EDGE_DEPLOYMENT_RULES],
  ['Origin custom headers', ORIGIN_HEADER_RULES],
  ['Roles of the members', ROLE_RULES],
  ['Rewrites of this library', REWRITE_RULES],
  ['Caching', CACHING_RULES],
  ['Custom error responses', ERROR_RESPONSE_RULES],
  ['Operation', OPERATION_RULES],
  ['Acknowledgements', [ACKNOWLEDGEMENT_RULE]],
];
