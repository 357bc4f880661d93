import { diagramScript } from './page-diagram';

/** Makes elements. Text becomes text nodes, never markup. */
const elementsScript = String.raw`
const byId = id => document.getElementById(id);

function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === false) continue;
    if (name === 'onclick' || name === 'onchange') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter(child => child !== undefined && child !== ''));
  return element;
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function arrow() {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const attributes = {
    'viewBox': '0 0 22 14', 'fill': 'none', 'stroke': 'currentColor', 'stroke-width': '1.6', 'stroke-linecap': 'round',
    'stroke-linejoin': 'round', 'aria-hidden': 'true',
  };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', 'M1.5 7h18M14 2l5.5 5-5.5 5');
  svg.append(path);
  return svg;
}

function statusOf(status) {
  return el('span', { class: 'status', 'data-kind': status < 400 ? 'ok' : 'bad' }, status < 400 ? '✓ ' + status : '✕ ' + status);
}

function outcomeOf({ outcome, afterFunction }) {
  return outcome + (afterFunction === undefined || afterFunction === outcome ? '' : ' made ' + afterFunction + ' by the function');
}

async function post(what, body, signal) {
  const response = await fetch('/__edge/' + what, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal,
  }).catch(() => {
    throw new Error('the edge does not answer. Is it still running?');
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}
`;

/** Lists requests, the newest first, each with its trace. */
const requestsScript = String.raw`
const LISTED = 200;

function requestItem(recorded, several) {
  const { at, edge, trace, story } = recorded;
  const time = new Date(at);
  const summary = el('summary', { class: several ? 'of' : undefined },
    el('time', { class: 'at', datetime: time.toISOString() }, time.toTimeString().slice(0, 8)),
    statusOf(trace.status),
    several ? el('span', { class: 'clip of-edge' }, edge) : '',
    el('span', { class: 'clip', title: trace.path }, trace.method + ' ' + trace.path),
    el('span', { class: masks(trace) ? 'clip way masked' : 'clip way' }, (masks(trace) ? '⚠ ' : '') + wayOf(trace)),
    el('span', { class: 'end' }, (trace.cache === 'off' ? 'cache off' : trace.cache) + ' · ' + Math.round(trace.waitedMs) + ' ms'));
  const details = el('details', {}, summary);
  // The details are drawn when they are opened.
  details.addEventListener('toggle', () => {
    if (!details.open || details.childElementCount > 1) return;
    details.append(el('div', { class: 'details' }, el('p', { class: 'wrap' }, story), factsOf(recorded)));
  });
  return el('li', {}, details);
}

function wayOf({ attempts, servedBy, errorPage }) {
  const stops = [];
  for (const { role, outcome, afterFunction } of attempts) {
    const text = role + ' ' + outcome + (afterFunction === undefined || afterFunction === outcome ? '' : ' ⇒ ' + afterFunction);
    if (stops.length && stops.at(-1).text === text) stops.at(-1).count++;
    else stops.push({ text, count: 1 });
  }
  const shown = stops.map(({ text, count }) => text + (count > 1 ? ' ×' + count : ''));
  if (servedBy === 'error-page') shown.push('error page ' + (errorPage || ''));
  if (servedBy === 'cache') shown.push('cache');
  if (servedBy === 'edge' && !shown.length) shown.push('edge');
  return shown.join(' → ');
}

function factsOf({ trace, edge }) {
  const { attempts, functions, assumptions } = trace;
  const facts = [
    ['Distribution', edge],
    ['Path', trace.method + ' ' + trace.path],
    ['Behavior', trace.behavior || 'none'],
    ['Cache', cacheText(trace)],
    ...attempts.map((attempt, i) => ['Attempt ' + (i + 1), attempt.role + ' ' + attempt.origin + ': ' + outcomeOf(attempt)]),
    ...functions.flatMap(({ event, origin, outcome, log }) => [
      [event, outcome + (origin ? ' for ' + origin : '')],
      ...(log.length ? [['log', log.join('\n')]] : []),
    ]),
    ['Served by', trace.servedBy + (trace.errorPage ? ' ' + trace.errorPage : '') + (trace.failedOver ? ', after failing over' : '')],
    ['Rests on', assumptions.length ? assumptions.join(', ') : 'no assumption'],
  ];
  return el('dl', {}, ...facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', { class: 'mono' }, value)]));
}

function listRequest(recorded, several) {
  const list = byId('requests');
  list.prepend(requestItem(recorded, several));
  while (list.childElementCount > LISTED) list.lastElementChild.remove();
}

function countRequests() {
  const { childElementCount: count } = byId('requests');
  setText(byId('count'), count >= LISTED ? 'the latest ' + LISTED : count ? String(count) : '');
  byId('no-requests').hidden = count > 0;
}
`;

/** Shows the answers to requests that were sent from the page. */
const answersScript = String.raw`
let sending;

/** Sends a request to some edges. If an earlier request is still waiting, it is dropped. */
async function send(edges, request) {
  if (sending) sending.abort();
  const own = sending = new AbortController();
  const lines = edges.map(edge => el('p', { class: 'story muted' }, (edges.length > 1 ? edge + ': ' : '') + 'waiting for the answer'));
  byId('newest').replaceChildren(...lines);
  byId('answers').replaceChildren();
  const answers = [];
  await Promise.all(edges.map(async (edge, i) => {
    try {
      const answer = await post('request', { edge, ...request }, own.signal);
      lines[i].replaceWith(storyLine(answer, edges.length > 1));
      answers[i] = answerPart(answer, edges.length > 1);
    } catch (error) {
      if (own.signal.aborted) return;
      lines[i].replaceWith(alertLine((edges.length > 1 ? edge + ': ' : '') + error.message));
    }
    if (!own.signal.aborted) byId('answers').replaceChildren(...answers.filter(Boolean));
  }));
}

function storyLine({ edge, trace, story }, several) {
  return el('p', { class: 'story' },
    several ? el('strong', {}, edge) : '',
    statusOf(trace.status),
    el('span', {}, story));
}

function answerPart({ edge, response }, several) {
  const { headers, body, note, status } = response;
  const lines = [status, ...headers.map(([name, value]) => name + ': ' + value), '', body];
  return el('details', { class: 'answer' },
    el('summary', {}, 'Headers and body' + (several ? ' from ' + edge : '')),
    el('pre', { 'tabindex': '0', 'aria-label': 'Response' }, lines.join('\n')),
    note ? el('p', { class: 'muted small' }, note) : '');
}

function alertLine(text) {
  return el('p', { class: 'alert' }, el('strong', {}, 'Error: '), text);
}

function showError(text) {
  byId('newest').replaceChildren(alertLine(text));
}
`;

/** Listens to the edge, and sends what the user switches. */
const mainScript = String.raw`
const views = new Map();
const form = byId('try');
let drawn;

const act = {
  origin: (view, origin, action) => all(alike(view, origin).map(({ edge, id }) => post('origin', { edge, origin: id, action }))),
  assumption: (view, name, value) => {
    const edges = together() ? [...views.keys()] : [view.edge.name];
    return all(edges.map(edge => post('assumption', { edge, name, value })));
  },
  invalidate: view => all([post('invalidate', { edge: view.edge.name }).then(() => setText(view.cache, 'empty'))]),
};

/** If something could not be switched, shows the error and resets the switches. */
async function all(posts) {
  const failed = (await Promise.allSettled(posts)).find(({ status }) => status === 'rejected');
  if (!failed) return;
  showError(failed.reason.message);
  for (const view of views.values()) showSwitches(view, view.edge);
}

function together() {
  return !byId('together').hidden && form.elements.together.checked;
}

/** The origin, and those with its domain name where they are switched together. */
function alike(view, { id, domainName }) {
  const own = { edge: view.edge.name, id };
  if (!together()) return [own];
  return [...views.values()].flatMap(({ edge }) => edge.distribution.origins
    .filter(origin => origin.domainName === domainName || (edge.name === own.edge && origin.id === id))
    .map(origin => ({ edge: edge.name, id: origin.id })));
}

function showState({ edges, traces }) {
  const plan = JSON.stringify(edges.map(({ name, url, distribution }) => [name, url, distribution]));
  if (plan !== drawn) build(edges);
  drawn = plan;
  const newest = new Map(traces.map(recorded => [recorded.edge, recorded]));
  for (const edge of edges) {
    showSwitches(views.get(edge.name), edge);
    showWay(views.get(edge.name), newest.get(edge.name));
  }
  byId('requests').replaceChildren();
  for (const recorded of traces) listRequest(recorded, edges.length > 1);
  countRequests();
}

function build(edges) {
  views.clear();
  // The only one is where this page is from.
  const here = edges.length === 1 ? location.origin : undefined;
  edges.forEach((edge, i) => views.set(edge.name, viewOf({ url: here, ...edge }, i, act)));
  byId('edges').replaceChildren(...[...views.values()].map(({ element }) => element));
  byId('edges').classList.toggle('several', edges.length > 1);
  document.title = edges.map(({ name }) => name).join(', ') + ' - Local edge';

  byId('to').hidden = edges.length < 2;
  const choices = edges.map(({ name }, i) => el('option', { value: String(i + 1) }, name));
  form.elements.edge.replaceChildren(el('option', { value: '' }, 'every distribution'), ...choices);
  const domains = edges.flatMap(({ distribution }) => distribution.origins.map(({ domainName }) => domainName));
  byId('together').hidden = edges.length < 2 && new Set(domains).size === domains.length;
}

function connected(state, text) {
  byId('connection').dataset.state = state;
  setText(byId('connection'), text);
}

form.addEventListener('submit', event => {
  event.preventDefault();
  const { method, path, edge, fresh } = form.elements;
  const names = [...views.keys()];
  if (!path.value.startsWith('/')) path.value = '/' + path.value;
  send(edge.value === '' ? names : [names[edge.value - 1]], { method: method.value, path: path.value, fresh: fresh.checked });
});

const events = new EventSource('/__edge/events');
events.addEventListener('state', ({ data }) => {
  showState(JSON.parse(data));
  connected('live', 'live');
});
events.addEventListener('change', ({ data }) => {
  const edge = JSON.parse(data);
  if (views.has(edge.name)) showSwitches(views.get(edge.name), edge);
});
events.addEventListener('trace', ({ data }) => {
  const recorded = JSON.parse(data);
  if (views.has(recorded.edge)) showWay(views.get(recorded.edge), recorded);
  listRequest(recorded, views.size > 1);
  countRequests();
});
events.addEventListener('error', () => {
  const isOver = events.readyState === 2;
  connected('wait', isOver ? 'the edge is gone: reload the page when it is back' : 'connection lost, trying again');
});
`;

/** The script of the control page: plain JavaScript, served without a build. */
export const script = `
(() => {
'use strict';
${elementsScript}
${diagramScript}
${requestsScript}
${answersScript}
${mainScript}
})();
`;
