import { ASSOCIATION_CASES } from './associations';
import { BEHAVIOR_CASES } from './behavior';
import { CACHING_CASES } from './caching';
import { RuleCase } from './case';
import { CONFIGURATION_CASES, QUOTA_CASES } from './configuration';
import { EDGE_DEPLOYMENT_CASES } from './edge-deployment';
import { EDGE_FUNCTION_CASES } from './edge-function';
import { ERROR_RESPONSE_CASES } from './error-responses';
import { FAILOVER_CODE_CASES } from './failover-codes';
import { GROUP_MEMBER_CASES } from './group-members';
import { OPERATION_CASES } from './operations';
import { ORIGIN_FUNCTION_CASES } from './origin-functions';
import { ORIGIN_HEADER_CASES } from './origin-headers';
import { REWRITE_CASES } from './rewrite';
import { ROLE_CASES } from './roles';
import { TIMEOUT_CASES } from './timeouts';

export type { RuleCase } from './case';
export { type Changes, templateOf } from './template';

/** One failing and one passing template for each rule, by its id. */
export const CASES: Readonly<Record<string, RuleCase>> = {
  ...FAILOVER_CODE_CASES,
  ...GROUP_MEMBER_CASES,
  ...ORIGIN_FUNCTION_CASES,
  ...TIMEOUT_CASES,
  ...CONFIGURATION_CASES,
  ...QUOTA_CASES,
  ...BEHAVIOR_CASES,
  ...ASSOCIATION_CASES,
  ...EDGE_FUNCTION_CASES,
  ...EDGE_DEPLOYMENT_CASES,
  ...ORIGIN_HEADER_CASES,
  ...ROLE_CASES,
  ...REWRITE_CASES,
  ...CACHING_CASES,
  ...ERROR_RESPONSE_CASES,
  ...OPERATION_CASES,
};
