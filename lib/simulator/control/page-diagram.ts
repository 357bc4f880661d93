/**
 * Draws a distribution and shows the path of its newest request. A view is built once. Afterwards only what changed is updated, so
 * that nobody loses the keyboard focus.
 */
export const diagramScript = String.raw`
let fields = 0;

/** A group of radio buttons. An option may have a field beside it. */
function radios(legend, options, change) {
  const name = 'switch-' + ++fields;
  const input = value => el('input', { type: 'radio', name, value: String(value), onchange: () => change(value) });
  const inputs = new Map(options.map(([value]) => [value, input(value)]));
  const labels = options.map(([value, text, field]) => {
    const label = el('label', {}, inputs.get(value), text);
    return field ? el('span', { class: 'with-field' }, label, field) : label;
  });
  return {
    element: el('fieldset', {}, el('legend', {}, ...legend), el('div', { class: 'switch' }, ...labels)),
    show: value => { for (const [own, radio] of inputs) radio.checked = own === value; },
  };
}

const ACTIONS = [
  ['normal', 'normal'], ['status', 'status'], ['refuse', 'refuses'], ['connect-timeout', 'connection timeout'], ['dns', 'DNS failure'],
  ['tls', 'TLS failure'], ['hang', 'hangs'], ['slow', 'slow'],
];

/** The switch of an origin: any status, or a way to fail. */
function originSwitch(name, change) {
  const field = el('input', {
    type: 'number', min: '200', max: '599', value: '503', 'aria-label': 'Status of ' + name,
    onchange: () => { if (field.reportValidity()) change(field.value); },
  });
  const options = ACTIONS.map(([action, text]) => [action, text, action === 'status' ? field : undefined]);
  const legend = ['Switch to', el('span', { class: 'hidden' }, ': ' + name)];
  const control = radios(legend, options, action => change(action === 'status' ? (field.validity.valid && field.value) || '503' : action));
  return {
    element: control.element,
    show: action => {
      const isStatus = /^\d+$/.test(action);
      control.show(isStatus ? 'status' : action);
      if (isStatus && document.activeElement !== field) field.value = action;
    },
  };
}

function viewOf(edge, index, act) {
  const { distribution } = edge;
  const roles = new Map(distribution.origins.map(origin => [origin.id, origin]));
  const view = { edge, behaviors: new Map(), origins: new Map(), groups: [], functions: [], assumptions: new Map() };

  const stages = [viewerStage(view), behaviorStage(view, roles, act), originStage(view, roles, act), wayBackStage(view)];
  const flow = el('div', { class: 'flow' });
  view.arrows = [];
  stages.forEach((stage, i) => {
    if (i) {
      view.arrows.push(el('div', { class: 'arrow' }, arrow()));
      flow.append(view.arrows.at(-1));
    }
    flow.append(stage);
  });

  const titleId = 'edge-' + index;
  const place = distribution.path || distribution.template + ' ' + distribution.logicalId;
  view.element = el('section', { 'class': 'edge', 'aria-labelledby': titleId },
    el('div', { class: 'title' },
      el('h2', { id: titleId, class: 'wrap' }, edge.name),
      place === edge.name ? '' : el('span', { class: 'muted small wrap' }, place),
      edge.url ? el('a', { class: 'small mono wrap', href: edge.url, target: '_blank', rel: 'noreferrer' }, edge.url) : ''),
    flow,
    assumptionPart(view, act));
  return view;
}

function stage(title, ...children) {
  return el('div', { class: 'stage' }, el('h3', {}, title), ...children);
}

function viewerStage(view) {
  view.viewer = el('div', { class: 'box' });
  return stage('Viewer', view.viewer);
}

function behaviorStage(view, roles, act) {
  const { behaviors, groups } = view.edge.distribution;
  const boxes = behaviors.map(({ pattern, target, methods }) => {
    const tag = el('span', { class: 'tag' });
    const to = targetText(target, groups, roles);
    const title = el('h4', {}, el('code', {}, pattern), pattern === '*' ? el('span', { class: 'muted small' }, ' default') : '');
    const box = el('li', { class: 'box' },
      el('div', { class: 'row' }, title, tag),
      el('p', { class: 'muted small wrap' }, methods + ' · ' + to));
    view.behaviors.set(pattern, { box, tag });
    return box;
  });
  view.cache = el('span', { class: 'small' });
  const empty = el('button', { type: 'button', class: 'quiet', onclick: () => act.invalidate(view) }, 'Empty');
  view.cacheBox = el('div', { class: 'box' },
    el('div', { class: 'row' }, el('h4', {}, 'Cache'), empty),
    view.cache);
  const before = event => functionBoxes(view, event);
  return stage('Behaviors, in order', el('ol', {}, ...boxes, ...before('viewer-request')), view.cacheBox,
    el('ol', {}, ...before('origin-request')));
}

function targetText(target, groups, roles) {
  const group = groups.find(({ id }) => id === target);
  if (group) return 'to the origin group' + (groups.length > 1 ? ' ' + group.id : '');
  const origin = roles.get(target);
  if (!origin) return 'to ' + target;
  return 'to ' + (origin.role === 'sole' ? origin.name : 'the ' + origin.role + ' alone');
}

function originStage(view, roles, act) {
  const { groups, origins } = view.edge.distribution;
  const grouped = new Set(groups.flatMap(({ members }) => members));
  const parts = groups.map(({ id: groupId, members, statusCodes }) => {
    const over = el('div', { class: 'over' }, arrow(), el('span', {}, 'fails over on ' + statusCodes));
    const boxes = members.flatMap((id, i) => (roles.has(id) ? [...(i ? [over] : []), originBox(view, roles.get(id), act)] : []));
    view.groups.push({ over, members });
    const title = el('p', { class: 'wrap' }, el('strong', {}, 'Origin group'), groups.length > 1 ? ' ' + groupId : '');
    return el('div', { class: 'group' }, title, ...boxes);
  });
  const alone = origins.filter(({ id }) => !grouped.has(id)).map(origin => originBox(view, origin, act));
  return stage('Origins', ...parts, ...alone);
}

function originBox(view, origin, act) {
  const { id, role, name, originPath, kind, attempts, connectSeconds, readSeconds } = origin;
  if (view.origins.has(id)) return el('p', { class: 'muted small' }, name + ', drawn above');
  const title = role === 'sole' ? 'Origin' : role === 'primary' ? 'Primary' : 'Secondary';
  const control = originSwitch(title + ' ' + name, action => act.origin(view, origin, action));
  const tries = attempts + (attempts === 1 ? ' attempt' : ' attempts');
  const state = el('span', { class: 'state' });
  const visit = el('ol', { class: 'visit' });
  const url = el('p', { class: 'small wrap mono' });
  const box = el('div', { class: 'box origin' },
    el('div', { class: 'row' }, el('h4', {}, title), state),
    el('p', { class: 'wrap' }, el('code', {}, name + originPath)),
    url,
    el('p', { class: 'muted small' }, kind + ' · ' + tries + ' · ' + connectSeconds + ' s to connect · ' + readSeconds + ' s to answer'),
    visit, control.element);
  const patience = { 'hang': attempts * readSeconds, 'connect-timeout': attempts * connectSeconds };
  view.origins.set(id, { box, state, visit, url, control, patience });
  return box;
}

/** The functions of some events. */
function functionBoxes(view, ...events) {
  return view.edge.distribution.functions.filter(({ event }) => events.includes(event)).map(({ event, kind, name, behaviors }) => {
    const tag = el('span', { class: 'tag' });
    const box = el('li', { class: 'box' },
      el('div', { class: 'row' }, el('h4', {}, event), tag),
      el('p', { class: 'small' }, el('code', {}, name)),
      el('p', { class: 'muted small wrap' }, (kind === 'lambda' ? 'Lambda@Edge' : 'CloudFront function') + ' of ' + behaviors.join(', ')));
    view.functions.push({ event, behaviors, box, tag });
    return box;
  });
}

function wayBackStage(view) {
  const { errorPages } = view.edge.distribution;
  const boxes = functionBoxes(view, 'origin-response', 'viewer-response');
  const pages = errorPages.map(text => el('li', { class: 'box' }, el('h4', {}, 'Error page'), el('code', {}, text)));
  const none = boxes.length + pages.length ? [] : [el('li', { class: 'box muted small' }, 'No function')];
  return stage('On the way back', el('ol', {}, ...boxes, ...pages, ...none));
}

function assumptionPart(view, act) {
  view.assumptionCount = el('span', {});
  const items = view.edge.assumptions.map(({ name, question, values, default: usual }) => {
    const word = value => (value === true ? 'yes' : value === false ? 'no' : String(value));
    const options = values.map(value => [value, word(value) + (value === usual ? ' (default)' : '')]);
    const control = radios([el('code', {}, name)], options, value => act.assumption(view, name, value));
    const note = el('p', { class: 'note' });
    const item = el('li', {}, control.element, el('p', { class: 'muted small' }, question), note);
    view.assumptions.set(name, { item, control, note });
    return item;
  });
  view.assumptionList = el('ul', {}, ...items);
  const summary = el('summary', {}, 'Assumptions: what AWS does not document ', view.assumptionCount);
  return el('details', { class: 'assumptions' }, summary, view.assumptionList);
}

const DOES = {
  'normal': 'normal', 'refuse': 'refuses', 'connect-timeout': 'does not connect', 'dns': 'has no address', 'tls': 'fails the TLS handshake',
  'hang': 'hangs', 'slow': 'slow',
};

/** Shows the position of the switches. */
function showSwitches(view, edge) {
  view.edge = edge;
  for (const { id, action, delayMs, url } of edge.origins) {
    const origin = view.origins.get(id);
    if (!origin) continue;
    const patience = origin.patience[action];
    const seconds = action === 'slow' ? ', ' + delayMs / 1000 + ' s' : patience ? ', up to ' + patience + ' s' : '';
    const isFine = action === 'normal' || action < 400;
    setText(origin.state, (isFine ? '✓ ' : '✕ ') + (DOES[action] || 'answers ' + action) + seconds);
    origin.state.dataset.kind = isFine ? 'ok' : 'bad';
    setText(origin.url, '→ ' + (url || 'scripted, no server'));
    origin.control.show(action);
  }
  let changed = 0;
  for (const { name, value, default: usual } of edge.assumptions) {
    view.assumptions.get(name).control.show(value);
    if (value !== usual) changed++;
  }
  setText(view.assumptionCount, changed ? '(' + changed + ' changed)' : '(all at their defaults)');
}

const light = (element, on) => element.classList.toggle('lit', Boolean(on));

/** Draws a request that has no answer yet. */
function showWaiting(view, { method, path }) {
  showWay(view);
  view.isWaiting = true;
  view.viewer.replaceChildren(requestPart(method, path), el('p', { class: 'small' }, 'waiting for the answer'));
  setText(view.cache, '');
  light(view.viewer, true);
}

/** Highlights the path of the newest request. What came before the latest change says nothing about now. */
function showWay(view, recorded) {
  const trace = recorded && recorded.changes === view.edge.changes ? recorded.trace : undefined;
  view.isWaiting = false;
  view.viewer.replaceChildren(...viewerText(trace));
  light(view.viewer, trace);
  for (const [pattern, { box, tag }] of view.behaviors) {
    const on = trace && trace.behavior === pattern;
    light(box, on);
    setText(tag, on ? 'matched' : '');
  }
  setText(view.cache, trace ? cacheText(trace) : 'no request yet');
  light(view.cacheBox, trace && trace.servedBy === 'cache');

  for (const [id, { box, visit }] of view.origins) {
    const numbered = trace ? trace.attempts.map((attempt, i) => ({ attempt, number: i + 1 })) : [];
    const tries = numbered.filter(({ attempt }) => attempt.origin === id);
    const last = trace && trace.attempts.at(-1);
    const served = tries.length > 0 && last.origin === id && (trace.servedBy === 'primary' || trace.servedBy === 'secondary');
    const line = ({ attempt, number }) => el('li', {}, el('strong', {}, 'Attempt ' + number + ': '), outcomeOf(attempt));
    visit.replaceChildren(...tries.map(line));
    if (served) visit.append(el('li', { class: 'tag' }, 'The viewer got this answer.'));
    if (tries.length && masks(trace)) visit.append(el('li', { class: 'note' }, '⚠ The function hid the error: nothing failed over.'));
    light(box, tries.length);
    box.classList.toggle('tried', !served);
  }
  for (const { over, members } of view.groups) {
    light(over, trace && trace.failedOver && trace.attempts.some(({ origin }) => members.includes(origin)));
  }
  let ran = 0;
  for (const { event, behaviors, box, tag } of view.functions) {
    const runs = trace && behaviors.includes(trace.behavior) ? trace.functions.filter(run => run.event === event) : [];
    const failed = runs.filter(({ outcome }) => outcome !== 'ok').length;
    if (event.endsWith('-response')) ran += runs.length;
    light(box, runs.length);
    tag.classList.toggle('bad', failed > 0);
    const often = 'ran' + (runs.length > 1 ? ' ' + runs.length + ' times' : '');
    setText(tag, runs.length ? often + (failed ? ', ✕ ' + failed + ' failed' : '') : '');
  }
  [trace, trace && trace.attempts.length, ran].forEach((on, i) => light(view.arrows[i], on));
  for (const [name, { item, note }] of view.assumptions) {
    const on = trace && trace.assumptions.includes(name);
    light(item, on);
    setText(note, on ? 'The newest answer rests on this.' : '');
  }
}

/** Whether a function turned an error of the primary into a success, so that nothing failed over. */
function masks({ attempts, failedOver }) {
  const { role, outcome, afterFunction } = attempts.at(-1) || {};
  return !failedOver && role === 'primary' && !(outcome < 400) && afterFunction < 400;
}

function requestPart(method, path) {
  return el('p', { class: 'small' }, el('code', {}, method + ' ' + (path.length > 120 ? path.slice(0, 120) + '…' : path)));
}

function viewerText(trace) {
  if (!trace) return [el('p', { class: 'muted small' }, 'no request yet')];
  const { method, path, status, servedBy, attempts } = trace;
  const by = {
    'primary': 'by the primary', 'secondary': 'by the secondary', 'cache': 'from the cache', 'edge': 'by the edge itself',
    'error-page': 'with an error page',
  }[servedBy];
  const sole = attempts.some(({ role }) => role === 'sole') && servedBy === 'primary';
  return [
    requestPart(method, path),
    el('p', {}, statusOf(status), ' ', el('span', { class: 'small' }, sole ? 'by the origin' : by)),
  ];
}

function cacheText({ cache, storedSeconds }) {
  const word = { hit: 'hit', miss: 'miss', stale: 'expired object', off: 'off for this request' }[cache];
  return word + (storedSeconds > 0 ? ', kept for ' + storedSeconds + ' s' : cache === 'miss' ? ', not kept' : '');
}
`;
