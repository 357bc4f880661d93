/** Shows what a request that was sent from the page got. */
export const answersScript = String.raw`
let sending;

/** Sends one request to each of some edges. A request that is still waited for is not waited for any more. */
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
  return el('details', { class: 'answer' },
    el('summary', {}, 'Headers and body' + (several ? ' from ' + edge : '')),
    el('pre', { tabindex: '0', 'aria-label': 'Response' }, [status, ...headers.map(([name, value]) => name + ': ' + value), '', body].join('\n')),
    note ? el('p', { class: 'muted small' }, note) : '');
}

function alertLine(text) {
  return el('p', { class: 'alert' }, el('strong', {}, 'Error: '), text);
}

function tell(text) {
  byId('newest').replaceChildren(alertLine(text));
}
`;
