import { Cell } from './cases';
import { html, Markup } from './markup';
import { answeredBy, answerParts, durationWords, KINDS, Mark } from './words';
import { Attempt, FunctionRun } from '../../simulator/journey/trace';

/** What happened in each case, written once for cases in which the same happened. */
export class Stories {
  private readonly ids = new Map<string, number>();

  constructor(private readonly marks: readonly Mark[]) {}

  /** The number of the story of a case. */
  idOf(cell: Cell): number {
    const text = storyPart(cell, this.marks).toString();
    const id = this.ids.get(text) ?? this.ids.size;
    this.ids.set(text, id);
    return id;
  }

  /** Every story, hidden until a case is opened. */
  templates(): Markup[] {
    return [...this.ids].map(([text, id]) => html`<template id="story-${id}">${new Markup(text)}</template>
`);
  }
}

function storyPart(cell: Cell, marks: readonly Mark[]): Markup {
  const { kind, story, cachedSeconds, waitedSeconds, trace, failedOver, assumptions } = cell;
  const { path, behavior, attempts, functions, errorPage } = trace;
  const { status, words } = answerParts(cell);
  const rests = marks.filter(({ name }) => assumptions.includes(name));
  return html`<p class="answer ${kind}"><b><span class="sign">${KINDS[kind].sign}</span> ${status} ${words}</b> ${KINDS[kind].meaning}</p>
<ol>${story.map(sentence => html`<li>${sentence}</li>`)}</ol>
${kind === 'unknown' ? '' : html`<dl>
${fact('Path', path)}${fact('Behavior', behavior)}
${fact('Response from', `${answeredBy(cell)}${errorPage === undefined ? '' : ` ${errorPage}`}${failedOver ? ', after failing over' : ''}`)}
${attempts.map(attemptFact)}
${functions.map(functionFacts)}
${fact('Kept', cachedSeconds ? durationWords(cachedSeconds) : 'no')}${fact('Waits', waitedSeconds ? durationWords(waitedSeconds) : 'no')}
</dl>`}
${rests.length ? html`<h3>Depends on</h3><ul>${rests.map(assumption)}</ul>` : ''}`;
}

function attemptFact({ role, origin, outcome, afterFunction }: Attempt, i: number): Markup {
  const made = afterFunction === undefined || afterFunction === outcome ? '' : `, changed to ${afterFunction} by the function`;
  return fact(`Attempt ${i + 1}`, `${role} ${origin}: ${outcome}${made}`);
}

function assumption({ letter, name, value, others, question }: Mark): Markup {
  return html`<li><sup>${letter}</sup> <code>${name} = ${value}</code> ${question} Other values: ${others.join(', ')}.</li>`;
}

function functionFacts({ event, origin, outcome, log }: FunctionRun): Markup {
  return html`${fact(event, `${outcome}${origin === undefined ? '' : ` for ${origin}`}`)}${
    log.length ? html`<dt>log</dt><dd>${log.flatMap(text => text.split('\n')).map(line => html`<code>${line}</code><br>`)}</dd>` : ''}`;
}

function fact(name: string, value: string): Markup {
  return html`<dt>${name}</dt><dd>${value}</dd>`;
}
