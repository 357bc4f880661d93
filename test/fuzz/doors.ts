import { Door } from './door';

/* eslint-disable @typescript-eslint/no-require-imports */
/** By name. Each is loaded on its own. */
export const DOORS: Readonly<Record<string, () => Door>> = {
  function: () => (require('./function-door') as typeof import('./function-door')).functionDoor,
  templates: () => (require('./template-door') as typeof import('./template-door')).templateDoor,
  check: () => (require('./check-door') as typeof import('./check-door')).checkDoor,
  http: () => (require('./http-door') as typeof import('./http-door')).httpDoor,
};
