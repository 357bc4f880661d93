import { inColumns } from './terminal-text';
import { Assembly, Message } from '../model/assembly';
import {
  BehaviorModel, constructPathOf, DistributionModel, groupOf, membersOf, nameOf, OriginGroupModel, OriginModel, originName,
} from '../model/distribution';
import { CodeModel, FunctionModel } from '../model/lambda-function';
import { printable } from '../model/printable';
import { referencedId } from '../model/template';
import { isUnknown, recordOf, show, Value } from '../model/value';

/** The content of an assembly, for people: each distribution with its groups, behaviors, functions and warnings. */
export function describe(assembly: Assembly): string {
  const distributions = assembly.distributions();
  if (!distributions.length) return 'No CloudFront distribution.\n';
  return distributions.map(distribution => describeDistribution(distribution, assembly)).join('\n');
}

function describeDistribution(distribution: DistributionModel, assembly: Assembly): string {
  const stack = assembly.stackOf(distribution);
  const place = nameOf(distribution);
  const messages = stack.messages.filter(({ path }) => `${path}/`.startsWith(`${constructPathOf(distribution)}/`));
  return lines([
    `${place} (${stack.environment.region ?? 'any Region'})`,
    ...distribution.groups.flatMap(group => describeGroup(distribution, group)),
    ...section('behaviors', inColumns(distribution.behaviors.map(behavior => describeBehavior(distribution, behavior)))),
    ...section('function', inColumns(lambdaFunctionsOf(distribution).map(edgeFunction => describeFunction(edgeFunction, assembly)))),
    ...section('support stack', describeSupport(distribution, assembly)),
    ...section('not documented, and asked by "cdk-failover prove"', openQuestions(distribution)),
    ...section('information', messageTexts(messages, 'info')),
    ...section('warnings', messageTexts(messages, 'warning'), 'none'),
  ]);
}

function describeGroup(distribution: DistributionModel, group: OriginGroupModel): string[] {
  const codes = isUnknown(group.statusCodes) ? show(group.statusCodes) : group.statusCodes.map(show).join(', ');
  const members = membersOf(distribution, group)
    .map((origin, i) => [roleWords(origin) ?? ['primary', 'secondary'][i] ?? 'member', originName(origin), kindWords(origin)]);
  return section(`origin group, fails over on ${codes}`, inColumns(members));
}

function describeBehavior(distribution: DistributionModel, behavior: BehaviorModel): string[] {
  const target = groupOf(distribution, behavior) ? 'the origin group' : directTarget(distribution, behavior);
  const events = behavior.functions.map(({ eventType, kind }) => `${show(eventType)}${kind === 'lambda' ? '' : ' (CloudFront Function)'}`);
  return [show(behavior.pathPattern), `-> ${target}`, methodWords(behavior.allowedMethods), events.join(', ')];
}

function directTarget(distribution: DistributionModel, behavior: BehaviorModel): string {
  const origin = distribution.origins.find(({ id }) => id === behavior.target);
  return origin ? `the ${roleWords(origin) ?? origin.kind} origin alone` : show(behavior.target);
}

function describeFunction(edgeFunction: Value<FunctionModel>, assembly: Assembly): string[] {
  if (isUnknown(edgeFunction)) return [show(edgeFunction)];
  const { logicalId, template, runtime, memorySize, code } = edgeFunction;
  const retained = retainedWords(edgeFunction, cleanUpOf(edgeFunction, assembly));
  return [`${template} ${logicalId}`, `${show(runtime)}, ${show(memorySize)} MiB`, size(code), retained];
}

/** Logical id of the custom resource that deletes a retained function. */
function cleanUpOf({ template, logicalId }: FunctionModel, { stacks }: Assembly): string | undefined {
  const { source } = stacks.find(({ name }) => name === template)!;
  for (const [id, { Properties }] of source.resourcesOfType('Custom::EdgeFunctionCleanUp')) {
    if (referencedId(recordOf(Properties).FunctionName) === logicalId) return id;
  }
  return undefined;
}

function retainedWords({ retained, versionRetained }: FunctionModel, cleanUp: string | undefined): string {
  if (cleanUp) return `retained, and deleted by ${cleanUp} after the stack of the distribution`;
  if (isUnknown(versionRetained)) return `retained: ${show(versionRetained)}`;
  if (retained === true) return 'function and old versions retained';
  return versionRetained ? 'old versions retained' : 'nothing retained';
}

/** The stacks of functions that are not in the stack of the distribution, and how it learns their ARNs. */
function describeSupport(distribution: DistributionModel, assembly: Assembly): string[] {
  const { name, environment } = assembly.stackOf(distribution);
  const found = lambdaFunctionsOf(distribution).flatMap(edgeFunction => {
    if (isUnknown(edgeFunction) || !edgeFunction.through.length) return [];
    const { template, logicalId, through } = edgeFunction;
    const { stackName, environment: at } = assembly.stacks.find(stack => stack.name === template)!;
    const { account = '<account>', region = '<Region>' } = at;
    return [
      `${template}${stackName ? ` (${stackName})` : ''} in ${region}, deployed before ${name}`,
      ...region === environment.region ? [] : [`needs one bootstrap: npx cdk bootstrap aws://${account}/${region}`],
      ...through.map(({ what, reader }) =>
        `${what} holds the version of ${logicalId}${reader ? `; the custom resource ${reader} in ${name} reads it` : ''}`),
    ];
  });
  return [...new Set(found)];
}

/** The questions of `prove` about origins that a CloudFront function chooses, by the helper that it calls. */
export const QUESTIONS_ABOUT_CHOICE: Readonly<Record<string, readonly string[]>> = {
  selectRequestOriginById: ['selected-origin', 'selected-custom-headers', 'selected-cache-key'],
  createRequestOriginGroup: ['group-by-function'],
};

function openQuestions({ behaviors }: DistributionModel): string[] {
  const code = behaviors.flatMap(({ functions }) => functions).map(({ functionCode }) => String(functionCode)).join('\n');
  const asked = Object.entries(QUESTIONS_ABOUT_CHOICE).filter(([helper]) => code.includes(helper));
  return asked.map(([helper, questions]) => `${helper}: ${questions.join(', ')}`);
}

function lambdaFunctionsOf({ behaviors }: DistributionModel): Array<Value<FunctionModel>> {
  const lambdas = behaviors.flatMap(({ functions }) => functions)
    .filter(({ kind }) => kind === 'lambda')
    .map(association => association.function);
  return [...new Map(lambdas.map(found => [isUnknown(found) ? found.unknown : found.logicalId, found])).values()];
}

function size({ text, assetPath, missing, zipBytes, folderBytes }: CodeModel): string {
  if (text !== undefined) return `inline, ${text.length} of 4096 characters`;
  return assetPath ? `asset, ${zipBytes ?? folderBytes ?? '?'} bytes` : missing ?? '';
}

function roleWords({ customHeaders }: OriginModel): string | undefined {
  const value = customHeaders.find(({ name }) => show(name).toLowerCase() === 'x-failover-role')?.value;
  return value === undefined ? undefined : show(value);
}

function kindWords({ kind, signed }: OriginModel): string {
  return signed ? `${kind}, private` : kind;
}

function methodWords(value: BehaviorModel['allowedMethods']): string {
  if (isUnknown(value)) return show(value);
  return value.length === 7 ? 'every method' : value.map(show).join(' ');
}

function messageTexts(messages: readonly Message[], level: Message['level']): string[] {
  return [...new Set(messages.filter(message => message.level === level).map(({ text }) => text))];
}

function section(title: string, body: readonly string[], otherwise?: string): string[] {
  const shown = body.length ? body : otherwise === undefined ? [] : [otherwise];
  return shown.length ? [`  ${title}`, ...shown.map(line => `    ${line}`)] : [];
}

function lines(all: readonly string[]): string {
  return all.map(line => `${printable(line)}\n`).join('');
}
