import { isDeepStrictEqual } from 'node:util';
import { Said } from './included';
import { TemplateBody } from '../../lib/model/template';
import { CASES, templateOf } from '../../test/rules/cases';
import { deployed, HANDLER_CASES } from '../handler-cases';
import { RULE_GROUPS, ToldRule } from '../rule-groups';

/** A rule with its templates. */
export interface Subject extends ToldRule {
  readonly fails: TemplateBody;
  readonly passes: TemplateBody;
}

/** Every rule that has templates. */
export function subjects(): Subject[] {
  return RULE_GROUPS.flatMap(([, rules]) => rules).flatMap(rule => {
    const handler = HANDLER_CASES[rule.id];
    const withCode = (code: string) => templateOf({ ...handler!.template, function: { Code: { ZipFile: deployed(code) } } });
    if (handler) return [{ ...rule, fails: withCode(handler.fails), passes: withCode(handler.passes) }];
    const made = CASES[rule.id];
    return made ? [{ ...rule, fails: templateOf(made.fails), passes: templateOf(made.passes) }] : [];
  });
}

/**
 * What was said of the failing template about what is wrong with it: at a place where the templates differ, or around or inside it, and not
 * of the passing one.
 */
export function saidOfWrong({ fails, passes }: Subject, ofFails: readonly Said[] = [], ofPasses: readonly Said[] = []): Said[] {
  const places = differences(fails.Resources, passes.Resources);
  const touches = (place: readonly string[]) => places.some(other => place.every((step, i) => i >= other.length || other[i] === step));
  return ofFails.filter(said => touches(said.place.filter(step => step !== '')) && !ofPasses.some(other => isDeepStrictEqual(other, said)));
}

/** Where two values differ: the shallowest places at which they are no longer comparable. */
function differences(a: unknown, b: unknown, path: readonly string[] = []): Array<readonly string[]> {
  if (isDeepStrictEqual(a, b)) return [];
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b)) return [path];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap(key => differences(a[key], b[key], [...path, key]));
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
