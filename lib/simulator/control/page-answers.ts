/** Shows the answers to requests that were sent from the page. */
export const answersScript = String.raw`
let sending;

/** Sends a request to some edges. If an earlier request is still waiting, it is dropped. */
async function send(chosen, request) {
  if (sending) sending.abort();
  const own = sending = new AbortController();
  const prefix = view => (chosen.length > 1 ? view.edge.name + ': ' : '');
  const stop = startWaiting(chosen, request, prefix);
  const answers = [];
  await Promise.all(chosen.map(async (view, i) => {
    const { name } = view.edge;
    try {
      const answer = await post('request', { edge: name, ...request }, own.signal);
      if (own.signal.aborted) return;
      showWay(view, answer);
      stop(i, storyLine(answer, chosen.length > 1, answer.changes !== view.edge.changes));
      answers[i] = answerPart(answer, chosen.length > 1);
    } catch (error) {
      if (own.signal.aborted) return;
      showWay(view);
      stop(i, alertLine(prefix(view) + error.message));
    }
    byId('answers').replaceChildren(...answers.filter(Boolean));
  }));
  if (own === sending) sending = undefined;
}

/** Shows that edges have not answered yet, and for how long. Returns what ends this for one of them. */
function startWaiting(chosen, request, prefix) {
  const started = performance.now();
  const times = chosen.map(() => el('span', { 'role': 'timer', 'aria-live': 'off', 'class': 'status' }, '0 s'));
  const lines = chosen.map((view, i) => el('p', { class: 'story' }, prefix(view) + 'waiting for the answer', times[i]));
  const cancelButton = el('button', { type: 'button', class: 'quiet', onclick: cancel }, 'Cancel');
  const timer = setInterval(() => {
    for (const time of times) setText(time, Math.floor((performance.now() - started) / 1000) + ' s');
  }, 250);
  for (const view of chosen) showWaiting(view, request);
  byId('newest').replaceChildren(...lines, el('div', {}, cancelButton));
  byId('answers').replaceChildren();
  let left = chosen.length;
  const end = () => {
    clearInterval(timer);
    if (document.activeElement === cancelButton) byId('send').focus();
    cancelButton.parentElement.remove();
  };
  sending.signal.addEventListener('abort', () => left > 0 && end());
  return (i, line) => {
    lines[i].replaceWith(line);
    if (--left === 0) end();
  };
}

/** Stops waiting. The edge may still go on, as for a viewer who has left. */
function cancel() {
  if (!sending) return;
  sending.abort();
  sending = undefined;
  for (const view of views.values()) if (view.isWaiting) showWay(view);
  byId('newest').replaceChildren(el('p', { class: 'muted' }, 'Cancelled.'));
  byId('send').focus();
}

/** What was answered before a change says nothing about now. */
function forgetAnswer() {
  if (sending || !byId('newest').querySelector('.status')) return;
  byId('newest').replaceChildren(el('p', { class: 'muted' }, 'Changed. Send a request to see what the viewer gets now.'));
  byId('answers').replaceChildren();
}

function storyLine({ edge, trace, story }, several, isOld) {
  return el('p', { class: 'story' },
    several ? el('strong', {}, edge) : '',
    statusOf(trace.status),
    el('span', {}, story),
    isOld ? el('span', { class: 'note' }, 'It was sent before the latest change.') : '');
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
