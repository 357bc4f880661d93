// One origin of the example, for a process of its own: node origin-server.mjs NAME PORT, with an IPC channel to whoever started it.
import { createServer } from 'node:http';

const [name, port] = process.argv.slice(2);
let mode = 'healthy';

const server = createServer((request, response) => {
  request.resume();
  if (mode === 'hang') return;
  const { status, text, headers } = mode === 'healthy' ? healthy(request) : { status: mode, text: `${mode} from the ${name}` };
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers });
  response.end(status === 204 ? undefined : `${text}\n`);
});

function healthy({ method, url }) {
  // Tells content from errors, also where there is no body to look at.
  const content = { 'x-content-of': name, 'cache-control': url === '/healthy' ? 'max-age=1' : 'max-age=60' };
  if (url.startsWith('/missing')) return { status: 404, text: `Not found at the ${name}` };
  if (method === 'OPTIONS') return { status: 204, headers: { ...content, allow: 'GET, HEAD, OPTIONS' } };
  if (method !== 'GET' && method !== 'HEAD') return { status: 201, text: `Stored by the ${name}`, headers: content };
  return { status: 200, text: `Hello from the ${name}`, headers: content };
}

process.on('message', next => {
  mode = next;
  process.send('done');
});
// Ctrl-C reaches the whole process group: who started this origin ends it.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
server.listen(Number(port), '127.0.0.1', () => process.send(server.address().port));
