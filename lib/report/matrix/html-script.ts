/** The script of the page: filters, arrow keys between cases, opening a case. Plain JavaScript without a build. */
export const script = String.raw`
(() => {
'use strict';
const byId = id => document.getElementById(id);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const grids = all('table[role=grid]');
const dialog = byId('story');

const rowsOf = grid => all('tbody tr', grid).map(row => all('td', row).map(cell => cell.firstElementChild));

/** The case at a column; cells may span several. */
function at(row, column) {
  let end = 0;
  return row.find(button => (end += button.parentElement.colSpan) > column) || row.at(-1);
}

/** One case of a table is in the Tab order; arrow keys move from there. */
function reach(grid, button) {
  for (const other of all('td button', grid)) other.tabIndex = other === button ? 0 : -1;
}

for (const grid of grids) {
  const rows = rowsOf(grid);
  let column = 0;
  if (rows.length) reach(grid, rows[0][0]);
  grid.addEventListener('focusin', ({ target }) => { if (target.matches('td button')) reach(grid, target); });
  grid.addEventListener('keydown', event => {
    const y = rows.findIndex(row => row.includes(event.target));
    if (y < 0 || event.altKey || event.metaKey) return;
    const x = rows[y].indexOf(event.target);
    const starts = rows[y].slice(0, x).reduce((sum, button) => sum + button.parentElement.colSpan, 0);
    const span = event.target.parentElement.colSpan;
    if (column < starts || column >= starts + span) column = starts;
    let next;
    switch (event.key) {
      case 'ArrowRight': next = rows[y][x + 1]; if (next) column = starts + span; break;
      case 'ArrowLeft': next = rows[y][x - 1]; if (next) column = starts - 1; break;
      case 'ArrowDown': next = rows[y + 1] && at(rows[y + 1], column); break;
      case 'ArrowUp': next = rows[y - 1] && at(rows[y - 1], column); break;
      case 'Home': next = event.ctrlKey ? rows[0][0] : rows[y][0]; column = 0; break;
      case 'End': next = event.ctrlKey ? rows.at(-1).at(-1) : rows[y].at(-1); column = Infinity; break;
      default: return;
    }
    event.preventDefault();
    if (next) next.focus();
  });
}

document.addEventListener('click', ({ target }) => {
  const button = target.closest('td button');
  if (button) open(button);
  if (target === dialog) dialog.close();
});
byId('close').addEventListener('click', () => dialog.close());

function open(button) {
  byId('story-title').textContent = button.dataset.title;
  byId('story-body').replaceChildren(byId('story-' + button.dataset.story).content.cloneNode(true));
  dialog.showModal();
}

const filters = byId('filters');
filters.addEventListener('change', show);
filters.addEventListener('submit', event => event.preventDefault());
filters.hidden = false;
byId('still').hidden = true;
show();

function show() {
  const behavior = byId('behavior').value;
  const method = filters.elements.method.value;
  for (const section of all('.behavior')) section.hidden = behavior !== '' && section.dataset.behavior !== behavior;
  for (const section of all('.distribution')) section.hidden = !section.querySelector('.behavior:not([hidden])');
  for (const grid of grids) grid.hidden = method !== 'all' && grid.dataset.method !== method;
  const cases = grids.filter(grid => !grid.hidden && !grid.closest('[hidden]')).reduce((sum, grid) => sum + all('td', grid).length, 0);
  byId('shown').textContent = cases + ' cases shown';
}
})();
`;
