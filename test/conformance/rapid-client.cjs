// Preloaded into Lambda's runtime interface client, in the place of its native part, which would have to be compiled. It speaks the same
// Runtime API. `done` and `error` return when the response is in, as there: the process may end right after them.
const http = require('node:http');
const Module = require('node:module');
const { Worker } = require('node:worker_threads');

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const PREFIX = '/2018-06-01/runtime/invocation';

const poster = new Worker(`
  const { parentPort, workerData } = require('node:worker_threads');
  parentPort.on('message', ({ path, body, headers, posted }) => {
    const over = () => { Atomics.store(posted, 0, 1); Atomics.notify(posted, 0); };
    require('node:http').request({ ...workerData, path, method: 'POST', headers }, response => response.resume().on('end', over))
      .on('error', over).end(body);
  });`, { eval: true, workerData: { hostname, port }, execArgv: [] });
poster.unref();

function post(path, body, headers = {}) {
  const posted = new Int32Array(new SharedArrayBuffer(4));
  poster.postMessage({ path: PREFIX + path, body, headers, posted });
  Atomics.wait(posted, 0, 0);
}

const standIn = {
  initializeClient: () => undefined,
  next: () => new Promise((resolve, reject) => {
    http.get({ hostname, port, path: `${PREFIX}/next` }, response => {
      let bodyJson = '';
      response.setEncoding('utf8').on('data', text => { bodyJson += text; }).on('end', () => resolve({ bodyJson, headers: response.headers }));
    }).on('error', reject);
  }),
  done: (id, body) => post(`/${id}/response`, body),
  error: (id, body) => post(`/${id}/error`, body),
};

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === './rapid-client.node' ? standIn : load.call(this, request, ...rest);
};
