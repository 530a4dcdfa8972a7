const timestamp = /^([+-]?)(\d{4,6})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?Z?$/;

/**
 * A time as the server writes it. Its list gives no zone and means UTC, leaves out a fraction of zero, and writes
 * years beyond 9999 with a sign and as many digits as they take; JavaScript reads none of the three that way.
 * @returns `undefined` for what is no such time
 */
export function parseTimestamp(text: string): Date | undefined {
  const parts = timestamp.exec(text);
  if (parts === null) {
    return undefined;
  }
  const [, sign = '', year = '', month, day, hour, minute, second, fraction = ''] = parts;
  const wideYear = `${sign === '-' ? '-' : '+'}${year.padStart(6, '0')}`;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const date = new Date(`${wideYear}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
