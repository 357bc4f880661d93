import { Resource, TemplateBody } from './template';
import { resourcesOf } from './terraform-resources';
import { attributeOf, Instance } from './terraform-values';
import { entryOf, listOf, Properties, recordOf, show } from './value';

/**
 * The template for a Terraform plan or state: the output of `terraform show -json`. Undefined for anything else.
 * A plan leaves out what is known after it is applied; where such a value comes from is in the configuration beside it.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
export function templateOfPlan(content: object): { body: TemplateBody; names: ReadonlyMap<string, string> } | undefined {
  const { planned_values: planned, values = planned, format_version: version } = recordOf(content);
  if (typeof version !== 'string' || recordOf(values).root_module === undefined) return undefined;
  const plan = new Plan(recordOf(content), recordOf(recordOf(values).root_module));
  const Resources: Record<string, Resource> = {};
  const instances = plan.instances.map(instance => plan.filled(instance));
  for (const instance of instances) Object.assign(Resources, resourcesOf(instance, instances));
  return { body: { Resources }, names: new Map(plan.instances.map(({ logicalId, address }) => [logicalId, address])) };
}

/** The modules around a resource, by name. */
type Scope = readonly string[];

interface Placed extends Instance {
  readonly scope: Scope;
  readonly modulePrefix: string;
  readonly name: string;
}

const MAX_HOPS = 10;

/** Blocks that a distribution may have none of. */
const BLOCKS = /^(origin|origin_group|ordered_cache_behavior|custom_error_response|(lambda_)?function_association|custom_header|member)$/;

class Plan {
  readonly instances: readonly Placed[];
  private readonly unknown: ReadonlyMap<string, unknown>;

  constructor(private readonly content: Properties, root: Properties) {
    const prior = recordOf(recordOf(recordOf(content.prior_state).values).root_module);
    const all = [...this.instancesIn(root, [], ''), ...this.instancesIn(prior, [], '').filter(({ isData }) => isData)];
    this.instances = [...new Map(all.map(instance => [instance.address, instance])).values()];
    this.unknown = new Map(listOf(content.resource_changes).map(recordOf)
      .map(({ address, change }) => [show(address), recordOf(change).after_unknown]));
  }

  /** A resource whose values that are not known yet are references, or named. */
  filled(instance: Placed): Instance {
    const { address, values, scope } = instance;
    const configuration = this.configurationOf(instance);
    const expressions = configuration === undefined ? undefined : recordOf(recordOf(configuration).expressions);
    const filled = this.filledBlock(values, this.unknown.get(address), expressions, scope);
    return { ...instance, region: this.regionOf(instance), values: filled };
  }

  private instancesIn(module: Properties, scope: Scope, modulePrefix: string): Placed[] {
    const own = listOf(module.resources).map(recordOf).map(({ address, type, name, mode, values }): Placed => ({
      logicalId: logicalIdOf(show(address)),
      address: show(address),
      type: show(type),
      name: show(name),
      isData: mode === 'data',
      values: recordOf(values),
      scope,
      modulePrefix,
    }));
    return [...own, ...listOf(module.child_modules).map(recordOf).flatMap(child => {
      const address = show(child.address);
      const name = /^module\.([\w-]+)/.exec(address.slice(modulePrefix.length))?.[1] ?? '';
      return this.instancesIn(child, [...scope, name], `${address}.`);
    })];
  }

  private moduleOf(scope: Scope): Properties {
    const root = recordOf(recordOf(this.content.configuration).root_module);
    return scope.reduce<Properties>((module, name) => recordOf(recordOf(entryOf(module.module_calls, name)).module), root);
  }

  private configurationOf({ scope, type, name, isData }: Placed): unknown {
    return listOf(this.moduleOf(scope).resources).find(resource => {
      const { type: otherType, name: otherName, mode } = recordOf(resource);
      return otherType === type && otherName === name && (mode === 'data') === isData;
    });
  }

  /** Since version 6 of the provider, a resource has its own Region. */
  private regionOf(instance: Placed): string | undefined {
    if (typeof instance.values.region === 'string') return instance.values.region;
    const key = show(recordOf(this.configurationOf(instance)).provider_config_key);
    const provider = recordOf(entryOf(recordOf(this.content.configuration).provider_config, key));
    const { constant_value: constant, references } = recordOf(recordOf(provider.expressions).region);
    const [, variable = ''] = /^var\.([\w-]+)$/.exec(show(listOf(references)[0])) ?? [];
    const region = constant ?? recordOf(entryOf(this.content.variables, variable)).value;
    return typeof region === 'string' ? region : undefined;
  }

  private filledBlock(values: Properties, unknown: unknown, expressions: Properties | undefined, scope: Scope): Properties {
    const marks = recordOf(unknown);
    const filled: Record<string, unknown> = {};
    for (const key of new Set([...Object.keys(values), ...Object.keys(marks)])) {
      const [value, mark, expression] = [values, marks, expressions].map(all => entryOf(all, key));
      // What the provider chooses is not in the configuration: it has its default. Dynamic blocks are not there either.
      if (mark === true && expressions && expression === undefined && !BLOCKS.test(key)) continue;
      filled[key] = mark === true ? this.resolved(expression, scope) : this.filledValue(value, mark, expression, scope);
    }
    // A plan without its changes has no marks: what is not known yet is left out.
    for (const [key, expression] of Object.entries(expressions ?? {})) {
      if (Object.hasOwn(filled, key) || Object.hasOwn(values, key) || !recordOf(expression).references) continue;
      filled[key] = this.resolved(expression, scope);
    }
    return filled;
  }

  private filledValue(value: unknown, mark: unknown, expression: unknown, scope: Scope): unknown {
    if (value === null || value === '') return undefined;
    if (!Array.isArray(value)) return value;
    return value.map((item: unknown, i) => {
      if (typeof item !== 'object' || item === null) return listOf(mark)[i] === true ? this.resolved(expression, scope) : item;
      return this.filledBlock(recordOf(item), listOf(mark)[i], blockFor(recordOf(item), expression), scope);
    });
  }

  private resolved(expression: unknown, scope: Scope, hops = 0): unknown {
    const references = listOf(recordOf(expression).references).map(String);
    const attributes = references.flatMap(reference => this.attribute(reference, scope, hops) ?? []);
    const hasVersion = references.some(reference => /\.version$/.test(reference));
    const version = attributes.find(found => hasVersion && recordOf(found).Ref !== undefined);
    return version ?? attributes[0] ?? { unknown: `\${${references[0] ?? 'known after apply'}}` };
  }

  /** What a reference stands for, as CloudFormation refers to it. */
  private attribute(reference: string, scope: Scope, hops: number): unknown {
    if (hops > MAX_HOPS) return undefined;
    const [first = '', second = '', third = ''] = reference.replace(/\[[^\]]{0,200}\]/g, '').split('.');
    if (first === 'var' && scope.length) {
      const above = scope.slice(0, -1);
      const call = recordOf(recordOf(this.moduleOf(above).module_calls)[scope.at(-1)!]);
      return known(this.resolved(recordOf(call.expressions)[second], above, hops + 1));
    }
    if (first === 'module') {
      const inside = [...scope, second];
      return known(this.resolved(recordOf(recordOf(this.moduleOf(inside).outputs)[third]).expression, inside, hops + 1));
    }
    const index = /^\w+\.[\w-]+(\[[^\]]*\])/.exec(reference)?.[1] ?? '';
    const found = this.instances.filter(instance => !instance.isData && instance.type === first && instance.name === second
      && instance.scope.join() === scope.join() && (index === '' || instance.address.endsWith(index)));
    return found.length === 1 && third !== '' ? attributeOf(found[0]!, third) : undefined;
  }
}

function known(value: unknown): unknown {
  return typeof recordOf(value).Ref === 'string' || recordOf(value)['Fn::GetAtt'] || recordOf(value)['Fn::Join'] ? value : undefined;
}

function logicalIdOf(address: string): string {
  return address.replace(/\W+/g, '_').replace(/_$/, '');
}

/** The block of the configuration that an item of a list or a set comes from: the first that does not contradict it. */
function blockFor(item: Properties, expression: unknown): Properties | undefined {
  return listOf(expression).map(recordOf).find(block => Object.entries(block).every(([key, value]) => {
    const { constant_value: constant } = recordOf(value);
    return constant === undefined || item[key] === undefined || JSON.stringify(constant) === JSON.stringify(item[key]);
  }));
}
