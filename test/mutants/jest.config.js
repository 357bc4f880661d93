/** Of one room: ROOM_TESTS are the patterns of its tests. */
const { jest } = require('../../package.json');

module.exports = {
  ...jest,
  rootDir: '../..',
  maxWorkers: 1,
  testMatch: process.env.ROOM_TESTS.split(' ').map(pattern => `<rootDir>/${pattern}`),
  reporters: [],
};
