import { toError } from '../core/errors.ts';
import { backupPlace } from '../files/replace/backupPlace.ts';
import { TornFileError } from '../files/replace/tornFile.ts';
import { rollBackFile } from '../rotation/interruptedFile.ts';
import type { Journal } from '../rotation/journal.ts';
import { alreadyRotatingError } from '../rotation/tokenLock.ts';
import { backupText } from '../rotation/rollingBack.ts';
import type { Person } from './person.ts';
import type { ServerAccess, TokenUsage } from './ports.ts';
import type { NewTokens } from './steps/newTokens.ts';
import { recordDone } from './steps/recordedChange.ts';
import { historyToken, storedOldToken } from './steps/runRotation.ts';

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly newTokens: NewTokens;
  readonly usage: TokenUsage;
}

/** Contacts no server, because the server may be gone. Restores only files that are half written. */
export async function discardRotation(journal: Journal, ports: Ports): Promise<void> {
  const { rotations } = ports.usage;
  const lock = await rotations.lock(journal);
  if (lock === undefined) {
    throw alreadyRotatingError(journal.old.name);
  }
  try {
    const saved = await rotations.read(journal.id);
    if (saved !== undefined) {
      await rollBackFiles(saved, ports);
    }
    if (saved !== undefined && !ports.newTokens.keepsCreated) {
      await releaseTokens(saved, ports);
    }
    await rotations.remove(journal.id);
    const { server, old, next } = journal;
    await recordDone(
      { server, action: 'discardRotation', token: historyToken(next), replaced: historyToken(old) },
      ports,
    );
  } finally {
    await lock.release();
  }
}

/** A run that was killed may have left a token in files that only the journal names. */
async function rollBackFiles(journal: Journal, { servers, usage, person }: Ports): Promise<void> {
  const find = (hash: string | null) =>
    servers.tokens.findByHash(journal.server.identity, hash ?? '').catch(() => undefined);
  const old = await find(journal.old.hash);
  const next = await find(journal.next.hash);
  for (const [index, file] of journal.files.entries()) {
    const place = backupPlace(journal.id, index, usage.rotations.backupFolder);
    const backup = await rollBackFile(file, old, next, place).catch((error: unknown) => {
      if (error instanceof TornFileError) {
        return error.backup;
      }
      throw toError(error);
    });
    if (backup !== undefined) {
      person.warn(backupText(file.path, backup));
    }
  }
}

async function releaseTokens(journal: Journal, ports: Ports): Promise<void> {
  const { tokens } = ports.servers;
  const { identity } = journal.server;
  const [old] = storedOldToken(journal);
  const isOldDispensable = old !== undefined && (await isDispensable(journal, ports));
  if (isOldDispensable) {
    await tokens.remove(identity, old.hash);
  }
  for (const planned of [journal.next, journal.operator, journal.helper, isOldDispensable ? null : (old ?? null)]) {
    const token = planned?.hash == null ? undefined : await tokens.findByHash(identity, planned.hash);
    if (planned !== null && token !== undefined) {
      await tokens.store(identity, token, planned.name, { untilSavedElsewhere: true });
      await askWhetherSaved(journal, planned.name, token.hash, ports);
    }
  }
}

/** Whether the old token no longer works, or is where it was before the rotation stored it. */
async function isDispensable({ stage, kind, old, signsIn, server }: Journal, { servers }: Ports): Promise<boolean> {
  if (stage === 'forgetting' || (kind === 'operator' && stage !== 'creating' && stage !== 'undoing')) {
    return true;
  }
  const signIn = await servers.tokens.readSignIn(server.identity);
  const isSignIn = signIn.kind === 'token' && signIn.token.hash === old.hash;
  return isSignIn || (!signsIn && (stage === 'creating' || stage === 'placing'));
}

/** If the server is no longer configured, the user is asked at the next start. */
async function askWhetherSaved(
  { server: { url } }: Journal,
  name: string,
  hash: string,
  { servers, newTokens }: Ports,
): Promise<void> {
  const server = servers.store.servers().find((configured) => configured.url === url);
  if (server !== undefined) {
    await newTokens.askWhetherSaved(await servers.connections.prepare(server), name, hash);
  }
}
