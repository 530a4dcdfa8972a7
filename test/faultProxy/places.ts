import type { Place } from './faults.ts';

const string = /apiv3_[\w-]+"/;

/**
 * How many bytes come in front of a place, in an answer or in a body of one.
 * @returns `undefined` where there is no such place
 */
export function bytesBefore(place: Place, bytes: Buffer): number | undefined {
  const text = bytes.toString('latin1');
  const body = text.includes('\r\n\r\n') ? text.indexOf('\r\n\r\n') + 4 : 0;
  const firstLine = text.indexOf('\r\n');
  const found = string.exec(text);
  switch (place) {
    case 'statusLine':
      return 'HTTP/1.1 2'.length;
    case 'headers':
      return firstLine + 2 + Math.floor((body - firstLine) / 2);
    case 'body':
      return body === text.length ? undefined : body + Math.floor((text.length - body) / 2);
    case 'beforeString':
      return found?.index;
    case 'inString':
      return found === null ? undefined : found.index + Math.floor(found[0].length / 2);
    case 'afterString':
      return found === null ? undefined : found.index + found[0].length;
  }
}
