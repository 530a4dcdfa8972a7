import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The key's half that tests use: the same at every start, so that a second launch can read what the first stored. */
export const testKey: Buffer = Buffer.alloc(32, 7);

/** The key's half kept in a file only its owner can read, made at the first use. */
export async function keptKey(file: string): Promise<Buffer> {
  const kept = await readFile(file).catch(() => undefined);
  if (kept?.length === 32) return kept;
  const key = randomBytes(32);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, key, { mode: 0o600 });
  return key;
}
