import { ASSOCIATION_CASES } from './associations';
import { BEHAVIOR_CASES } from './behavior';
import { CONFIGURATION_CASES } from './configuration';
import { CONNECTION_CASES } from './connections';
import { EDGE_DEPLOYMENT_CASES } from './edge-deployment';
import { EDGE_FUNCTION_CASES } from './edge-function';
import { ERROR_PAGE_CASES } from './error-pages';
import { ERROR_RESPONSE_CASES } from './error-responses';
import { FAILOVER_CODE_CASES } from './failover-codes';
import { GROUP_MEMBER_CASES } from './group-members';
import { OPERATION_CASES } from './operations';
import { ORIGIN_ACCESS_CASES } from './origin-access';
import { ORIGIN_FUNCTION_CASES } from './origin-functions';
import { ORIGIN_HEADER_CASES } from './origin-headers';
import { REWRITE_CASES } from './rewrite';
import { ROLE_CASES } from './roles';
import { RuleCases } from './template';
import { TIMEOUT_CASES } from './timeouts';

export { type Changes, templateOf } from './template';

/** A failing and a passing template for every static rule. */
export const CASES: RuleCases = {
  ...FAILOVER_CODE_CASES,
  ...GROUP_MEMBER_CASES,
  ...CONNECTION_CASES,
  ...ORIGIN_ACCESS_CASES,
  ...ORIGIN_FUNCTION_CASES,
  ...TIMEOUT_CASES,
  ...CONFIGURATION_CASES,
  ...BEHAVIOR_CASES,
  ...ASSOCIATION_CASES,
  ...EDGE_FUNCTION_CASES,
  ...EDGE_DEPLOYMENT_CASES,
  ...ORIGIN_HEADER_CASES,
  ...ROLE_CASES,
  ...REWRITE_CASES,
  ...ERROR_RESPONSE_CASES,
  ...ERROR_PAGE_CASES,
  ...OPERATION_CASES,
};
