import { ASSOCIATION_RULES } from './associations';
import { BEHAVIOR_RULES } from './behavior';
import { CACHING_RULES } from './caching';
import { CONFIGURATION_RULES } from './configuration';
import { EDGE_DEPLOYMENT_RULES } from './edge-deployment';
import { EDGE_FUNCTION_RULES } from './edge-function';
import { ERROR_RESPONSE_RULES } from './error-responses';
import { FAILOVER_CODE_RULES } from './failover-codes';
import { GROUP_MEMBER_RULES } from './group-members';
import { OPERATION_RULES } from './operations';
import { ORIGIN_FUNCTION_RULES } from './origin-functions';
import { ORIGIN_HEADER_RULES } from './origin-headers';
import { QUOTA_RULES } from './quotas';
import { REWRITE_RULES } from './rewrite';
import { ROLE_RULES } from './roles';
import { Rule } from './rule';
import { TIMEOUT_RULES } from './timeouts';

/** Every rule, in the order in which findings are told. */
export const RULES: readonly Rule[] = [
  ...FAILOVER_CODE_RULES,
  ...GROUP_MEMBER_RULES,
  ...ORIGIN_FUNCTION_RULES,
  ...TIMEOUT_RULES,
  ...CONFIGURATION_RULES,
  ...QUOTA_RULES,
  ...BEHAVIOR_RULES,
  ...ASSOCIATION_RULES,
  ...EDGE_FUNCTION_RULES,
  ...EDGE_DEPLOYMENT_RULES,
  ...ORIGIN_HEADER_RULES,
  ...ROLE_RULES,
  ...REWRITE_RULES,
  ...CACHING_RULES,
  ...ERROR_RESPONSE_RULES,
  ...OPERATION_RULES,
];

/** Information that says something of the user's own choice. The rest is true of every sane distribution, and only told on request. */
const TOLD_AT_SYNTH = ['slow-failover'];

/** The rules whose findings constructs tell when their app is synthesized. */
export const SYNTH_RULES: readonly Rule[] = RULES.filter(({ id, level }) => level !== 'info' || TOLD_AT_SYNTH.includes(id));
