/** Marks lines of the suite, because the workbench's log uses the same channel. Not set on the desktop. */
export const suiteMarkVariable = 'SUITE_LINE_MARK';

/** Invisible characters that no log line starts with. */
export const suiteMark = '\u2063\u2063';
