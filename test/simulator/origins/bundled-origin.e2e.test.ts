import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** Where the code is one long line, as in the package, a failed assertion of undici takes seconds: Node.js looks for its source. */
test('a status that there is not takes no time, when the code is bundled', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'origin-'));
  try {
    const file = join(folder, 'origin.js');
    buildSync({
      stdin: { contents: PROGRAM, resolveDir: join(__dirname, '../../../lib/simulator/origins') },
      outfile: file,
      bundle: true,
      minify: true,
      platform: 'node',
    });
    const cpu = JSON.parse(execFileSync(process.execPath, [file], { encoding: 'utf8' }));
    expect(cpu.failure).toBe('reset');
    expect(cpu.ms).toBeLessThan(1000);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const PROGRAM = `
  import { createServer } from 'node:net';
  import { HttpOrigin } from './http-origin';
  const server = createServer(socket => socket.on('error', () => {}).on('data', () => socket.write('HTTP/1.1 050 Odd\\r\\n\\r\\n')));
  server.listen(0, async () => {
    const origin = new HttpOrigin('http://127.0.0.1:' + server.address().port);
    const before = process.cpuUsage();
    const request = { method: 'GET', path: '/', query: '', headers: {}, host: 'www.example.com' };
    const { failure } = await origin.exchange(request, { connect: 1000, read: 1000 });
    const { user, system } = process.cpuUsage(before);
    console.log(JSON.stringify({ failure, ms: (user + system) / 1000 }));
    process.exit();
  });
`;
