import { logged } from './failover-log';
import { originResponse } from './origin-response';
import { Policy } from './policy';

/** Put in front of the bundle at synth. */
declare const FAILOVER_POLICY: Policy;

export const handler = logged(originResponse(FAILOVER_POLICY), FAILOVER_POLICY);
