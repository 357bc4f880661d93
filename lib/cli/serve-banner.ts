import { BehaviorModel, DistributionModel, nameOf, OriginModel, originName } from '../model/distribution';
import { printable } from '../model/printable';
import { isUnknown, show } from '../model/value';
import { inColumns } from '../report/terminal-text';
import { CONTROL_PATH } from '../simulator/control/control';

/** The first lines: what is served where, and how to stop it. */
export function banner(distribution: DistributionModel, url: string, serverOf: (originId: string) => string | undefined): string {
  const name = nameOf(distribution);
  const { origins, groups, behaviors } = distribution;
  return [
    `${printable(name)} on ${url}`,
    ...inColumns(
      [
        ...origins.map(origin => [
          memberWords(distribution, origin),
          `${origin.id} (${originName(origin)})`,
          `-> ${serverOf(origin.id) ?? 'scripted responses (set a URL or a folder with --origin)'}`,
        ]),
        ...groups.map(({ id, statusCodes }) => [
          'group',
          id,
          `fails over on ${isUnknown(statusCodes) ? show(statusCodes) : statusCodes.map(show).join(', ')}`,
        ]),
        ...behaviors.map(behavior => ['behavior', show(behavior.pathPattern), `-> ${targetName(distribution, behavior)}`]),
      ],
    ).map(line => `  ${line}`),
    `Break origins, and see what viewers get, on ${url}${CONTROL_PATH}`,
    'Stop with Ctrl-C.',
  ]
    .map(line => `${line}\n`)
    .join('');
}

function memberWords({ groups }: DistributionModel, { id }: OriginModel): string {
  const position = groups.map(({ members }) => members.indexOf(id)).find(index => index >= 0);
  return ['primary', 'secondary'][position ?? -1] ?? 'origin';
}

function targetName({ groups }: DistributionModel, { target }: BehaviorModel): string {
  return groups.length === 1 && groups[0]!.id === target ? 'the origin group' : show(target);
}
