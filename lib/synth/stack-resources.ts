import { CfnCondition, CfnElement, CfnResource, Stack, Token } from 'aws-cdk-lib';
import { StackIndex, Synthesis, Written } from './synthesis';
import { Environment, Resource, ResourceSource } from '../model/template';

const LAMBDA_VERSION = 'AWS::Lambda::Version';

/** The resources of a stack that is still constructs, as its template is going to write them. */
export class StackResources implements ResourceSource {
  readonly environment: Environment;

  constructor(private readonly stack: Stack, private readonly synthesis: Synthesis) {
    const conditions = () => this.conditions();
    this.environment = {
      stackName: stack.stackName,
      region: literal(stack.region),
      account: literal(stack.account),
      get conditions() { return conditions(); },
    };
  }

  resource(logicalId: string): Resource | undefined {
    const index = this.index();
    const found = index.byLogicalId.get(logicalId)
      ?? (index.versions ??= this.byLogicalId(index.byType.get(LAMBDA_VERSION) ?? [])).get(logicalId);
    return found && this.written(found).resource;
  }

  * resourcesOfType(type: string): Iterable<readonly [string, Resource]> {
    for (const found of this.index().byType.get(type) ?? []) {
      const { logicalId, resource } = this.written(found);
      yield [logicalId, resource];
    }
  }

  * outputs(): Iterable<readonly [string, unknown]> {
    for (const construct of this.stack.node.findAll()) {
      if (CfnElement.isCfnElement(construct) && 'exportName' in construct && Stack.of(construct) === this.stack) {
        yield* Object.entries(this.stack.resolve(templateOf(construct)).Outputs ?? {});
      }
    }
  }

  private conditions(): Readonly<Record<string, unknown>> {
    const elements = this.stack.node.findAll().filter(element => element instanceof CfnCondition && Stack.of(element) === this.stack);
    return Object.assign({}, ...elements.map(element => this.stack.resolve(templateOf(element as CfnElement)).Conditions));
  }

  written(found: CfnResource): Written {
    const { texts } = this.index();
    let text = texts.get(found);
    if (!text) texts.set(found, text = written(found));
    return text;
  }

  private byLogicalId(resources: readonly CfnResource[]): ReadonlyMap<string, CfnResource> {
    return new Map(resources.map(resource => [this.stack.resolve(resource.logicalId), resource]));
  }

  private index(): StackIndex {
    const { indexes } = this.synthesis;
    let index = indexes.get(this.stack);
    if (!index) {
      const all = this.stack.node.findAll().filter((construct): construct is CfnResource =>
        CfnResource.isCfnResource(construct) && Stack.of(construct) === this.stack);
      const byType = new Map<string, CfnResource[]>();
      for (const resource of all) {
        const sameType = byType.get(resource.cfnResourceType);
        if (sameType) sameType.push(resource);
        else byType.set(resource.cfnResourceType, [resource]);
      }
      const notVersions = all.filter(({ cfnResourceType }) => cfnResourceType !== LAMBDA_VERSION);
      index = { byType, texts: new Map(), byLogicalId: this.byLogicalId(notVersions) };
      indexes.set(this.stack, index);
    }
    return index;
  }
}

/** A resource as its template is going to write it. */
export function written(construct: CfnResource): Written {
  const stack = Stack.of(construct);
  const { Resources } = stack.resolve(templateOf(construct));
  const [[logicalId, resource]] = Object.entries(Resources) as [[string, Resource]];
  return { logicalId, resource };
}

/** What an element adds to its template, with tokens. */
function templateOf(element: CfnElement): object {
  return (element as unknown as { _toCloudFormation(): object })._toCloudFormation();
}

function literal(value: string): string | undefined {
  return Token.isUnresolved(value) ? undefined : value;
}
