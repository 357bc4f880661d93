import { Cell } from './cases';
import { Part, partsOf } from './groups';
import { Stories } from './html-story';
import { html, Markup } from './markup';
import { BehaviorMatrix } from './matrix';
import { answerParts, durationWords, isLongWait, KINDS, lettersOf, Mark, outcomeWords, runsWords, waitWords } from './words';
import { OriginCondition } from '../../simulator/cases/origins';
import { Method } from '../../simulator/cases/situation';

/**
 * The cases of one method: a row for each state of the primary, a column for each of the secondary. The ARIA roles are for
 * screens on which it is not laid out as a table.
 */
export function methodTable(behavior: BehaviorMatrix, method: Method, name: string, marks: readonly Mark[], stories: Stories): Markup {
  const { primaryOutcomes, secondaryOutcomes, cells } = behavior;
  const own = cells.filter(cell => cell.method === method);
  const alone = new Markup(secondaryOutcomes.length ? '' : ' class="alone"');
  const rows = primaryOutcomes.map(outcome =>
    tableRow(
      outcome,
      own.filter(({ primary }) => primary === outcome),
      behavior,
      marks,
      stories,
    ),
  );
  return html`<table role="grid" data-method="${method}" aria-label="${method}, ${name}"${alone}>
  <caption>${method}</caption>
  ${head(secondaryOutcomes)}
  <tbody role="rowgroup">${rows}</tbody>
</table>
`;
}

function head(secondaryOutcomes: readonly OriginCondition[]): Markup {
  if (!secondaryOutcomes.length) {
    return html`<thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">origin</th>
        <th role="columnheader" scope="col">viewer gets</th>
      </tr>
    </thead>`;
  }
  return html`<thead role="rowgroup">
    <tr role="row"><th role="columnheader" rowspan="2" scope="col">primary</th>${
  html`<th role="columnheader" colspan="${secondaryOutcomes.length}" scope="colgroup">secondary</th>`}</tr>
    <tr role="row">${secondaryOutcomes.map(outcome => html`<th role="columnheader" scope="col">${outcomeWords(outcome)}</th>`)}</tr>
  </thead>`;
}

function tableRow(
  outcome: OriginCondition,
  cells: readonly Cell[],
  { secondaryOutcomes }: BehaviorMatrix,
  marks: readonly Mark[],
  stories: Stories,
): Markup {
  const parts = partsOf(cells);
  const isOne = parts.length === 1;
  // One cell is enough only when the secondary is not tried: otherwise each state has its own story.
  const shown = isOne && !parts[0]!.asksSecondary ? parts : cells.map(cell => partsOf([cell])[0]!);
  const first = secondaryOutcomes.length ? 'primary' : 'origin';
  return html`<tr role="row"><th role="rowheader" scope="row"><span class="only-narrow">${first} </span>${outcomeWords(outcome)}</th>${
    shown.map(part => caseCell(outcome, part, shown.length === 1 ? secondaryOutcomes.length || 1 : 1, marks, stories))}</tr>
`;
}

function caseCell(primary: OriginCondition, { cell, secondary }: Part, span: number, marks: readonly Mark[], stories: Stories): Markup {
  const { kind, method, cachedSeconds, waitedSeconds, assumptions } = cell;
  const wait = kind === 'unknown' ? '' : waitWords(cell);
  const letters = lettersOf(assumptions, marks);
  const other = secondary.length === 0 ? '' : secondary.length > 1 ? 'secondary not tried' : `secondary ${outcomeWords(secondary[0]!)}`;
  const facts = kind === 'unknown' ? [] : [
    cachedSeconds ? `kept ${durationWords(cachedSeconds)}` : 'not kept',
    ...runsWords(cell) ? [runsWords(cell)] : [],
  ];
  const asked = `${method}, ${cell.secondary === undefined ? 'origin' : 'primary'} ${outcomeWords(primary)}`;
  const title = [asked, ...other ? [other] : []].join(', ');
  const { status, words } = answerParts(cell);
  const said = span > 1 ? `${words}, and the secondary is not tried` : words.replace(/^from (the )?/, '');
  const details = [
    ...facts.map(fact => html`<span>${fact}</span> `),
    ...letters ? [html`<sup><span class="hidden">depends on </span>${letters}</sup>`] : [],
  ];
  const colspan = span > 1 ? html` colspan="${span}"` : '';
  const narrow = other && span === 1 ? html`<span class="only-narrow">${other}: </span>` : '';
  const waits = wait && html`<b class="wait${isLongWait(waitedSeconds) ? ' long' : ''}">${wait}</b> `;
  const sign = html`<span class="sign">${KINDS[kind].sign}</span>`;
  const answer = html`<b>${sign} ${status}</b> ${waits}<span>${said}</span> <small>${details}</small>`;
  const button = html`<button type="button" data-title="${title}" data-story="${stories.idOf(cell)}">${narrow}${answer}</button>`;
  return html`<td role="gridcell" class="${kind}"${colspan}>${button}</td>`;
}
