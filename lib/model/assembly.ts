import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { assetsOf, assetCode, OUTSIDE } from './asset';
import { Budget } from './budget';
import { DistributionModel } from './distribution';
import { UnusableInput } from './errors';
import { Form } from './form';
import { evaluate, holds } from './intrinsics';
import { codeBeside } from './local-code';
import { FunctionHome, locateFunction } from './locate-function';
import { readDistribution } from './read-distribution';
import { Readable } from './readable';
import { Environment, Resource, Template, TemplateBody } from './template';
import { readJsonFile, readTemplateFile, WHAT_TO_PASS } from './template-file';
import { listOf, recordOf, show } from './value';

/** One stack of an assembly, or the one template that was given. */
export interface StackModel extends FunctionHome {
  readonly source: Template;
  readonly form: Form;
  /** What CloudFormation calls the stack, for a stack of an assembly. */
  readonly stackName?: string;
  /** Path of the template; none for one that is in memory. */
  readonly file?: string;
  /** CDK's messages about the stack's constructs. */
  readonly messages: readonly Message[];
  /** What was acknowledged with `Validations.of(construct).acknowledge()` of CDK. */
  readonly acknowledgements: readonly Acknowledgement[];
  /** Construct paths by logical id. */
  readonly paths: ReadonlyMap<string, string>;
  /** Construct paths of the distributions that were checked as constructs, see {@link CHECKED_AT_SYNTH}. */
  readonly checkedAtSynth: ReadonlySet<string>;
}

/** Metadata of a distribution whose construct reports its findings itself. */
export const CHECKED_AT_SYNTH = 'cdk-failover-distribution:checked';

/** Metadata of a distribution: an {@link Acknowledgement} for some of its behaviors, which CDK records as one for all of them. */
export const ACKNOWLEDGED_BEHAVIORS = 'cdk-failover-distribution:acknowledged';

export interface Acknowledgement {
  /** Of a construct; it covers everything below it. */
  readonly path: string;
  /** As CDK writes it, prefixed with the plugin's name. */
  readonly id: string;
  readonly reason: string;
  /** What it is limited to. */
  readonly where?: { readonly behavior: readonly string[] };
}

export interface Message {
  readonly level: 'info' | 'warning' | 'error';
  /** Construct path. */
  readonly path: string;
  readonly text: string;
}

/** What `cdk synth` wrote: every stack, with the stages' assemblies inside. */
export class Assembly {
  /**
   * Reads nothing outside of the folder of the input, whatever that names or links to.
   *
   * @param path a cloud assembly (`cdk.out`), a file with a distribution in any form, or the folder of a packaged template
   * @param allowed other folders that may be read
   * @param budget checked for each stack
   * @throws UnusableInput when there is nothing to read, or the path is none of these
   */
  static read(path: string, allowed: readonly string[] = [], budget?: Budget): Assembly {
    if (!existsSync(path)) throw new UnusableInput(`${path}: no such file or folder. ${WHAT_TO_PASS}`);
    if (!statSync(path).isDirectory()) return new Assembly([templateStack(path, new Readable(dirname(path), allowed), true)]);
    const template = TEMPLATES_IN_FOLDERS.map(name => join(path, name)).find(existsSync);
    if (!existsSync(join(path, 'manifest.json')) && template) return new Assembly([templateStack(template, new Readable(path, allowed))]);
    if (!existsSync(join(path, 'manifest.json'))) {
      const inside = ['cdk.out', '.aws-sam/build', '.serverless'].map(name => join(path, name)).find(existsSync);
      throw new UnusableInput(
        `${path}: not a cloud assembly, it has no manifest.json. ${inside === undefined
          ? 'Run "cdk synth", "sam build" or "serverless package", and pass the folder that it writes.'
          : `Pass ${inside}.`}`,
      );
    }
    return new Assembly(readStacks(path, new Reading(outermost(realpathSync(path)), allowed, budget)));
  }

  /**
   * An assembly of one template in memory.
   * @param name used in messages instead of a file name
   */
  static of(template: TemplateBody, name = 'template'): Assembly {
    return new Assembly([stackOf(new Template(name, template))]);
  }

  private constructor(readonly stacks: readonly StackModel[]) {}

  /** Every distribution of every stack, except those whose condition is false. */
  distributions(): DistributionModel[] {
    return this.stacks.flatMap(stack => stack.source.resourcesOfType('AWS::CloudFront::Distribution')
      .filter(([, { Condition }]) => holds(Condition, stack.environment) !== false)
      .map(([logicalId, resource]) => readDistribution(logicalId, resource, {
        template: stack.name,
        form: stack.form,
        source: stack.source,
        environment: stack.environment,
        pathOf: id => stack.paths.get(id),
        assetOf: stack.assetOf,
        functionBehind: (arn, environment) => locateFunction(arn, { ...stack, environment }, this.stacks),
      })));
  }

  stackOf(distribution: DistributionModel): StackModel {
    return this.stacks.find(({ name }) => name === distribution.template)!;
  }
}

/** What `serverless package` writes to .serverless, and `sam build` to .aws-sam/build. */
const TEMPLATES_IN_FOLDERS = ['cloudformation-template-update-stack.json', 'template.yaml'];

function templateStack(path: string, readable: Readable, isNamed = false): StackModel {
  const { form, body, names } = readTemplateFile(isNamed ? path : readable.checked(path), isNamed);
  const stack = stackOf(new Template(basename(path), body), form);
  const assetOf = (resource: Resource, environment: Environment) => codeBeside(dirname(path), form, resource, environment, readable);
  return { ...stack, file: path, paths: names ?? stack.paths, assetOf };
}

function stackOf(source: Template, form: Form = 'cloudformation'): StackModel {
  const { name, environment } = source;
  return { name, form, source, environment, messages: [], acknowledgements: [], paths: new Map(), checkedAtSynth: new Set() };
}

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly displayName?: string;
  readonly properties?: Readonly<Record<string, any>>;
  readonly metadata?: Readonly<Record<string, ReadonlyArray<{ type: string; data?: unknown }>>>;
  readonly additionalMetadataFile?: string;
}

/** More than CloudFormation would deploy. A few files can refer to each other in more ways than anybody can count. */
const MAX_STACKS = 2_500;

/** What has been read of an assembly, for its limits. */
class Reading {
  readonly files: Readable;
  private stacks = 0;

  /** @param root the outermost assembly */
  constructor(readonly root: string, allowed: readonly string[], private readonly budget: Budget | undefined) {
    this.files = new Readable(root, allowed);
  }

  count(file: string): void {
    this.budget?.check();
    if (++this.stacks > MAX_STACKS) {
      throw new UnusableInput(`${file}: the assembly has more than ${MAX_STACKS} stacks. Run "cdk synth" again.`);
    }
  }

  json(path: string): object {
    return readJsonFile(this.files.checked(path));
  }
}

/** The assembly around an assembly of a stage: they share their assets. */
function outermost(directory: string): string {
  const above = dirname(directory);
  return above !== directory && isStageOf(above, directory) ? outermost(above) : directory;
}

/** A file or folder that the manifest names. */
function placeIn(directory: string, id: string, properties: unknown, property: string): string {
  const name = recordOf(properties)[property];
  if (typeof name === 'string') return join(directory, name);
  const manifest = join(directory, 'manifest.json');
  throw new UnusableInput(`${manifest}: ${property} of ${id} is ${show(name)}. It has to be the name of a file. Run "cdk synth" again.`);
}

/** Other things than assemblies have a manifest.json, too. */
function isStageOf(above: string, directory: string): boolean {
  const file = join(above, 'manifest.json');
  if (!existsSync(file)) return false;
  try {
    const artifacts = Object.values(recordOf(recordOf(readJsonFile(file)).artifacts)).map(recordOf);
    return artifacts.some(({ type, properties }) => {
      const { directoryName } = recordOf(properties);
      return type === 'cdk:cloud-assembly' && typeof directoryName === 'string' && join(above, directoryName) === directory;
    });
  } catch {
    return false;
  }
}

/** @param above the assemblies around this one */
function readStacks(directory: string, reading: Reading, above: readonly string[] = []): StackModel[] {
  const { artifacts: listed } = recordOf(reading.json(join(directory, 'manifest.json')));
  const place = realpathSync(directory);
  if (above.includes(place)) throw new UnusableInput(`${directory}: a cloud assembly that contains itself. Run "cdk synth" again.`);
  const artifacts = Object.entries(recordOf(listed)).map(([id, artifact]) => [id, recordOf(artifact) as unknown as Artifact] as const);
  const assets = new Map(artifacts
    .filter(([, { type }]) => type === 'cdk:asset-manifest')
    .flatMap(([id, { properties }]) => assetsOf(directory, reading.json(placeIn(directory, id, properties, 'file'))))
    .map(([hash, path]) => [hash, !existsSync(path) || (reading.files.has(path) && realpathSync(path) !== reading.root) ? path : OUTSIDE]));

  return artifacts.flatMap(([id, artifact]): StackModel[] => {
    if (artifact.type === 'cdk:cloud-assembly') {
      reading.count(directory);
      return readStacks(placeIn(directory, id, artifact.properties, 'directoryName'), reading, [...above, place]);
    }
    if (artifact.type !== 'aws:cloudformation:stack') return [];
    const stack = readStack(directory, id, artifact, assets, reading);
    return [stack, ...nestedStacks(directory, stack, assets, reading)];
  });
}

function readStack(
  directory: string, id: string, artifact: Artifact, assets: ReadonlyMap<string, string>, reading: Reading,
): StackModel {
  const [, account, region] = /^aws:\/\/([^/]*)\/(.*)$/.exec(artifact.environment ?? '') ?? [];
  const known = (value: string | undefined) => (value && !value.startsWith('unknown-') ? value : undefined);
  const file = placeIn(directory, id, artifact.properties, 'templateFile');
  const body = reading.json(file) as TemplateBody;
  const source = new Template(artifact.displayName ?? id, body, {
    region: known(region),
    account: known(account),
    parameters: recordOf(artifact.properties?.parameters),
  });
  return {
    name: source.name,
    form: 'cdk',
    source,
    stackName: artifact.properties?.stackName as string | undefined,
    file,
    environment: source.environment,
    ...metadataOf(directory, id, artifact, reading),
    assetOf: resource => assetCode(resource, source, assets),
  };
}

/** Nested stacks, whose templates CDK writes next to their parent's. */
function nestedStacks(
  directory: string,
  parent: StackModel,
  assets: ReadonlyMap<string, string>,
  reading: Reading,
  above: readonly string[] = [],
): StackModel[] {
  return parent.source.resourcesOfType('AWS::CloudFormation::Stack').flatMap(([logicalId, resource]) => {
    const file = nestedTemplate(directory, resource, parent.environment, assets);
    if (file === undefined || holds(resource.Condition, parent.environment) === false || !existsSync(file)) return [];
    if (above.includes(file)) throw new UnusableInput(`${file}: a nested stack that contains itself. Run "cdk synth" again.`);
    reading.count(file);
    const { region, account } = parent.environment;
    const parameters = recordOf(evaluate(recordOf(resource.Properties).Parameters, parent.environment));
    const source = new Template(`${parent.name}/${logicalId}`, reading.json(file) as TemplateBody, { region, account, parameters });
    const stack = { ...parent, name: source.name, stackName: undefined, source, file, environment: source.environment };
    return [stack, ...nestedStacks(directory, stack, assets, reading, [...above, file])];
  });
}

/** The CDK CLI writes the file into the metadata. For an app that synthesizes itself, the asset's hash is in the URL. */
function nestedTemplate(
  directory: string, { Metadata, Properties }: Resource, environment: Environment, assets: ReadonlyMap<string, string>,
): string | undefined {
  const file = Metadata?.['aws:asset:path'];
  if (typeof file === 'string') return join(directory, file);
  const hash = /[0-9a-f]{64}/.exec(show(evaluate(recordOf(Properties).TemplateURL, environment)))?.[0];
  const asset = hash && assets.get(hash);
  return asset === OUTSIDE ? undefined : asset;
}

type Metadata = Pick<StackModel, 'messages' | 'acknowledgements' | 'paths' | 'checkedAtSynth'>;

function metadataOf(directory: string, name: string, artifact: Artifact, reading: Reading): Metadata {
  const { metadata, additionalMetadataFile } = artifact;
  const more = additionalMetadataFile === undefined ? {} : reading.json(placeIn(directory, name, artifact, 'additionalMetadataFile'));
  const entries = Object.entries({ ...metadata, ...more } as NonNullable<Artifact['metadata']>)
    .flatMap(([path, all]) => listOf(all).map(recordOf)
      .map(({ type, data }) => ({ path: path.replace(/^\//, ''), type: show(type), data })));
  const ofType = (type: RegExp) => entries.filter(entry => type.test(entry.type));
  return {
    checkedAtSynth: new Set(entries.filter(({ type }) => type === CHECKED_AT_SYNTH).map(({ path }) => path)),
    paths: new Map(ofType(/^aws:cdk:logicalId$/).map(({ path, data }) => [show(data), path])),
    messages: ofType(/^aws:cdk:(info|warning|error)$/)
      .map(({ path, type, data }) => ({ level: type.slice('aws:cdk:'.length) as Message['level'], path, text: show(data) })),
    acknowledgements: ofType(/^aws:cdk:acknowledged-rules$/)
      .flatMap(({ path, data }): Acknowledgement[] =>
        Object.entries(recordOf(data)).map(([id, reason]) => ({ path, id, reason: show(reason) })))
      .concat(entries.filter(({ type }) => type === ACKNOWLEDGED_BEHAVIORS).map(({ path, data }) => {
        const { id, reason, where } = recordOf(data);
        return { path, id: show(id), reason: show(reason), where: { behavior: listOf(recordOf(where).behavior).map(show) } };
      })),
  };
}
