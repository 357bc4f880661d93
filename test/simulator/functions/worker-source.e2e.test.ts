import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuildOptions, buildSync } from 'esbuild';

const ROOT = join(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'worker-source-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a function that needs all parts of the worker: its modules, its sandbox and its log. Closes none, and ends all the same. */
const PROGRAM = `
import { LambdaRunner } from '${ROOT}/lib/simulator/functions/lambda-runner';
import { ViewerFunctionRunner } from '${ROOT}/lib/simulator/functions/viewer-function-runner';
const files = {
  'index.js': "const { double } = require('./lib/double'); " +
    "exports.handler = async ({ n }) => { console.log('in', process.cwd()); return double(n) }",
  'lib/double/index.js': "exports.double = n => require('./two.json') * n",
  'lib/double/two.json': '2',
};
const lambda = new LambdaRunner({ files, entry: 'index.js', handlerName: 'handler' }, { timeoutMs: 5000, memoryMb: 128 });
const viewer = new ViewerFunctionRunner("import qs from 'querystring'; function handler(event) { return qs.parse(event.q) }", 'Fn');
Promise.all([lambda.invoke({ n: 21 }), viewer.invoke({ q: 'a=1' })]).then(answers => process.stdout.write(JSON.stringify(answers)));
`;

const ANSWERS = [
  { outcome: 'returned', result: 42, log: ['in /var/task'] },
  { outcome: 'returned', result: { a: '1' }, log: [] },
];

function answersOf(args: string[]): unknown {
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', timeout: 20_000 });
  return status === 0 ? JSON.parse(stdout) : `${status}: ${stderr}`;
}

describe('The program of the worker works', () => {
  test.each<[string, BuildOptions]>([
    ['as it is', {}],
    ['minified', { minify: true }],
    ['that keeps names', { keepNames: true }],
    [
      'of ES modules',
      {
        format: 'esm',
        outExtension: { '.js': '.mjs' },
        banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      },
    ],
    ['for an older Node.js', { target: 'node16', minifySyntax: true }],
  ])('in a bundle %s', (name, options) => {
    const outfile = join(folder, `${name.replace(/\W/g, '-')}${options.outExtension?.['.js'] ?? '.js'}`);
    const { outExtension, ...rest } = options;
    buildSync({
      stdin: { contents: PROGRAM, resolveDir: ROOT, loader: 'ts' },
      bundle: true,
      platform: 'node',
      logLevel: 'silent',
      outfile,
      ...rest,
    });
    expect(answersOf([outfile])).toEqual(ANSWERS);
  });

  test('in tsx', () => {
    const file = join(folder, 'program.ts');
    writeFileSync(file, PROGRAM);
    expect(answersOf(['--import', 'tsx', file])).toEqual(ANSWERS);
  });
});
