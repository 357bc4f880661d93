import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';

/** Debian puts it where only root looks. */
const PLACES = ['nginx', '/usr/sbin/nginx'];

/** Its version; undefined where it is not installed. */
export function nginxVersion(): string | undefined {
  for (const place of PLACES) {
    const { stderr = '' } = spawnSync(place, ['-v'], { encoding: 'utf8' });
    const version = /nginx\/(\S+)/.exec(stderr ?? '')?.[1];
    if (version) return version;
  }
  return undefined;
}

/**
 * nginx with the failover of the benchmark's distribution. `max_fails=0`: like CloudFront, it asks the primary at every request.
 * @see https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_next_upstream
 */
export async function startNginx(folder: string, primary: string, secondary: string): Promise<{ url: string; child: ChildProcess }> {
  const port = await freePort();
  const [first, second] = [primary, secondary].map(url => new URL(url).host);
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log /dev/null crit;
events { worker_connections 256; }
http {
  access_log off;
  keepalive_requests 10000000;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${folder}/${name};`).join(' ')}
  upstream members { server ${first} max_fails=0; server ${second} backup max_fails=0; keepalive 16; keepalive_requests 10000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://members;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_next_upstream error timeout http_500 http_502 http_503 http_504;
    }
  }
}
`);
  const place = PLACES.find(each => spawnSync(each, ['-v']).status === 0)!;
  const child = spawn(place, ['-c', file, '-p', folder, '-e', '/dev/null'], { stdio: ['ignore', 'ignore', 'inherit'] });
  await listening(port, child);
  return { url: `http://127.0.0.1:${port}`, child };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200 && child.exitCode === null; attempt++) {
    const isOpen = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1').on('connect', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (isOpen) return;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error('nginx does not listen');
}
