import { ICON } from './page-basics';
import { script } from './page-script';
import { style } from './page-style';

/**
 * The control page: one document with its style and script, which loads nothing from anywhere but the edge that served it.
 * It shows the edge's events, as text.
 */
export function page(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Local edge</title>
<link rel="icon" href="${ICON}">
<style nonce="${nonce}">${style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
  <h1>Local edge</h1>
  <p class="muted">A CloudFront for this machine</p>
  <p id="connection" role="status" data-state="wait">connecting</p>
</header>
<main id="main" tabindex="-1">
  <noscript><p class="alert">This page needs JavaScript. You can use curl instead: GET /__edge/state, POST /__edge/origin.</p></noscript>
  <section aria-labelledby="try-title">
    <h2 id="try-title">Try a request</h2>
    <form id="try">
      <label class="field"><span>Method</span>
        <select name="method">
          <option>GET</option><option>HEAD</option><option>OPTIONS</option>
          <option>POST</option><option>PUT</option><option>PATCH</option><option>DELETE</option>
        </select>
      </label>
      <label class="field grow"><span>Path</span>
        <input name="path" value="/" required maxlength="8192" autocomplete="off" autocapitalize="none" spellcheck="false">
      </label>
      <label class="field" id="to" hidden><span>To</span><select name="edge"></select></label>
      <button type="submit" class="primary" id="send">Send</button>
      <div class="checks">
        <label class="check"><input type="checkbox" name="fresh" checked> Empty the cache first</label>
        <label class="check" id="together" hidden>
          <input type="checkbox" name="together" checked> Switch origins with the same domain name together</label>
      </div>
      <details class="more">
        <summary>Request headers</summary>
        <label class="field"><span>One on each line, as name: value</span>
          <textarea name="headers" rows="3" maxlength="4096" spellcheck="false" autocapitalize="none"></textarea></label>
      </details>
    </form>
    <div id="newest" role="status" aria-live="polite" class="newest">
      <p class="muted">No requests yet. Make an origin fail, then send one.</p></div>
    <div id="answers"></div>
  </section>
  <div id="edges" class="edges"></div>
  <section aria-labelledby="requests-title">
    <h2 id="requests-title">Requests <span id="count" class="count"></span></h2>
    <p id="no-requests" class="muted">Requests from this page and from any other client appear here.</p>
    <ol id="requests" class="requests" reversed></ol>
  </section>
</main>
<script nonce="${nonce}">${script}</script>
</body>
</html>
`;
}
