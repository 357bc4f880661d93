import { DistributionModel } from '../../lib/model/distribution';
import { Cell } from '../../lib/report/matrix/cases';
import { BehaviorMatrix, matrixOf } from '../../lib/report/matrix/matrix';
import { RULES } from '../../lib/rules';
import { evaluate } from '../../lib/rules/finding';
import { evaluateHandlers } from '../../lib/rules/handler';

/** Findings that say that a healthy secondary does not serve. */
const NOT_SERVED = [
  'handler-masks-failover', 'handler-fails', 'handler-needs-header', 'handler-breaks-success', 'secondary-does-not-serve',
  'viewer-host-forwarded',
];

/** Findings that say that an origin can never answer. */
const NEVER = [
  'load-balancer-certificate', 'load-balancer-listener', 'load-balancer-internal', 'website-endpoint-https', 'origin-is-own-alias',
  'bucket-unreadable', 'bucket-key-unreadable', 'function-url-unsigned', 'function-url-permission-missing', 'function-url-invoke-missing',
  'viewer-host-forwarded',
];

/** What a check and the matrix say of some distributions, where the two do not agree: the distribution, and both. */
export async function contradictions(distributions: readonly DistributionModel[]): Promise<string[]> {
  const handlers = evaluateHandlers(distributions);
  const matrix = await matrixOf(distributions);
  return distributions.flatMap((distribution, i) => {
    const evaluations = [evaluate(distribution, RULES), handlers.of(distribution)];
    const found = new Set(evaluations.flatMap(({ findings }) => findings.map(({ rule }) => rule)));
    const isUnclear = handlers.of(distribution).cannotTell.length > 0;
    const groups = matrix.distributions[i]!.behaviors.filter(({ secondary }) => secondary);
    const cells = groups.flatMap(behavior => behavior.cells.map(cell => ({ behavior, cell })));
    const all = matrix.distributions[i]!.behaviors.flatMap(behavior => behavior.cells);
    const has = (is: (cell: Cell, behavior: BehaviorMatrix) => boolean) => cells.some(({ behavior, cell }) => is(cell, behavior));
    const said = (rule: string, shows: boolean) =>
      (found.has(rule) && !shows ? [`check says ${rule}, and the matrix shows nothing of it`] : []);
    return [
      ...has(cell => isNever(cell)) && !NEVER.some(rule => found.has(rule))
        ? [`the matrix shows an origin that can never answer, and check says ${[...found].join(', ') || 'nothing'}`]
        : [],
      ...has((cell, behavior) => isUnserved(cell, behavior) && !isNever(cell)) && !isUnclear && !NOT_SERVED.some(rule => found.has(rule))
        ? [`the matrix shows a healthy secondary that does not serve, and check says ${[...found].join(', ') || 'nothing'}`]
        : [],
      ...said('handler-masks-failover', has((cell, behavior) => isListed(cell, behavior) && !cell.failedOver)),
      ...said('handler-fails', all.some(({ trace }) => trace.functions.some(({ outcome }) => outcome !== 'ok'))),
      ...said('handler-breaks-success', has(({ trace }) =>
        trace.attempts.some(({ outcome, afterFunction = 0 }) => typeof outcome === 'number' && outcome < 400 && afterFunction >= 400))),
      ...said('secondary-does-not-serve', has(isUnserved)),
      ...has(({ kind, trace }) => kind === 'unknown' && trace.refusal!.startsWith('cannot tell what')) && !isUnclear
        ? ['the matrix cannot tell, and check can']
        : [],
    ].map(text => `${distribution.template} ${distribution.logicalId}: ${text}`);
  });
}

/** The primary answers with a status of the failover criteria. */
function isListed({ method, primary, trace }: Cell, { failoverStatusCodes }: BehaviorMatrix): boolean {
  return (method === 'GET' || method === 'HEAD') && trace.attempts.length > 0 && failoverStatusCodes.includes(Number(primary));
}

function isNever({ trace }: Cell): boolean {
  return trace.attempts.some(({ never }) => never !== undefined);
}

/** The primary fails, the secondary is healthy, and the viewer gets nothing that is of use. A function may respond in its place. */
function isUnserved(cell: Cell, behavior: BehaviorMatrix): boolean {
  const { secondary, kind } = cell;
  return isListed(cell, behavior) && secondary === 200 && (kind === 'masked' || kind === 'error');
}
