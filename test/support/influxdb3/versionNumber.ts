/** Leaves out the comma that real servers print after the version. */
export function versionNumber(output: string): string {
  return /\d+\.\d+\.\d+(?:[-+.]\w+)*/.exec(output)?.[0] ?? output;
}
