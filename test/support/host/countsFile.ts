/**
 * This variable has the path of a file for the counts, because the extension host ends as soon as the suite is done.
 */
export const countsFileVariable = 'SUITE_COUNTS_FILE';
