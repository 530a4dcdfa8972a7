/**
 * Environment variable with the path that a suite in the editor writes its counts to. It is a file, because the
 * extension host ends as soon as the suite is done.
 */
export const countsFileVariable = 'SUITE_COUNTS_FILE';
