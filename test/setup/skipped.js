/** A reporter that names the tests that were skipped: jest itself is silent about a file in which all are. */
module.exports = class SkippedReporter {
  onRunComplete(_, { testResults }) {
    const skipped = testResults.flatMap(file => file.testResults.filter(({ status }) => status === 'pending'));
    if (skipped.length) console.error(['\nSkipped:', ...skipped.map(({ fullName }) => `  ○ ${fullName}`)].join('\n'));
  }
};
