import type { FoundFile } from '../../../../src/content/foundFile.ts';
import type { Token } from '../../../../src/core/token/token.ts';
import { findOccurrences } from '../../../support/withoutPauses.ts';

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
