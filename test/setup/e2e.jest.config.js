/** `npm run test:e2e`: the tests that start programs, which `npm test` leaves out. */
const { jest } = require('../../package.json');

module.exports = {
  ...jest,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/**/*.e2e.test.ts'],
  globalSetup: '<rootDir>/test/setup/e2e.ts',
  reporters: ['default', '<rootDir>/test/setup/skipped.js'],
};
