/** `npm run test:coverage`: the fast suite, or a part of it, and how much of the code it runs. */
const { jest } = require('../../package.json');

module.exports = {
  ...jest,
  rootDir: '../..',
  collectCoverage: true,
  collectCoverageFrom: [...jest.collectCoverageFrom, '!**/*.generated.ts', '!lambda/index*.ts', '!lambda/event.ts'],
  coverageDirectory: 'coverage',
  coverageReporters: ['json-summary', 'text-summary', 'json'],
  coverageThreshold: { './lambda/': { statements: 100, branches: 100, functions: 100, lines: 100 } },
};
