import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Equivalent } from './cdk-site';
import { AVOIDED, EQUIVALENTS, NOT_WRITTEN } from './equivalents';
import { Assembly } from '../../lib/model/assembly';
import { check } from '../../lib/rules/check';
import { HANDLER_CASES } from '../handler-cases';

/** What came of writing something wrong with CDK's constructs. */
export type Synthesis =
  | { readonly kind: 'thrown' | 'told'; readonly messages: readonly string[] }
  | { readonly kind: 'silent' }
  | { readonly kind: 'not-written' | 'avoided'; readonly reason: string };

/**
 * Writes what is wrong with CDK's constructs, and synthesizes it.
 * @throws Error when CDK refuses what is right as well, and when the rule does not find what is wrong
 */
export function synthesized(id: string): Synthesis {
  const equivalent = EQUIVALENTS[id];
  if (!equivalent) return { kind: 'not-written', reason: NOT_WRITTEN[id]! };
  const [right, wrong] = [false, true].map(isWrong => run(equivalent, isWrong, id));
  if (right!.thrown) throw new Error(`${id}: CDK refuses what is right as well: ${right!.thrown}`);
  if (wrong!.thrown) return { kind: 'thrown', messages: [wrong!.thrown] };
  const messages = wrong!.messages.filter(message => !right!.messages.includes(message));
  if (messages.length) return { kind: 'told', messages };
  if (wrong!.found) return { kind: 'silent' };
  if (!(id in AVOIDED)) throw new Error(`${id}: what is written with CDK's constructs is not what is wrong`);
  return { kind: 'avoided', reason: AVOIDED[id]! };
}

interface Run {
  readonly thrown?: string;
  readonly messages: readonly string[];
  /** Whether the rule finds something in what was written. */
  readonly found: boolean;
}

function run(equivalent: Equivalent, isWrong: boolean, id: string): Run {
  const outdir = mkdtempSync(join(tmpdir(), 'comparison-'));
  try {
    const app = new App({ outdir });
    equivalent(new Stack(app, 'Stack', { env: { region: 'us-east-1', account: '111122223333' } }), isWrong);
    const messages = app.synth().stacks.flatMap(stack => stack.messages.map(({ entry }) => String(entry.data)));
    const assembly = Assembly.read(outdir);
    const { findings } = check(assembly.distributions(), assembly.stacks, { runHandlers: id in HANDLER_CASES });
    return { messages, found: findings.some(({ rule }) => rule === id) };
  } catch (error) {
    return { thrown: (error as Error).message.split('\n')[0], messages: [], found: false };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
