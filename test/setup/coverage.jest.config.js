/** `npm run test:coverage`: the fast suite, or a part of it, and how much of the code it runs. */
const { jest } = require('../../package.json');

module.exports = {
  ...jest,
  rootDir: '../..',
  collectCoverage: true,
  // Left out: types, lists of exports, and what is tested as it is deployed.
  collectCoverageFrom: [
    ...jest.collectCoverageFrom, '!**/*.generated.ts', '!lib/simulator/index.ts', '!lambda/event.ts', '!lambda/index*.ts', '!lambda/opener/index.ts',
  ],
  coverageDirectory: 'coverage',
  coverageReporters: ['json-summary', 'text-summary', 'json'],
  coverageThreshold: { './lambda/': { statements: 100, branches: 100, functions: 100, lines: 100 } },
};
