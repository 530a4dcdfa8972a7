import { readFile } from 'node:fs/promises';
import { decodeFile } from '../../content/fileText.ts';
import type { FoundFile } from '../../content/foundFile.ts';
import { redact } from '../../core/token/redact.ts';

/** In characters, before and after a token. */
const contextLength = 48;

/** Returns the text around each occurrence in its line, with all tokens masked. Empty if the file can't be read. */
export async function snippetsOf({ path, occurrences }: FoundFile): Promise<string[]> {
  const bytes = path === undefined ? undefined : await readFile(path).catch(() => undefined);
  if (bytes === undefined) {
    return occurrences.map(() => '');
  }
  const { characters, encoding } = decodeFile(bytes);
  const decode = (text: string) => (encoding === 'oneByte' ? Buffer.from(text, 'latin1').toString('utf8') : text);
  return occurrences.map(({ start, end, writing }) => {
    // Redact before cutting, because half a token wouldn't be recognized.
    const before = redact(decode(lastLine(characters.slice(Math.max(0, start - 4096), start))));
    const after = redact(decode(firstLine(characters.slice(end, end + 4096))));
    const masked = writing.form === 'plain' ? 'apiv3_…' : 'apiv3_… (base64)';
    return `${before.trimStart().slice(-contextLength)}${masked}${after.trimEnd().slice(0, contextLength)}`;
  });
}

function lastLine(text: string): string {
  return text.slice(Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1);
}

function firstLine(text: string): string {
  return /^[^\r\n]*/.exec(text)?.[0] ?? '';
}
