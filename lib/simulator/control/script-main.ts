/** Listens to the edge, and carries out what is switched. */
export const mainScript = String.raw`
const views = new Map();
const form = byId('try');
let drawn;

const act = {
  origin: (view, origin, action) => all(alike(view, origin).map(({ edge, id }) => post('origin', { edge, origin: id, action }))),
  assumption: (view, name, value) => all((together() ? [...views.keys()] : [view.edge.name]).map(edge => post('assumption', { edge, name, value }))),
  invalidate: view => all([post('invalidate', { edge: view.edge.name }).then(() => setText(view.cache, 'empty'))]),
};

/** What could not be switched is told, and the switches go back. */
async function all(posts) {
  const failed = (await Promise.allSettled(posts)).find(({ status }) => status === 'rejected');
  if (!failed) return;
  tell(failed.reason.message);
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
  form.elements.edge.replaceChildren(el('option', { value: '' }, 'every distribution'), ...edges.map(({ name }, i) => el('option', { value: String(i + 1) }, name)));
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
events.addEventListener('error', () => connected('wait', events.readyState === 2 ? 'the edge is gone: reload when it is back' : 'connection lost, trying again'));
`;
