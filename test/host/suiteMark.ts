/**
 * Environment variable with the prefix of each line that a suite prints. The npm host's page sends the workbench's own
 * log through the same channel, and the prefix tells them apart. Not set on the desktop.
 */
export const suiteMarkVariable = 'SUITE_LINE_MARK';

/** Invisible characters that no log line starts with. */
export const suiteMark = '\u2063\u2063';
