import { TemplateBody } from './template';
export function templateOfPlan(_: object): { body: TemplateBody; names: ReadonlyMap<string, string> } | undefined { return undefined; }
