import { join } from 'node:path';

/** Of one room: see run.ts. */
export default {
  plugins: [join(import.meta.dirname, 'node_modules/@stryker-mutator/mocha-runner/dist/src/index.js')],
  testRunner: 'mocha',
  mochaOptions: {
    require: [join(import.meta.dirname, 'jest-in-mocha.js')],
    spec: process.env.ROOM_TESTS.split(' '),
    ...process.env.ROOM_TITLES && { grep: process.env.ROOM_TITLES },
  },
  coverageAnalysis: 'perTest',
  ignoreStatic: process.env.ROOM_IGNORE_STATIC !== '',
  mutate: process.env.ROOM_MUTATE.split(' '),
  ignorePatterns: ['build/fuzzing', 'build/mutants', 'test/fuzz/node_modules', 'test/mutants/node_modules', 'dist', 'examples', 'docs/*.png', 'cdk.out'],
  tempDirName: 'build/mutants/tmp',
  concurrency: 1,
  timeoutMS: 20_000, // a busy machine does not kill a mutant
  timeoutFactor: 3,
  reporters: ['progress-append-only', 'json'],
  jsonReporter: { fileName: `build/mutants/${process.env.ROOM}.json` },
};
