/** This variable has the path of the counts file: the extension host ends as soon as the suite is done. */
export const countsFileVariable = 'SUITE_COUNTS_FILE';
