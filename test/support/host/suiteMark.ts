/**
 * A suite in the npm host starts each line with the prefix in this variable, because the workbench's own log comes
 * through the same channel. The variable is not set on the desktop.
 */
export const suiteMarkVariable = 'SUITE_LINE_MARK';

/** Invisible characters that no log line starts with. */
export const suiteMark = '\u2063\u2063';
