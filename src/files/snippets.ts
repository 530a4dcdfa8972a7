import { readFile } from 'node:fs/promises';
import { textOfFile } from '../core/fileText.ts';
import type { FoundFile } from '../core/foundFile.ts';
import { redact } from '../core/redact.ts';

/** How much of a line is shown before a token, and behind it, in characters. */
const contextLength = 48;

/**
 * For each place of a file what stands around it on its line, with every token in it masked.
 * @returns empty strings where the file cannot be read any more
 */
export async function snippetsOf({ path, places: occurrences }: FoundFile): Promise<string[]> {
  const bytes = path === undefined ? undefined : await readFile(path).catch(() => undefined);
  if (bytes === undefined) {
    return occurrences.map(() => '');
  }
  const { characters, encoding } = textOfFile(bytes);
  const decode = (text: string) => (encoding === 'oneByte' ? Buffer.from(text, 'latin1').toString('utf8') : text);
  return occurrences.map(({ start, end, writing }) => {
    // Redacted with what is cut off: half a token would not be known for one.
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
