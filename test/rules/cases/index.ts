import { BEHAVIOR_CASES } from './behavior';
import { CACHING_CASES } from './caching';
import { RuleCase } from './case';
import { EDGE_FUNCTION_CASES } from './edge-function';
import { FAILOVER_CODE_CASES } from './failover-codes';
import { ORIGIN_GROUP_CASES } from './origin-group';
import { ORIGIN_HEADER_CASES } from './origin-headers';

export type { RuleCase } from './case';
export { type Changes, templateOf } from './template';

/** One failing and one passing template for each rule, by its id. */
export const CASES: Readonly<Record<string, RuleCase>> = {
  ...FAILOVER_CODE_CASES,
  ...ORIGIN_GROUP_CASES,
  ...BEHAVIOR_CASES,
  ...EDGE_FUNCTION_CASES,
  ...ORIGIN_HEADER_CASES,
  ...CACHING_CASES,
};
