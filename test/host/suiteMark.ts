/**
 * Begins each line that comes from the extension host while a suite runs. The npm host's page hands out the
 * workbench's own log on the same channel, and only this tells the two apart. Empty on the desktop.
 */
export const suiteMarkVariable = 'SUITE_LINE_MARK';

/** A mark that no log line begins with. */
export const suiteMark = '\u2063\u2063';
