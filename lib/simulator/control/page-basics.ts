/** The icon: one path to two origins. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3.5" fill="#5046e5"/>'
  + '<path d="M3 8h3.5l2-3.5H13M6.5 8l2 3.5H13" fill="none" stroke="#fff" stroke-width="1.6" stroke-linejoin="round"/></svg>',
)}`;

/** The style that the pages of this library share. Colors meet WCAG AA on light and dark, and a state never shows by color alone. */
export const basics = `
:root {
  color-scheme: light dark;
  --ground: #fff; --raised: #f7f8fa; --text: #1a1f2e; --muted: #566073; --line: #d8dde6; --edge: #8a94a6;
  --accent: #5046e5; --on-accent: #fff; --lit: #eeedfd;
  --ok: #0a6b4b; --bad: #b4232a; --warn: #8a5200;
  --mono: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e1117; --raised: #161b24; --text: #e5e9f0; --muted: #9ba6b8; --line: #2a3240; --edge: #66738a;
    --accent: #a5a0ff; --on-accent: #12102e; --lit: #1f1e3d;
    --ok: #5fd0a0; --bad: #ff8f8a; --warn: #efbf6a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
header, main { max-width: 1360px; margin: 0 auto; padding: 0 24px; }
h1, h2, h3, h4, p, ol, ul, dl, dd, fieldset, pre { margin: 0; padding: 0; }
h1 { font-size: 17px; font-weight: 650; letter-spacing: -.01em; }
h2 { font-size: 15px; font-weight: 650; }
ol, ul { list-style: none; }
.muted { color: var(--muted); }
.small { font-size: 13px; }
.hidden, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip:focus { position: absolute; left: 16px; top: 8px; padding: 4px 8px; background: var(--ground); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
main:focus { outline: none; }
[hidden] { display: none !important; }
`;
