import { createHash } from 'node:crypto';
import { CellKind } from './cases';
import { sharing } from './groups';
import { methodTable } from './html-grid';
import { script } from './html-script';
import { Stories } from './html-story';
import { style } from './html-style';
import { html, Markup } from './markup';
import { BehaviorMatrix, DistributionMatrix, Matrix } from './matrix';
import { behaviorWords, COLUMNS, KINDS, Mark, marksOf, targetWords, verdict, waitVerdict } from './words';
import { ICON } from '../../simulator/control/page-basics';

/**
 * A matrix as one self-contained page: it needs no network, and can be read without its script, which filters and opens the story
 * of a case. The policy allows only what is in the page.
 */
export function matrixAsHtml(matrix: Matrix): string {
  const marks = marksOf(matrix);
  const stories = new Stories(marks);
  const distributions = matrix.distributions.map((distribution, i) => distributionPart(distribution, i, marks, stories));
  const policy = `default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'; img-src data:; base-uri 'none'; ` +
    'form-action \'none\'';
  return `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>What viewers get: ${matrix.distributions.map(({ name }) => name).join(', ')}</title>
<link rel="icon" href="${ICON}">
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
  <h1>What viewers get</h1>
  <p class="muted">for each way in which the origins may respond or fail. Simulated from the template, not measured on CloudFront.</p>
</header>
<main id="main" tabindex="-1">
  ${filters(matrix)}
  <div class="distributions">${distributions}</div>
  ${legendPart(matrix, marks)}
</main>
<dialog id="story" aria-labelledby="story-title">
  <div class="head"><h2 id="story-title"></h2><button type="button" id="close" class="quiet">Close</button></div>
  <div id="story-body"></div>
</dialog>
${stories.templates()}
<script>${new Markup(script)}</script>
</body>
</html>
`}`;
}

/** @see https://www.w3.org/TR/CSP3/#framework-directive-source-list */
function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Shown by the script: without it everything is there at once. */
function filters({ distributions }: Matrix): Markup {
  const methods = [...new Set(distributions.flatMap(({ behaviors }) => behaviors.flatMap(behavior => behavior.methods)))];
  return html`<form id="filters" hidden>
    <label class="field"><span>Behavior</span>
      <select id="behavior">
        <option value="">all of them</option>
        ${distributions.map(optionGroup)}
      </select>
    </label>
    <fieldset class="field"><legend>Method</legend>
      <div class="switch">${[...methods, 'all'].map(methodSwitch)}</div>
    </fieldset>
    <p id="shown" role="status" class="muted small"></p>
    <p class="muted small keys">Arrow keys move from case to case, Enter opens one, Esc closes it.</p>
  </form>
  <p id="still" class="muted small">Without JavaScript every method is shown at once, and cases cannot be opened.</p>`;
}

function optionGroup({ name, behaviors }: DistributionMatrix, i: number): Markup {
  return html`<optgroup label="${name}">
    ${sharing(behaviors).map((shared, j) => html`<option value="${i}-${j}">${behaviorWords(shared)[1].join(', ')}</option>`)}
  </optgroup>`;
}

function methodSwitch(method: string, i: number): Markup {
  return html`<label><input type="radio" name="method" value="${method}"${i === 0 ? html` checked` : ''}> ${method}</label>`;
}

function distributionPart({ name, behaviors }: DistributionMatrix, i: number, marks: readonly Mark[], stories: Stories): Markup {
  return html`<section class="distribution" aria-label="${name}">
  <h2>${name}</h2>
  ${sharing(behaviors).map((shared, j) => behaviorPart(shared, name, `${i}-${j}`, marks, stories))}
</section>
`;
}

function behaviorPart(behaviors: readonly BehaviorMatrix[], name: string, id: string, marks: readonly Mark[], stories: Stories): Markup {
  const behavior = behaviors[0]!;
  const { cannotTell, methods } = behavior;
  const [noun, patterns] = behaviorWords(behaviors);
  const label = `${name}, ${noun} ${patterns.join(', ')}`;
  const words = verdict(behavior);
  const wait = waitVerdict(behavior);
  const reasons = [...new Set(behavior.cells.flatMap(cell => cell.cannotTell ?? []))];
  const parts = [
    paragraphPart(`verdict ${verdictLevel(behavior)}`, words && `${KINDS[verdictSign(behavior)].sign} ${words}`),
    paragraphPart(wait?.isLong ? 'verdict long' : 'small', wait && `◷ ${wait.words}`),
    ...methods.map(method => methodTable(behavior, method, label, marks, stories)),
    ...reasons.map(reason => paragraphPart('small', `${KINDS.unknown.sign} ${reason}`)),
  ];
  return html`<section class="behavior" data-behavior="${id}" aria-label="${label}">
  <h3>${noun} ${patterns.map(pattern => html`<code>${pattern}</code> `)}</h3>
  ${paragraphPart('muted small', targetWords(behaviors))}
  ${cannotTell === undefined ? parts : paragraphPart('verdict', `${KINDS.unknown.sign} Undetermined: ${cannotTell}`)}
</section>
`;
}

/** `bad` when a function hides failures; `ok` when a healthy secondary serves in all of those that could be determined. */
function verdictLevel(behavior: BehaviorMatrix): 'ok' | 'bad' | '' {
  const sign = verdictSign(behavior);
  return sign === 'masked' ? 'bad' : sign === 'secondary' ? 'ok' : '';
}

function verdictSign({ cells }: BehaviorMatrix): CellKind {
  return (['masked', 'unknown', 'secondary'] as const).find(sign => cells.some(({ kind }) => kind === sign)) ?? 'error';
}

function paragraphPart(name: string, text: string | undefined): Markup {
  return text === undefined ? html`` : html`<p class="${name}">${text}</p>`;
}

function legendPart({ distributions }: Matrix, marks: readonly Mark[]): Markup {
  const used = new Set(distributions.flatMap(({ behaviors }) => behaviors.flatMap(({ cells }) => cells.map(({ kind }) => kind))));
  const kinds = (Object.keys(KINDS) as CellKind[]).filter(kind => used.has(kind));
  const signs = kinds.map(kind => html`<div><dt class="sign ${kind}">${KINDS[kind].sign}</dt><dd>${KINDS[kind].meaning}</dd></div>`);
  const columns = COLUMNS.map(([name, meaning]) => html`<div><dt>${name}</dt><dd>${meaning}</dd></div>`);
  return html`<section aria-labelledby="legend" class="legend">
  <h2 id="legend">Legend</h2>
  <dl>${signs}${columns}</dl>
  ${marks.length ? html`<h3>${ASSUMED}</h3><dl>${marks.map(markPart)}</dl>` : ''}
</section>`;
}

const ASSUMED = 'AWS does not document everything. Results with a letter depend on an assumption';

function markPart({ letter, name, value, question }: Mark): Markup {
  return html`<div><dt><sup>${letter}</sup></dt><dd><code>${name} = ${value}</code> ${question}</dd></div>`;
}
