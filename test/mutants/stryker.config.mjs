import { join } from 'node:path';

/** Of one room: see run.mjs. */
export default {
  plugins: [join(import.meta.dirname, 'node_modules/@stryker-mutator/jest-runner/dist/src/index.js')],
  testRunner: 'jest',
  jest: { projectType: 'custom', configFile: 'test/mutants/jest.config.js', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  mutate: process.env.ROOM_MUTATE.split(' '),
  ignorePatterns: ['build/fuzzing', 'build/mutants', 'test/fuzz/node_modules', 'test/mutants/node_modules', 'dist', 'examples', 'docs/*.png', 'cdk.out'],
  tempDirName: 'build/mutants/tmp',
  concurrency: 1,
  ignoreStatic: false,
  timeoutMS: 60_000,
  timeoutFactor: 4,
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: true },
  jsonReporter: { fileName: `build/mutants/${process.env.ROOM}.json` },
  disableTypeChecks: false,
  allowEmpty: false,
};
