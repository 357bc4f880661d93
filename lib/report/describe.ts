import { Assembly, Message } from '../model/assembly';
import { BehaviorModel, DistributionModel, groupOf, membersOf, nameOf, OriginGroupModel, OriginModel } from '../model/distribution';
import { CodeModel, FunctionModel } from '../model/edge-function';
import { isUnknown, show, Value } from '../model/value';

/** What an assembly holds, for people: each distribution with its groups, behaviors, functions and warnings. */
export function describe(assembly: Assembly): string {
  const distributions = assembly.distributions();
  if (!distributions.length) return 'No CloudFront distribution.\n';
  return distributions.map(distribution => describeDistribution(distribution, assembly)).join('\n');
}

function describeDistribution(distribution: DistributionModel, assembly: Assembly): string {
  const stack = assembly.stackOf(distribution);
  const place = nameOf(distribution);
  const messages = stack.messages.filter(({ path }) => path === place || path.startsWith(`${place}/`));
  return lines([
    `${place} (${stack.environment.region ?? 'any Region'})`,
    ...distribution.groups.flatMap(group => describeGroup(distribution, group)),
    ...section('behaviors', table(distribution.behaviors.map(behavior => describeBehavior(distribution, behavior)))),
    ...section('function', table(functionsOf(distribution).map(describeFunction))),
    ...section('information', told(messages, 'info')),
    ...section('warnings', told(messages, 'warning'), 'none'),
  ]);
}

function describeGroup(distribution: DistributionModel, group: OriginGroupModel): string[] {
  const codes = isUnknown(group.statusCodes) ? show(group.statusCodes) : group.statusCodes.map(show).join(', ');
  const members = membersOf(distribution, group).map((origin, i) => [roleOf(origin) ?? ['primary', 'secondary'][i] ?? 'member', show(origin.domainName), kindOf(origin)]);
  return section(`origin group, fails over on ${codes}`, table(members));
}

function describeBehavior(distribution: DistributionModel, behavior: BehaviorModel): string[] {
  const target = groupOf(distribution, behavior) ? 'the origin group' : directTarget(distribution, behavior);
  const events = behavior.functions.map(({ eventType, kind }) => `${show(eventType)}${kind === 'lambda' ? '' : ' (CloudFront Function)'}`);
  return [show(behavior.pathPattern), `-> ${target}`, methods(behavior.allowedMethods), events.join(', ')];
}

function directTarget(distribution: DistributionModel, behavior: BehaviorModel): string {
  const origin = distribution.origins.find(({ id }) => id === behavior.target);
  return origin ? `the ${roleOf(origin) ?? origin.kind} origin alone` : show(behavior.target);
}

function describeFunction(edgeFunction: Value<FunctionModel>): string[] {
  if (isUnknown(edgeFunction)) return [show(edgeFunction)];
  const { logicalId, template, runtime, memorySize, code } = edgeFunction;
  return [`${template} ${logicalId}`, `${show(runtime)}, ${show(memorySize)} MiB`, size(code)];
}

function functionsOf({ behaviors }: DistributionModel): Array<Value<FunctionModel>> {
  const lambdas = behaviors.flatMap(({ functions }) => functions.filter(({ kind }) => kind === 'lambda').map(association => association.function));
  return [...new Map(lambdas.map(found => [isUnknown(found) ? found.unknown : found.logicalId, found])).values()];
}

function size({ text, assetPath, missing, zipBytes, folderBytes }: CodeModel): string {
  if (text !== undefined) return `inline, ${text.length} of 4096 characters`;
  return assetPath ? `asset, ${zipBytes ?? folderBytes ?? '?'} bytes` : missing ?? '';
}

function roleOf({ customHeaders }: OriginModel): string | undefined {
  const value = customHeaders.find(({ name }) => show(name).toLowerCase() === 'x-failover-role')?.value;
  return value === undefined ? undefined : show(value);
}

function kindOf({ kind, signed }: OriginModel): string {
  return signed ? `${kind}, private` : kind;
}

function methods(value: BehaviorModel['allowedMethods']): string {
  if (isUnknown(value)) return show(value);
  return value.length === 7 ? 'every method' : value.map(show).join(' ');
}

function told(messages: readonly Message[], level: Message['level']): string[] {
  return [...new Set(messages.filter(message => message.level === level).map(({ text }) => text))];
}

function section(title: string, body: readonly string[], otherwise?: string): string[] {
  const shown = body.length ? body : otherwise === undefined ? [] : [otherwise];
  return shown.length ? [`  ${title}`, ...shown.map(line => `    ${line}`)] : [];
}

/** Pads every column but the last to its widest cell. */
function table(rows: ReadonlyArray<readonly string[]>): string[] {
  const width = (column: number) => Math.max(...rows.map(row => row[column]?.length ?? 0));
  return rows.map(row => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(width(column)))).join('  ').trimEnd());
}

function lines(all: readonly string[]): string {
  return all.map(line => `${line}\n`).join('');
}
