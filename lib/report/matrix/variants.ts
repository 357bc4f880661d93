import { Matrix, matrixOf } from './matrix';
import { Budget } from '../../model/budget';
import { DistributionModel, nameOf, variantsOf } from '../../model/distribution';
import { whereText } from '../../model/variants';
import { Assumptions } from '../../simulator/journey/assumptions';

/**
 * The matrix of each distribution: one for every way in which its conditions may turn out that viewers notice.
 * @throws UnusableInput for an assumption or a value that does not exist
 */
export async function matrixOfVariants(
  distributions: readonly DistributionModel[], assumptions: Partial<Assumptions> = {}, budget?: Budget,
): Promise<Matrix> {
  const matrix = await matrixOf(distributions.flatMap(variantsOf), assumptions, budget);
  const all = [...matrix.distributions];
  return {
    ...matrix,
    distributions: distributions.flatMap(distribution => {
      const variants = variantsOf(distribution);
      const matrices = all.splice(0, variants.length);
      const same = new Map<string, Set<number>>();
      matrices.forEach(({ behaviors }, i) => {
        const key = JSON.stringify(behaviors);
        same.set(key, (same.get(key) ?? new Set()).add(i));
      });
      const name = nameOf({ ...distribution, where: {} });
      return [...same.values()].map(indices => ({
        ...matrices[Math.min(...indices)]!,
        name: same.size === 1 ? name : `${name} where ${whereText(variants.map(({ where }) => where), indices)}`,
      }));
    }),
  };
}
