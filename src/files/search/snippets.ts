import { EncodedText } from '../../content/encodedText.ts';
import type { FoundFile, Occurrence } from '../../content/foundFile.ts';
import { redact } from '../../core/redact.ts';
import { maxFileSize } from './inspection.ts';
import { readRegularFile } from './openFile.ts';

/** In characters, before and after a token. */
const contextLength = 48;

/** Returns the text around each occurrence in its line, with all tokens masked. Empty if the file has no text in one encoding or can't be read. */
export async function snippetsOf({ path, occurrences, barrier }: FoundFile, signal?: AbortSignal): Promise<string[]> {
  const read =
    path === undefined || barrier === 'binary' || hasMixedEncodings(occurrences)
      ? undefined
      : await readRegularFile(path, { maxSize: maxFileSize, signal }).catch(() => undefined);
  signal?.throwIfAborted();
  if (read === undefined) {
    return occurrences.map(() => '');
  }
  const text = new EncodedText(read.bytes);
  const decode = (part: string) => (text.encoding === 'oneByte' ? Buffer.from(part, 'latin1').toString('utf8') : part);
  return occurrences.map(({ start, end, writing }) => {
    // Redact before cutting, because half a token wouldn't be recognized.
    const before = redact(decode(lastLine(text.slice(Math.max(0, start - 4096), start))));
    const after = redact(decode(firstLine(text.slice(end, end + 4096))));
    const masked = isBase64(writing) ? 'apiv3_… (base64)' : 'apiv3_…';
    return `${before.trimStart().slice(-contextLength)}${masked}${after.trimEnd().slice(0, contextLength)}`;
  });
}

/** Half of the text would be unreadable, and a token in it wouldn't be recognized and masked. */
function hasMixedEncodings(occurrences: readonly Occurrence[]): boolean {
  return occurrences.some(({ writing }) => writing.form === 'encoded' && writing.as === 'otherEncoding');
}

function isBase64(writing: Occurrence['writing']): boolean {
  return writing.form === 'encoded' ? writing.as === 'base64' : ['base64', 'base64Part'].includes(writing.form);
}

function lastLine(text: string): string {
  return text.slice(Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1);
}

function firstLine(text: string): string {
  return /^[^\r\n]*/.exec(text)?.[0] ?? '';
}
