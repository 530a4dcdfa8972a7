import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { UserError } from '../core/userError.ts';
import { inOwnFolder } from './ownFolder.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Of an id: what is shorter may be written at this moment. */
const length = 36;
/** How often is looked whether the rest of it comes, and how long is waited in between, in milliseconds. */
const looks = 10;
const betweenLooks = 20;
/** A folder in which so many files are damaged is no place for an id. */
const mostFiles = 10;

/**
 * The random id of the machine on which the extension runs, made at the first call and kept in `folder`. VS Code's own
 * `env.machineId` is the client's, and every container and SSH host has a `localhost` of its own.
 *
 * A file that was made is never changed, so that all who ask at the same moment are told the same. Where one holds no
 * id (a crash of the disk, or a newer version of this extension), it is left alone, and the next one counts.
 * @throws UserError when the folder can be neither read nor written
 */
export async function machineId(folder: string): Promise<string> {
  return inOwnFolder(folder, async () => {
    for (let number = 0; number < mostFiles; number += 1) {
      const file = join(folder, number === 0 ? 'machine-id' : `machine-id.${number}`);
      const id = (await readId(file)) ?? (await firstIdIn(folder, file));
      if (id !== damaged) {
        return id;
      }
    }
    throw new UserError(l10n.t('The "machine-id" files in "{0}" are corrupt. Delete them and try again.', folder));
  });
}

const damaged = Symbol('a file that holds no id');

/** Makes the file, unless another window is first. @returns what it holds then */
async function firstIdIn(folder: string, file: string): Promise<string | typeof damaged> {
  await mkdir(folder, { recursive: true });
  const own = `${file}.${randomUUID()}.new`;
  try {
    await writeFile(own, randomUUID(), { mode: 0o600 });
    // A link appears whole or not at all, and fails where another window was first.
    await link(own, file).catch((error: unknown) => createWithoutLink(file, error));
  } finally {
    await rm(own, { force: true });
  }
  const id = await readId(file);
  if (id === undefined) {
    throw new UserError(l10n.t('The file "{0}" was deleted while it was being created. Try again.', file));
  }
  return id;
}

/** Some file systems have no links: there another window may see the file before its id. */
async function createWithoutLink(file: string, error: unknown): Promise<void> {
  if (codeOf(error) === 'EEXIST') {
    return;
  }
  try {
    await writeFile(file, randomUUID(), { mode: 0o600, flag: 'wx' });
  } catch (refused) {
    if (codeOf(refused) !== 'EEXIST') {
      await rm(file, { force: true });
      throw refused;
    }
  }
}

/** @returns `undefined` where there is no such file */
async function readId(file: string): Promise<string | typeof damaged | undefined> {
  for (let look = 1; ; look += 1) {
    const text = await textOf(file);
    if (text === undefined || uuid.test(text)) {
      return text;
    }
    if (text.length >= length || look === looks) {
      return damaged;
    }
    await sleep(betweenLooks);
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    // What cannot be read now is not gone: another id would orphan every secret of this machine's servers.
    if (codeOf(error) !== 'ENOENT') {
      throw error;
    }
    return undefined;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
