/** Lists requests, the newest first, each with its trace. */
export const requestsScript = String.raw`
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
