import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import { Environment, Resource, ResourceSource } from './model/template';

/** The resources of a stack that is still constructs, as its template is going to write them. */
export class StackResources implements ResourceSource {
  readonly environment: Environment;

  constructor(private readonly stack: Stack) {
    this.environment = {
      stackName: stack.stackName,
      region: literal(stack.region),
      account: literal(stack.account),
    };
  }

  resource(logicalId: string): Resource | undefined {
    const found = this.all().find(resource => this.stack.resolve(resource.logicalId) === logicalId);
    return found && written(found).resource;
  }

  * resourcesOfType(type: string): Iterable<readonly [string, Resource]> {
    for (const found of this.all()) {
      if (found.cfnResourceType !== type) continue;
      const { logicalId, resource } = written(found);
      yield [logicalId, resource];
    }
  }

  private all(): CfnResource[] {
    return this.stack.node.findAll().filter((construct): construct is CfnResource =>
      CfnResource.isCfnResource(construct) && Stack.of(construct) === this.stack);
  }
}

/** A resource as its template is going to write it. */
export function written(construct: CfnResource): { logicalId: string; resource: Resource } {
  const stack = Stack.of(construct);
  const { Resources } = stack.resolve((construct as unknown as { _toCloudFormation(): object })._toCloudFormation());
  const [[logicalId, resource]] = Object.entries(Resources) as [[string, Resource]];
  return { logicalId, resource };
}

function literal(value: string): string | undefined {
  return Token.isUnresolved(value) ? undefined : value;
}
