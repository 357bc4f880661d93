import { basics } from '../../simulator/control/page-basics';

/** The style of the page. Signs and words show the kind of a response; colors only help. */
export const style = `${basics}
header { padding-top: 20px; }
header, main { max-width: 1480px; }
section { padding: 16px 0 0; }
h3 { font-size: 14px; font-weight: 600; }
code, b { font-family: var(--mono); font-size: 13px; overflow-wrap: anywhere; }

form { display: flex; flex-wrap: wrap; align-items: end; gap: 8px 20px; margin-top: 12px; padding-bottom: 12px;
  border-bottom: 1px solid var(--line); }
fieldset { border: 0; min-width: 0; }
.field { display: grid; gap: 4px; min-width: 0; }
.field > span, legend { font-size: 12px; font-weight: 600; color: var(--muted); padding: 0; }
select, .quiet { font: inherit; font-size: 13px; color: inherit; background: var(--ground); border: 1px solid var(--edge);
  border-radius: 6px; padding: 4px 10px; min-height: 36px; max-width: 100%; }
.quiet { flex: none; cursor: pointer; white-space: nowrap; }
.switch { display: flex; flex-wrap: wrap; gap: 4px; }
.switch label { display: inline-flex; align-items: center; gap: 6px; border: 1px solid var(--edge); border-radius: 6px; padding: 4px 10px;
  min-height: 36px; font-size: 13px; cursor: pointer; }
.switch label:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); font-weight: 600; }
.switch label:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 2px; }
.switch input { accent-color: var(--accent); margin: 0; }
.switch input:focus-visible { outline: none; }

.distributions { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 600px), 1fr)); gap: 8px 40px; align-items: start; }
.distribution { min-width: 0; }
.distribution > h2, h3, .behavior p { overflow-wrap: anywhere; }
.behavior { padding: 8px 0 16px; }
.verdict { font-weight: 600; margin-top: 4px; }
.verdict.ok { color: var(--ok); }
.verdict.bad { color: var(--bad); }

table { border-collapse: collapse; width: 100%; margin-top: 12px; table-layout: fixed; font-size: 13px; line-height: 1.35; }
caption { text-align: left; font: 600 13px var(--mono); padding-bottom: 4px; }
th, td { border: 1px solid var(--line); padding: 0; text-align: left; vertical-align: top; font-weight: 400; }
th { padding: 6px; background: var(--raised); color: var(--muted); font-size: 12px; overflow-wrap: break-word; }
th[scope=row] { color: var(--text); font-weight: 600; }
tr > th:first-child[rowspan], th[scope=row] { width: 90px; }
table.alone { max-width: 420px; }
td { height: 1px; }
td button { all: unset; box-sizing: border-box; display: flex; flex-wrap: wrap; align-content: start; gap: 0 6px; width: 100%;
  height: 100%; min-height: 30px; padding: 5px 6px; cursor: pointer; overflow-wrap: break-word; }
td button:hover { text-decoration: underline; text-underline-offset: 3px; }
td button:focus-visible { outline: 3px solid var(--accent); outline-offset: -3px; }
td b { white-space: nowrap; font-weight: 650; }
td span { min-width: 0; }
td small { color: var(--muted); font-size: 12px; flex: 1 1 100%; }
td small span, sup { white-space: nowrap; }
td small span { margin-right: 2px; }
td[colspan] small, .alone small { flex: 0 1 auto; }
sup { font: 600 11px var(--mono); color: var(--muted); line-height: 1.5; vertical-align: baseline; }
.only-narrow { display: none; }

td b.wait { color: var(--text); }
td b.wait.long, .verdict.long { color: var(--warn); }
.primary b:not(.wait), .sign.primary { color: var(--ok); }
.secondary b:not(.wait), .sign.secondary { color: var(--accent); }
.rewritten b:not(.wait), .sign.rewritten { color: var(--warn); }
:is(.masked, .error, .broken) b:not(.wait), .sign:is(.masked, .error, .broken) { color: var(--bad); }
td.secondary { background: var(--lit); }
td.rewritten button { box-shadow: inset 3px 0 var(--warn); }
td.masked { background: color-mix(in srgb, var(--bad) 9%, var(--ground)); font-weight: 600; }
td.masked button { box-shadow: inset 6px 0 var(--bad); padding-left: 14px; }

.legend { border-top: 1px solid var(--line); margin: 8px 0 32px; font-size: 13px; }
.legend h3 { margin-top: 12px; }
.legend dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 2px 32px; margin-top: 6px; }
.legend div { display: grid; grid-template-columns: 68px minmax(0, 1fr); gap: 8px; }
.legend dt { font-weight: 600; }

dialog { border: 1px solid var(--edge); border-radius: 10px; padding: 0 20px 20px; width: min(640px, 100vw - 24px);
  max-height: min(85vh, 100vh - 24px); background: var(--ground); color: var(--text); overflow: auto; overflow-wrap: anywhere; }
dialog::backdrop { background: rgb(0 0 0 / .45); }
dialog .head { display: flex; gap: 12px; justify-content: space-between; align-items: center; position: sticky; top: 0; padding: 12px 0;
  background: var(--ground); }
dialog ol { list-style: decimal; padding-left: 22px; margin-top: 10px; }
dialog dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2px 16px; font-size: 13px; margin-top: 12px; }
dialog dt { color: var(--muted); }
dialog h3 { margin-top: 12px; }
dialog li { margin-top: 2px; }
.answer b { margin-right: 8px; font-size: 14px; }

@media (pointer: coarse) { td button, .quiet { min-height: 44px; } td button { align-content: center; } }
@media (max-width: 640px) {
  header, main { padding-left: 16px; padding-right: 16px; }
  table, tbody, tr, th, td { display: block; width: auto; max-width: none; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { border: 1px solid var(--line); border-radius: 8px; margin-top: 8px; overflow: hidden; }
  tr > th[scope=row] { width: auto; border: 0; }
  td { border: 0; border-top: 1px solid var(--line); height: auto; }
  td small { flex: 0 1 auto; }
  .only-narrow { display: inline; }
  td .only-narrow { flex: 1 1 100%; color: var(--muted); font-weight: 400; font-size: 12px; }
  dialog dl { grid-template-columns: minmax(0, 1fr); }
  dialog dd { margin-bottom: 4px; }
  .keys { display: none; }
}
@media (prefers-contrast: more) { :root { --line: var(--edge); --muted: var(--text); } }
@media print {
  :root {
    color-scheme: light;
    --ground: #fff; --raised: #fff; --text: #000; --muted: #333; --line: #999; --edge: #666; --accent: #352bb3; --lit: #fff; --ok: #064d36;
      --bad: #8f1016; --warn: #6b4000;
  }
  form, dialog, .skip { display: none; }
  body { font-size: 10px; }
  header, main { max-width: none; padding: 0; }
  .distributions { display: block; }
  table, th, caption, small, code, b, sup, td small, td b, td sup, .small, .legend { font-size: 10px; }
  h1, h2, h3 { font-size: 12px; }
  tr, .verdict, .legend div { break-inside: avoid; }
  h2, h3, caption, thead { break-after: avoid; }
  th { padding: 2px 4px; }
  td button { min-height: 0; padding: 2px 4px; }
  td.masked { background: none; }
  * { print-color-adjust: exact; }
}
`;
