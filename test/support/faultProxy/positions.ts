import type { ResponsePosition } from './faults.ts';

const tokenPattern = /apiv3_[\w-]+"/;

/** The bytes before a position in a response or in its body; `undefined` if it doesn't have that position. */
export function bytesBefore(position: ResponsePosition, bytes: Buffer): number | undefined {
  const text = bytes.toString('latin1');
  const bodyStart = text.includes('\r\n\r\n') ? text.indexOf('\r\n\r\n') + 4 : 0;
  const statusLineEnd = text.indexOf('\r\n');
  const token = tokenPattern.exec(text);
  switch (position) {
    case 'statusLine':
      return 'HTTP/1.1 2'.length;
    case 'headers':
      return statusLineEnd + 2 + Math.floor((bodyStart - statusLineEnd) / 2);
    case 'body':
      return bodyStart === text.length ? undefined : bodyStart + Math.floor((text.length - bodyStart) / 2);
    case 'beforeToken':
      return token?.index;
    case 'inToken':
      return token === null ? undefined : token.index + Math.floor(token[0].length / 2);
    case 'afterToken':
      return token === null ? undefined : token.index + token[0].length;
  }
}
