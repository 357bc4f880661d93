import { Assembly } from '../../lib/model/assembly';
import { TemplateBody } from '../../lib/model/template';
import { Cell } from '../../lib/report/matrix/cases';
import { BehaviorMatrix, Matrix, matrixOf } from '../../lib/report/matrix/matrix';
import { OriginCondition } from '../../lib/simulator/cases/origins';
import { Method } from '../../lib/simulator/cases/situation';
import { Assumptions } from '../../lib/simulator/journey/assumptions';
import { Pair, pair } from '../simulator/journey/pair';

export function matrixOfTemplate(template: TemplateBody, assumptions?: Partial<Assumptions>): Promise<Matrix> {
  return matrixOf(Assembly.of(template).distributions(), assumptions);
}

/** The default behavior of a distribution, most often of {@link pair}. */
export async function behaviorOf(options: Pair = {}, assumptions?: Partial<Assumptions>): Promise<BehaviorMatrix> {
  return defaultBehavior(await matrixOfTemplate(pair(options), assumptions));
}

export function defaultBehavior({ distributions: [distribution] }: Matrix): BehaviorMatrix {
  return distribution!.behaviors.find(({ pattern }) => pattern === '*')!;
}

/** The one cell of a case. */
export function cellOf({ cells }: BehaviorMatrix, method: Method, primary: OriginCondition, secondary?: OriginCondition): Cell {
  const found = cells.filter(cell => cell.method === method && cell.primary === primary && cell.secondary === secondary);
  if (found.length !== 1) throw new Error(`${found.length} cells for ${[method, primary, secondary].join(' ')}`);
  return found[0]!;
}
