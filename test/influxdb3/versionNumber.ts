/** The version number in what `influxdb3 --version` prints, without the comma that real servers put behind it. */
export function versionNumber(output: string): string {
  return /\d+\.\d+\.\d+(?:[-+.]\w+)*/.exec(output)?.[0] ?? output;
}
