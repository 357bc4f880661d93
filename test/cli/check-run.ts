import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recorders, temporaryFolder } from './serve-fixtures';
import { run } from '../../lib/cli/run';
import { Changes, templateOf } from '../rules/cases';

/** The codes miss 502 to 504, which is a warning. */
export const WARNED: Changes = { group: { FailoverCriteria: { StatusCodes: { Items: [500], Quantity: 1 } } } };
/** 418 is no code to fail over on, which is an error. */
export const REFUSED: Changes = { group: { FailoverCriteria: { StatusCodes: { Items: [500, 502, 503, 504, 418], Quantity: 5 } } } };

/** Runs `check` in this process, without colors. */
export async function check(...args: string[]) {
  const { stdout, stderr } = recorders();
  const exitCode = await run(['check', ...args], { stdout, stderr });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

export async function checkJson(...args: string[]) {
  return JSON.parse((await check(...args, '--format=json')).stdout);
}

/** Writes a file into a folder of its own. */
export function file(content: string | Uint8Array, name = 'site.json'): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

/** A template with the changed distribution `Site`. Without a function, unless that is changed: running one takes time. */
export function body(changes: Changes = {}): any {
  const behavior = changes.function ? {} : { LambdaFunctionAssociations: [] };
  return structuredClone(templateOf({ ...changes, behavior: { ...behavior, ...changes.behavior } }));
}

/** The same in a file. */
export function template(changes?: Changes): string {
  return file(JSON.stringify(body(changes), null, 2));
}

/** A template with acknowledgements in the metadata of `Site`. */
export function acknowledging(changes: Changes, acknowledge: unknown): string {
  const acknowledged = body(changes);
  acknowledged.Resources.Site.Metadata = { 'cdk-failover': { acknowledge } };
  return file(JSON.stringify(acknowledged));
}
