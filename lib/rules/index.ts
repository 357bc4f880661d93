import { ASSOCIATION_RULES } from './associations';
import { BEHAVIOR_RULES } from './behavior';
import { BUCKET_ACCESS_RULES } from './bucket-access';
import { CONFIGURATION_RULES } from './configuration';
import { CONNECTION_RULES } from './connections';
import { EDGE_DEPLOYMENT_RULES } from './edge-deployment';
import { EDGE_FUNCTION_RULES } from './edge-function';
import { ERROR_PAGE_RULES } from './error-pages';
import { ERROR_RESPONSE_RULES } from './error-responses';
import { FAILOVER_CODE_RULES } from './failover-codes';
import { GROUP_MEMBER_RULES } from './group-members';
import { OPERATION_RULES } from './operations';
import { ORIGIN_ACCESS_RULES } from './origin-access';
import { ORIGIN_FUNCTION_RULES } from './origin-functions';
import { ORIGIN_HEADER_RULES } from './origin-headers';
import { REWRITE_RULES } from './rewrite';
import { ROLE_RULES } from './roles';
import { Rule } from './rule';
import { TIMEOUT_RULES } from './timeouts';

/** Every static rule, by its heading in docs/rules.md. */
export const RULE_GROUPS: Readonly<Record<string, readonly Rule[]>> = {
  'Failover status codes': FAILOVER_CODE_RULES,
  'Members of the group': GROUP_MEMBER_RULES,
  'Connections to origins': CONNECTION_RULES,
  'Access to origins': ORIGIN_ACCESS_RULES,
  'Access to buckets': BUCKET_ACCESS_RULES,
  'Origins without Lambda@Edge support': ORIGIN_FUNCTION_RULES,
  'Timeouts': TIMEOUT_RULES,
  'Configuration and quotas': CONFIGURATION_RULES,
  'Cache behaviors': BEHAVIOR_RULES,
  'Function associations': ASSOCIATION_RULES,
  'Lambda@Edge function settings': EDGE_FUNCTION_RULES,
  'Lambda@Edge deployment': EDGE_DEPLOYMENT_RULES,
  'Origin custom headers': ORIGIN_HEADER_RULES,
  'Roles of the members': ROLE_RULES,
  'Error rewrites by this library': REWRITE_RULES,
  'Custom error responses': ERROR_RESPONSE_RULES,
  'Error pages': ERROR_PAGE_RULES,
  'Operations': OPERATION_RULES,
};

export const RULES: readonly Rule[] = Object.values(RULE_GROUPS).flat();

/**
 * Informational rules that depend on the user's own choices. Most sane distributions break the others, so only `cdk-failover check`
 * reports those.
 */
const INFO_AT_SYNTH = ['slow-failover'];

/** The rules whose findings constructs report at synth. */
export const SYNTH_RULES: readonly Rule[] = RULES.filter(({ id, level }) => level !== 'info' || INFO_AT_SYNTH.includes(id));
