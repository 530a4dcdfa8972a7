import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The random id of the machine on which the extension runs, made at the first call and kept in `folder`. VS Code's own
 * `env.machineId` is the client's, and every container and SSH host has a `localhost` of its own.
 * @throws when the folder can be neither read nor written
 */
export async function machineId(folder: string): Promise<string> {
  const file = join(folder, 'machine-id');
  const kept = await readId(file);
  if (kept !== undefined) {
    return kept;
  }
  await mkdir(folder, { recursive: true });
  const own = join(folder, `machine-id.${randomUUID()}`);
  await writeFile(own, randomUUID(), { mode: 0o600 });
  try {
    // A link appears whole or not at all, and fails where another window was first.
    await link(own, file);
  } catch {
    if ((await readId(file)) === undefined) {
      // What stands there is damaged: a file system without links, or a crash of the disk.
      await rename(own, file);
    }
  } finally {
    await rm(own, { force: true });
  }
  const id = await readId(file);
  if (id === undefined) {
    throw new Error('The machine id could not be read back.');
  }
  return id;
}

async function readId(file: string): Promise<string | undefined> {
  try {
    const text = (await readFile(file, 'utf8')).trim();
    return uuid.test(text) ? text : undefined;
  } catch (error) {
    // What cannot be read now is not gone: another id would orphan every secret of this machine's servers.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw error;
    }
    return undefined;
  }
}
