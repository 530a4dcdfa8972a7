import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canaryFolder, knownTokensFolder } from './canaryFolder.ts';

export interface KnownToken {
  readonly name: string;
  readonly token: string;
}

/** Makes a token string known to the run's search. Does nothing in other runs. */
export function registerToken(name: string, token: string): void {
  const folder = canaryFolder();
  if (folder !== undefined) {
    const known = knownTokensFolder(folder);
    mkdirSync(known, { recursive: true, mode: 0o700 });
    // Synchronous, because the token is sent next, and a process can be killed at any time. One file a process.
    appendFileSync(join(known, `${process.pid}.jsonl`), `${JSON.stringify({ name, token })}\n`, { mode: 0o600 });
  }
}

/** Without duplicates, in any order. */
export function readKnownTokens(folder: string): KnownToken[] {
  const known = knownTokensFolder(folder);
  const byToken = new Map<string, KnownToken>();
  for (const file of filesIn(known)) {
    for (const line of readFileSync(join(known, file), 'utf8').split('\n')) {
      if (line !== '') {
        const entry = JSON.parse(line) as KnownToken;
        byToken.set(entry.token, entry);
      }
    }
  }
  return [...byToken.values()];
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
