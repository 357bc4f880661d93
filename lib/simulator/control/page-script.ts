import { answersScript } from './page-answers';
import { diagramScript } from './page-diagram';
import { requestsScript } from './page-requests';

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
    const view = views.get(edge.name);
    showSwitches(view, edge);
    if (!view.isWaiting) showWay(view, newest.get(edge.name));
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
  const { method, path, edge, fresh, headers } = form.elements;
  const all = [...views.values()];
  if (!path.value.startsWith('/')) path.value = '/' + path.value;
  const request = { method: method.value, path: path.value, fresh: fresh.checked, headers: headers.value };
  send(edge.value === '' ? all : [all[edge.value - 1]], request);
});
document.addEventListener('keydown', ({ key }) => { if (key === 'Escape') cancel(); });

const events = new EventSource('/__edge/events');
events.addEventListener('state', ({ data }) => {
  showState(JSON.parse(data));
  connected('live', 'live');
});
events.addEventListener('change', ({ data }) => {
  const edge = JSON.parse(data);
  const view = views.get(edge.name);
  if (!view) return;
  showSwitches(view, edge);
  if (!view.isWaiting) showWay(view);
  forgetAnswer();
});
events.addEventListener('trace', ({ data }) => {
  const recorded = JSON.parse(data);
  const view = views.get(recorded.edge);
  if (view && !view.isWaiting) showWay(view, recorded);
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
