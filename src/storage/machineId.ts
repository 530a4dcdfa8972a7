import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { UserError } from '../core/errors.ts';
import { inOwnFolder } from './ownFolder.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Another window may still be writing a file that is shorter than an ID, so it is read several times. */
const idLength = 36;
const maxReads = 10;
/** In milliseconds. */
const readDelay = 20;
const maxFiles = 10;

/**
 * Returns the random ID of the machine on which the extension runs. VS Code's `env.machineId` identifies the client
 * instead, but every container and SSH host has its own `localhost`. A file is never changed, so concurrent calls
 * return the same ID. A file without an ID (from a disk failure or a newer version) is left, and the next one is used.
 * @throws UserError if the folder can't be read or written, or all files are corrupt
 */
export async function machineId(folder: string): Promise<string> {
  return inOwnFolder(folder, async () => {
    for (let number = 0; number < maxFiles; number += 1) {
      const file = join(folder, number === 0 ? 'machine-id' : `machine-id.${number}`);
      const id = (await readId(file)) ?? (await createId(folder, file));
      if (id !== corrupt) {
        return id;
      }
    }
    throw new UserError(l10n.t('The "machine-id" files in "{0}" are corrupt. Delete them and try again.', folder));
  });
}

const corrupt = Symbol('corrupt');

async function createId(folder: string, file: string): Promise<string | typeof corrupt> {
  await mkdir(folder, { recursive: true });
  const temporary = `${file}.${randomUUID()}.new`;
  try {
    await writeFile(temporary, randomUUID(), { mode: 0o600 });
    // Creating a link is atomic, and fails if another window was first.
    await link(temporary, file).catch((error: unknown) => createWithoutLink(file, error));
  } finally {
    await rm(temporary, { force: true });
  }
  const id = await readId(file);
  if (id === undefined) {
    throw new UserError(l10n.t('The file "{0}" was deleted while it was being created. Try again.', file));
  }
  return id;
}

/** Some file systems have no links. On those, another window may see the file before it contains the ID. */
async function createWithoutLink(file: string, error: unknown): Promise<void> {
  if (errorCode(error) === 'EEXIST') {
    return;
  }
  try {
    await writeFile(file, randomUUID(), { mode: 0o600, flag: 'wx' });
  } catch (writeError) {
    if (errorCode(writeError) !== 'EEXIST') {
      await rm(file, { force: true });
      throw writeError;
    }
  }
}

async function readId(file: string): Promise<string | typeof corrupt | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const text = await readText(file);
    if (text === undefined || uuid.test(text)) {
      return text;
    }
    if (text.length >= idLength || attempt === maxReads) {
      return corrupt;
    }
    await sleep(readDelay);
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    // An unreadable file still exists, and a second ID would orphan every secret of this machine's servers.
    if (errorCode(error) !== 'ENOENT') {
      throw error;
    }
    return undefined;
  }
}

function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
