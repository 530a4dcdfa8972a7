/**
 * Names the variable that tells a suite in the editor where to write its counts: only a file survives a host that
 * ends the moment its suite is done.
 */
export const countsFileVariable = 'SUITE_COUNTS_FILE';
