/** False if the version isn't known. @param version as servers report it, such as `3.10.1` or `3.11.0-nightly` */
export function isOlderThan(version: string | undefined, major: number, minor: number): boolean {
  const [, reportedMajor, reportedMinor] = /^v?(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  if (reportedMajor === undefined || reportedMinor === undefined) {
    return false;
  }
  return Number(reportedMajor) < major || (Number(reportedMajor) === major && Number(reportedMinor) < minor);
}
