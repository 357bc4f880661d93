import { CfnElement, Lazy } from 'aws-cdk-lib';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Synthesis } from './synthesis';

/**
 * CDK makes the logical id of a function's version from a hash of the function, and works it out whenever the id resolves. Here it is
 * worked out once after the checks of a distribution have begun, when aspects have run, and every time before. While
 * `context.preparing`, CDK only collects the references in what resolves and discards the text, so the hash is not needed.
 */
export function keepId(edgeFunction: IFunction): void {
  const version = edgeFunction.node.tryFindChild('CurrentVersion')?.node.defaultChild;
  if (!CfnElement.isCfnElement(version)) return;
  // CDK has no other way to read what it overrides the id with.
  const { _logicalIdOverride: hashed } = version as unknown as { readonly _logicalIdOverride?: string };
  if (hashed === undefined) return;
  version.overrideLogicalId(Lazy.uncachedString({
    produce: context => {
      if (context.preparing) return version.node.id;
      const ids = Synthesis.of(version)?.versionIds;
      const id = ids?.get(version) ?? context.resolve(hashed) as string;
      ids?.set(version, id);
      return id;
    },
  }));
}
