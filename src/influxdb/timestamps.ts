const timestamp = /^([+-]?)(\d{4,6})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?Z?$/;

/**
 * Reads a timestamp as the server writes it: without a zone (meaning UTC), without a fraction of zero, and with years
 * after 9999 as a sign and five or six digits. `Date` parses these differently or not at all.
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
