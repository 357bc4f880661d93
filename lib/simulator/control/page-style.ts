import { basics } from './page-basics';

/** The style of the control page. */
export const style = `${basics}
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 12px; padding-top: 20px; padding-bottom: 12px; }
h3 { font-size: 12px; font-weight: 600; color: var(--muted); }
h4 { font-size: 14px; font-weight: 600; }
section { border-top: 1px solid var(--line); padding: 16px 0 24px; }
code, pre, .mono, input[name=path] { font-family: var(--mono); font-size: 13px; }
code, .wrap { overflow-wrap: anywhere; }

#connection { margin-left: auto; font-size: 13px; color: var(--muted); }
#connection::before { content: "\\25CB\\00A0"; }
#connection[data-state=live]::before { content: "\\25CF\\00A0"; color: var(--ok); }

form { display: flex; flex-wrap: wrap; align-items: end; gap: 8px 12px; margin-top: 8px; }
.field { display: grid; gap: 2px; min-width: 0; }
.field > span { font-size: 12px; font-weight: 600; color: var(--muted); }
.grow { flex: 1 1 220px; }
input[name=path], select, button, textarea, input[type=number] {
  font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--edge); border-radius: 6px;
  padding: 6px 10px; height: 36px; max-width: 100%;
}
input[name=path], textarea { width: 100%; font-family: var(--mono); font-size: 14px; }
textarea { height: auto; resize: vertical; }
.more { flex: 1 1 100%; }
.more > summary { font-size: 13px; }
.more > label { margin-top: 4px; max-width: 640px; }
button { cursor: pointer; font-weight: 550; padding: 6px 14px; }
button:hover { border-color: var(--text); }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.primary:hover { filter: brightness(1.08); }
button.quiet { height: 28px; padding: 2px 10px; font-size: 13px; }
.check { display: flex; align-items: center; gap: 6px; font-size: 13px; min-height: 24px; }
input[type=radio], input[type=checkbox] { accent-color: var(--accent); margin: 0; width: 15px; height: 15px; flex: none; }
.switch input[type=radio] { width: 13px; height: 13px; }
.checks { display: flex; flex-wrap: wrap; gap: 0 20px; flex: 1 1 100%; }
a { color: var(--accent); }

.newest { margin-top: 16px; display: grid; gap: 6px; }
.newest p { overflow-wrap: anywhere; }
.story { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: baseline; }
.alert { color: var(--bad); }
#answers > details { margin-top: 8px; }
.status { font: 650 13px/1.5 var(--mono); white-space: nowrap; }
.status[data-kind=ok] { color: var(--ok); }
.status[data-kind=bad] { color: var(--bad); }

.edges { display: grid; gap: 0 40px; grid-template-columns: minmax(0, 1fr); }
.edge { container-type: inline-size; min-width: 0; }
.edge > .title { display: flex; flex-wrap: wrap; gap: 2px 12px; align-items: baseline; }
.flow { display: grid; grid-template-columns: minmax(0, 1fr); margin-top: 12px; }
.stage { min-width: 0; }
.stage > h3 { margin-bottom: 6px; }
.box { border: 1px solid var(--line); border-radius: 8px; background: var(--raised); padding: 10px 12px; min-width: 0; }
.box + .box, ol + .box, .box + ol:not(:empty) { margin-top: 8px; }
.box.lit { border-color: var(--accent); box-shadow: inset 3px 0 var(--accent); }
.box.lit:not(.tried) { background: var(--lit); }
.group { border: 1px dashed var(--edge); border-radius: 10px; padding: 10px; }
.group + * { margin-top: 8px; }
.group > p { font-size: 13px; margin-bottom: 8px; }
.row { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: baseline; justify-content: space-between; }
.tag { font-size: 12px; font-weight: 600; color: var(--accent); }
.tag.bad { color: var(--bad); }
.tag:empty { display: none; }
.arrow { display: grid; place-items: center; color: var(--edge); height: 30px; }
.arrow svg { width: 22px; height: 14px; transform: rotate(90deg); }
.arrow.lit { color: var(--accent); }
.arrow.lit svg { stroke-width: 2.6; }
.over { display: flex; align-items: center; gap: 6px; min-height: 30px; padding-left: 12px; font-size: 13px; color: var(--muted); }
.over svg { width: 22px; height: 14px; flex: none; transform: rotate(90deg); }
.over.lit { color: var(--accent); font-weight: 600; }
.visit { font-size: 13px; }
.visit:empty { display: none; }
.visit li { overflow-wrap: anywhere; }

fieldset { border: 0; min-width: 0; }
legend { padding: 0; font-size: 12px; font-weight: 600; color: var(--muted); }
.switch { display: flex; flex-wrap: wrap; gap: 4px; margin-top: 4px; }
.switch label, .with-field {
  display: inline-flex; align-items: center; gap: 5px; border: 1px solid var(--edge); border-radius: 6px; background: var(--ground);
  padding: 2px 8px 2px 6px; font-size: 13px; min-height: 28px; cursor: pointer;
}
.with-field { padding: 0 4px 0 0; }
.with-field label, .switch .with-field label:has(:checked) { border: 0; box-shadow: none; background: none; padding-right: 2px; }
.with-field:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.switch input[type=number] { width: 60px; height: 22px; padding: 0 2px 0 6px; font: 13px var(--mono); border-color: var(--line); }
.switch label:hover { border-color: var(--text); }
.switch label:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); font-weight: 600; }
.switch label:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 2px; }
.switch input:focus-visible { outline: none; }
.origin fieldset { margin-top: 8px; }
.state { font-size: 13px; font-weight: 600; }
.state[data-kind=bad] { color: var(--bad); }
.state[data-kind=ok] { color: var(--ok); }

details > summary { cursor: pointer; }
.assumptions { margin-top: 16px; }
.assumptions > summary { font-size: 13px; font-weight: 600; }
.assumptions ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr)); gap: 8px 24px; margin-top: 8px; }
.assumptions li { padding: 8px 10px; border-radius: 6px; border-left: 3px solid transparent; }
.assumptions li.lit { background: var(--lit); border-left-color: var(--accent); }
.assumptions legend code { color: var(--text); }
.assumptions .switch { margin-bottom: 4px; }
.note { font-size: 13px; font-weight: 600; color: var(--warn); }
.note:empty { display: none; }

.count { color: var(--muted); font-weight: 400; }
.requests { margin-top: 8px; border-top: 1px solid var(--line); }
.requests:empty { display: none; }
.requests > li { border-bottom: 1px solid var(--line); }
.requests summary {
  display: grid; grid-template-columns: 14px 76px 44px minmax(0, 1fr) minmax(0, 1.2fr) 150px; gap: 0 12px;
  padding: 5px 4px; align-items: baseline; list-style: none; font: 13px/1.5 var(--mono);
}
.requests summary::-webkit-details-marker { display: none; }
.requests summary::before { content: "\\25B8"; color: var(--muted); }
.requests [open] > summary::before { content: "\\25BE"; }
.requests summary:hover { background: var(--raised); }
.requests .clip { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.requests .masked { color: var(--warn); font-weight: 600; }
.requests .at, .requests .end { color: var(--muted); }
.requests .end { text-align: right; white-space: nowrap; }
.requests summary.of { grid-template-columns: 14px 76px 44px minmax(0, .7fr) minmax(0, 1fr) minmax(0, 1.2fr) 150px; }
.details { padding: 6px 4px 14px 30px; }
.details > p { max-width: 80ch; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2px 16px; font-size: 13px; margin-top: 8px; }
dt { color: var(--muted); }
dd { overflow-wrap: anywhere; }
pre {
  white-space: pre-wrap; overflow-wrap: anywhere; background: var(--raised); border: 1px solid var(--line); border-radius: 6px;
  padding: 8px 10px; margin-top: 8px; max-height: 320px; overflow: auto;
}
.answer summary { font-size: 13px; color: var(--muted); }

@media (min-width: 900px) {
  .edges.several { grid-template-columns: repeat(auto-fit, minmax(400px, 1fr)); }
}
@container (min-width: 960px) {
  .flow { grid-template-columns: 156px 30px 210px 30px minmax(0, 1fr) 30px 210px; align-items: start; }
  .flow > .arrow { height: auto; padding-top: 40px; }
  .flow > .arrow svg { transform: none; }
}
@media (max-width: 640px) {
  header, main { padding-left: 16px; padding-right: 16px; }
  .switch label, .with-field { min-height: 36px; }
  .switch input[type=number] { height: 30px; font-size: 16px; width: 68px; }
  .check { min-height: 32px; }
  .requests summary, .requests summary.of { grid-template-columns: 14px 44px minmax(0, 1fr) auto; }
  .requests .at { display: none; }
  .requests .of-edge { grid-column: 2 / -1; grid-row: 2; color: var(--muted); }
  .requests .of .way { grid-row: 3; }
  .requests .way { grid-column: 2 / -1; white-space: normal; overflow-wrap: anywhere; }
  .requests .end { grid-row: 1; grid-column: 4; }
  .details { padding-left: 4px; }
  form .primary { flex: 1 1 100%; height: 44px; }
}
@media (prefers-contrast: more) { :root { --line: var(--edge); --muted: var(--text); } }
@media (forced-colors: active) { .box.lit { border-width: 3px; } }
@media print {
  form, #connection, .skip, button, .origin fieldset, .switch label:not(:has(:checked)) { display: none; }
  .box, section { break-inside: avoid; }
  body { font-size: 11px; }
}
`;
