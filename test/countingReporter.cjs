const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

/** Mocha's default report, and the counts in a file for the process that adds up all suites. */
module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = process.env['MOCHA_COUNTS_FILE'];
    runner.once('end', () => {
      if (file !== undefined) {
        const { passes, failures, pending } = this.stats;
        writeFileSync(file, JSON.stringify({ passes, failures, pending }));
      }
    });
  }
};
