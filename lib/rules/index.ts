import { BEHAVIOR_RULES } from './behavior';
import { CACHING_RULES } from './caching';
import { EDGE_FUNCTION_RULES } from './edge-function';
import { FAILOVER_CODE_RULES } from './failover-codes';
import { ORIGIN_GROUP_RULES } from './origin-group';
import { ORIGIN_HEADER_RULES } from './origin-headers';
import { Rule } from './rule';

/** Every rule, in the order in which findings are told. */
export const RULES: readonly Rule[] = [
  ...FAILOVER_CODE_RULES,
  ...ORIGIN_GROUP_RULES,
  ...BEHAVIOR_RULES,
  ...EDGE_FUNCTION_RULES,
  ...ORIGIN_HEADER_RULES,
  ...CACHING_RULES,
];
