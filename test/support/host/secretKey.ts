import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The key is fixed, so that a second launch can read what the first one stored. */
export const testKey: Buffer = Buffer.alloc(32, 7);

/** Creates a missing file, readable only by its owner. */
export async function loadOrCreateKey(file: string): Promise<Buffer> {
  const stored = await readFile(file).catch(() => undefined);
  if (stored?.length === 32) return stored;
  const key = randomBytes(32);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, key, { mode: 0o600 });
  return key;
}
