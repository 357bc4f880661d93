import { Selection } from './policies';

/** Cookie names in the older settings of a behavior may hold `*` and `?`; in a policy these stand for themselves. */
export interface WildcardSelection extends Selection {
  readonly wildcards: true;
}

export const NOTHING: Selection = { mode: 'none', names: [] };
export const EVERYTHING: Selection = { mode: 'all', names: [] };

/** The names given, and no others. */
export function only(...names: string[]): Selection {
  return { mode: 'whitelist', names };
}

/** Everything but the names given. */
export function allExcept(...names: string[]): Selection {
  return { mode: 'allExcept', names };
}

/** Whether the selection takes what the viewer sends under this name. Wildcards are not looked at. */
export function takes({ mode, names }: Selection, name: string): boolean {
  switch (mode) {
    case 'none': return false;
    case 'all': return true;
    case 'whitelist': return names.includes(name);
    case 'allExcept': return !names.includes(name);
  }
}

export function hasWildcards(selection: Selection): selection is WildcardSelection {
  return (selection as WildcardSelection).wildcards === true;
}
