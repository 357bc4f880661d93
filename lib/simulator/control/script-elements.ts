/** Makes elements. Text becomes text nodes, never markup. */
export const elementsScript = String.raw`
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
  const attributes = { viewBox: '0 0 22 14', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.6', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' };
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
