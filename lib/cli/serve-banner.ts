import { BehaviorModel, DistributionModel, nameOf, OriginModel } from '../model/distribution';
import { isUnknown, show } from '../model/value';
import { printable } from '../report/terminal-text';
import { CONTROL_PATH } from '../simulator/control/control';

type Row = readonly [string, string, string];

/** What is served where, and how to stop it. */
export function banner(distribution: DistributionModel, url: string, serverOf: (originId: string) => string | undefined): string {
  const name = nameOf(distribution);
  const { origins, groups, behaviors } = distribution;
  return [
    `${printable(name)} on ${url}`,
    ...table([
      ...origins.map((origin): Row => [
        roleOf(distribution, origin), `${origin.id} (${show(origin.domainName)})`, `-> ${serverOf(origin.id) ?? 'answers by script (bind it with --origin)'}`,
      ]),
      ...groups.map(({ id, statusCodes }): Row => [
        'group', id, `fails over on ${isUnknown(statusCodes) ? show(statusCodes) : statusCodes.map(show).join(', ')}`,
      ]),
      ...behaviors.map((behavior): Row => ['behavior', show(behavior.pathPattern), `-> ${targetOf(distribution, behavior)}`]),
    ]),
    `Break origins, and see what viewers get, on ${url}${CONTROL_PATH}`,
    'Stop with Ctrl-C.',
  ].map(line => `${line}\n`).join('');
}

function roleOf({ groups }: DistributionModel, { id }: OriginModel): string {
  const position = groups.map(({ members }) => members.indexOf(id)).find(index => index >= 0);
  return ['primary', 'secondary'][position ?? -1] ?? 'origin';
}

function targetOf({ groups }: DistributionModel, { target }: BehaviorModel): string {
  return groups.length === 1 && groups[0]!.id === target ? 'the origin group' : show(target);
}

function table(raw: readonly Row[]): string[] {
  const rows = raw.map(row => row.map(printable));
  const width = (column: number) => Math.max(...rows.map(row => row[column]!.length));
  const widths = [width(0), width(1)] as const;
  return rows.map(([first, second, third]) => `  ${first!.padEnd(widths[0])}  ${second!.padEnd(widths[1])}  ${third}`);
}
