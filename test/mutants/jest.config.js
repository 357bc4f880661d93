/** Of one room: ROOM_TESTS are the patterns of its tests. As little as possible besides, because it runs for each mutant. */
const { jest: { moduleFileExtensions, transform } } = require('../../package.json');

module.exports = {
  rootDir: '../..',
  roots: process.env.ROOM_ROOTS.split(' ').map(folder => `<rootDir>/${folder}`),
  testMatch: process.env.ROOM_TESTS.split(' ').map(pattern => `<rootDir>/${pattern}`),
  moduleFileExtensions,
  transform,
  moduleNameMapper: { '^fast-check$': '<rootDir>/test/mutants/few-runs.js' },
  reporters: [],
};
