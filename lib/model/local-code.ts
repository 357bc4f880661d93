import { existsSync, statSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { assetSize } from './asset';
import { Form } from './form';
import { evaluate } from './intrinsics';
import { CodeModel } from './lambda-function';
import { Readable, textOf } from './readable';
import { Environment, Resource } from './template';
import { isUnknown, listOf, recordOf, show } from './value';

/**
 * The code of a function that is beside a template: the folder or file of `Code: ./edge` (`aws cloudformation package` uploads it), of
 * SAM's `CodeUri`, or the archive of the same name as the one in S3. Nothing outside the folder of the template is read.
 */
export function codeBeside(
  folder: string, form: Form, resource: Resource, environment: Environment, readable = new Readable(folder),
): CodeModel {
  const { Code, Handler } = recordOf(evaluate(resource.Properties, environment));
  if (isUnknown(Code)) return { missing: `the code is ${Code.unknown}` };
  const { S3Key, Paths, Files } = recordOf(Code);
  const named = [Code, ...listOf(Paths)].filter(path => typeof path === 'string' && !/^(s3|https?):\/\//.test(path)) as string[];
  const path = named.map(name => (isAbsolute(name) ? name : join(folder, name))).find(existsSync);
  if (path === undefined) {
    const archive = typeof S3Key === 'string' ? archiveBeside(folder, S3Key, readable) : undefined;
    if (archive !== undefined) return found(archive);
    if (Files !== undefined) return { files: recordOf(Files) as Record<string, string> };
    if (typeof S3Key === 'string' && !named.length) {
      return { missing: 'the code is not in the template', remedy: `Put its archive, ${basename(S3Key)}, beside the template.` };
    }
    const missing = named.length ? `there is no ${named[0]} beside the template` : 'the code is not in the template';
    return { missing, remedy: REMEDIES[form] };
  }
  if (!readable.has(path)) {
    return {
      missing: `${named.join(', ')} is outside of the folder of the template`,
      remedy: 'Copy it into that folder, or allow it with --allow-folder.',
    };
  }
  return (form === 'sam' ? unbuilt(path, resource, show(Handler)) : undefined) ?? found(path);
}

const REMEDIES: Readonly<Record<Form, string>> = {
  cdk: 'Pass the cloud assembly (cdk.out) of the app.',
  cloudformation: 'Put the code beside the template, and write its folder as Code, such as ./edge.',
  sam: 'Run "sam build", and pass .aws-sam/build/template.yaml.',
  serverless: 'Run "serverless package", and pass the template in .serverless, where its archives are.',
  terraform: 'Put the archive that filename names beside the plan.',
  live: 'Pass the template of the distribution, with the code beside it.',
};

/** A script that is not in an archive is packed alone. */
function found(path: string): CodeModel {
  const script = /\.[cm]?js$/.test(path) ? textOf(path, MAX_SCRIPT) : undefined;
  return script === undefined ? { assetPath: path, ...assetSize(path) } : { files: { [basename(path)]: script } };
}

const MAX_SCRIPT = 10_000_000;

/** The Serverless Framework and the CDK keep what they upload: `service.zip`, `asset.<hash>`. */
function archiveBeside(folder: string, key: string, readable: Readable): string | undefined {
  const name = basename(key);
  return [name, `asset.${name}`, `asset.${name.replace(/\.zip$/, '')}`]
    .map(file => join(folder, file))
    .find(path => existsSync(path) && readable.has(path));
}

/** The sources of a function are not yet what `sam build` makes of them: it compiles TypeScript and installs dependencies. */
function unbuilt(path: string, { Metadata }: Resource, handler: string): CodeModel | undefined {
  if (!statSync(path).isDirectory()) return undefined;
  const remedy = REMEDIES.sam;
  if (Metadata?.BuildMethod !== undefined && Metadata.SamResourceId === undefined) return { missing: 'sam build makes the code', remedy };
  const module = handler.replace(/\.[^./]*$/, '');
  const isThere = ['', '.js', '.mjs', '.cjs'].some(extension => existsSync(join(path, `${module}${extension}`)));
  if (!isThere) return { missing: `the folder has no ${module}.js`, remedy };
  return hasDependencies(join(path, 'package.json')) && !existsSync(join(path, 'node_modules'))
    ? { missing: 'the dependencies of the code are not installed', remedy }
    : undefined;
}

function hasDependencies(file: string): boolean {
  try {
    return Object.keys(recordOf(recordOf(JSON.parse(textOf(file, MAX_SCRIPT) ?? '{}')).dependencies)).length > 0;
  } catch {
    return false;
  }
}
