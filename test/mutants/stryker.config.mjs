import { join } from 'node:path';

/** Of one room: see run.ts. */
export default {
  plugins: [join(import.meta.dirname, 'node_modules/@stryker-mutator/jest-runner/dist/src/index.js')],
  testRunner: 'jest',
  jest: { projectType: 'custom', configFile: 'test/mutants/jest.config.js', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  mutate: process.env.ROOM_MUTATE.split(' '),
  ignorePatterns: ['build/fuzzing', 'build/mutants', 'test/fuzz/node_modules', 'test/mutants/node_modules', 'dist', 'examples', 'docs/*.png', 'cdk.out'],
  tempDirName: 'build/mutants/tmp',
  concurrency: 1,
  timeoutMS: 20_000, // a busy machine does not kill a mutant
  timeoutFactor: 3,
  reporters: ['progress-append-only', 'json'],
  jsonReporter: { fileName: `build/mutants/${process.env.ROOM}.json` },
};
