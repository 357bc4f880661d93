import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack, Stage } from 'aws-cdk-lib';
import { StackResources } from './stack-resources';
import { Synthesis } from './synthesis';
import { CodeModel, POLICY_PREFIX } from '../model/lambda-function';
import { FunctionHome } from '../model/locate-function';
import { Resource } from '../model/template';
import { recordOf, show } from '../model/value';

/** A stack that is still constructs, as a place in which functions are looked for. */
export function homeIn(stack: Stack, synthesis: Synthesis): FunctionHome & { readonly source: StackResources } {
  const source = new StackResources(stack, synthesis);
  return { name: stack.stackName, source, environment: source.environment, assetOf: resource => stagedCode(resource, stack) };
}

/** The stacks in which an `EdgeFunction` of the user's may be. */
export function* homesBeside(stack: Stack, synthesis: Synthesis): Iterable<FunctionHome> {
  for (const construct of Stage.of(stack)?.node.findAll() ?? []) {
    if (Stack.isStack(construct)) yield homeIn(construct, synthesis);
  }
}

/** CDK puts an asset into the cloud assembly as soon as its construct is made. */
function stagedCode({ Properties }: Resource, stack: Stack): CodeModel {
  const hash = /[0-9a-f]{64}/.exec(show(recordOf(recordOf(Properties).Code).S3Key))?.[0];
  const directory = Stage.of(stack)?.assetOutdir;
  const assetPath = hash && directory
    && ['', '.zip', '.json'].map(extension => join(directory, `asset.${hash}${extension}`)).find(existsSync);
  if (!assetPath) return { missing: 'the code is not in the assembly' };
  const text = ownCode(join(assetPath, 'index.js'));
  return text === undefined ? { assetPath } : { text };
}

/** The library's own function becomes an asset when its page is long. Rules read its policy from the text. */
function ownCode(file: string): string | undefined {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  return text?.startsWith(POLICY_PREFIX) ? text : undefined;
}
