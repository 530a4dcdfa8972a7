import type { FoundFile } from '../../../../src/content/foundFile.ts';
import { findOccurrences } from '../../../../src/content/references/occurrences.ts';
import type { Token } from '../../../../src/core/token/token.ts';

export function fileWithToken(token: Token, file = 'app.env'): FoundFile {
  const path = `/work/${file}`;
  return {
    folder: 'work',
    file,
    path,
    fingerprint: '0'.repeat(64),
    occurrences: findOccurrences(Buffer.from(`TOKEN=${token.reveal()}\n`), path, (found) => found.hash === token.hash),
    barrier: undefined,
  };
}
