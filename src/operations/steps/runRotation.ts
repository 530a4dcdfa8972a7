import * as l10n from '@vscode/l10n';
import { UserError } from '../../core/errors.ts';
import type { Server } from '../../core/server/server.ts';
import { displayName } from '../../core/token/tokenName.ts';
import { isOneOf } from '../../files/sameFile.ts';
import { checkCluster } from '../../influxdb/probe.ts';
import { rotationPorts } from '../../rotation/adapters.ts';
import { alreadyRotatingError, assertNoOpenRotation } from '../../rotation/tokenLock.ts';
import type { Journal } from '../../rotation/journal.ts';
import type { PersonPort, RotationPorts, SearchResult } from '../../rotation/ports.ts';
import type { RotationResult } from '../../rotation/result.ts';
import { Rotation } from '../../rotation/rotation.ts';
import type { Connection } from '../../servers/connections.ts';
import type { Person } from '../person.ts';
import type { ServerAccess, TokenUsage } from '../ports.ts';
import { confirmResumed, guardedRotation } from './guardedRotation.ts';
import type { NewTokens } from './newTokens.ts';
import { recorded, type RecordedChange } from './recordedChange.ts';
import { assertWritable } from './writableServer.ts';

/** Answers that a caller gave in advance. Missing ones are asked for. */
export interface RotationAnswers {
  /** `all`: the occurrences that are selected by default. */
  readonly files: 'all' | 'none' | undefined;
  readonly old: 'delete' | 'later' | 'keep' | undefined;
}

export interface RotationQuestionContext {
  readonly answers: RotationAnswers;
  readonly person: Person;
  readonly server: Server;
  /** Aborted when the user stops waiting for the rotation. */
  readonly signal: AbortSignal;
  find(): Promise<SearchResult>;
}

export interface RotationDisplay {
  questions(context: RotationQuestionContext): PersonPort;
  unsavedPaths(): readonly string[];
  showResult(journal: Journal, result: RotationResult, server: Server): void;
  /** Called before files are updated. The returned function updates the found tokens if they are still shown. */
  refreshFound(): () => Promise<void>;
}

export interface RotationRunPorts {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly newTokens: NewTokens;
  readonly usage: TokenUsage & { readonly display: RotationDisplay };
}

/** A token has one running rotation at a time in all windows. @throws RotationStopped if it can't continue now */
export async function beginRotation(
  journal: Journal,
  connection: Connection,
  answers: RotationAnswers,
  ports: RotationRunPorts,
): Promise<RotationResult> {
  const { old, next } = journal;
  const title = l10n.t('Rotating "{0}"...', displayName(old.name));
  return runLocked(journal, connection, { title, action: 'rotateToken' }, ports, async (signal) => {
    // Another window may have begun and stopped a rotation before this one got the lock.
    await assertNoOpenRotation(connection.identity, [old.name, next.name], ports.usage.rotations, old.name);
    const rotation = new Rotation(journal, portsFor(journal, connection, answers, signal, ports));
    return { rotation, result: await rotation.begin() };
  });
}

export async function continueRotation(
  journal: Journal,
  action: 'finish' | 'undo',
  connection: Connection,
  answers: RotationAnswers,
  ports: RotationRunPorts,
): Promise<RotationResult> {
  const name = displayName(journal.old.name);
  const title =
    action === 'finish'
      ? l10n.t('Finishing the rotation of "{0}"...', name)
      : l10n.t('Undoing the rotation of "{0}"...', name);
  const run = { title, action: action === 'finish' ? 'finishRotation' : 'undoRotation' } as const;
  return runLocked(journal, connection, run, ports, async (signal) => {
    const saved = await ports.usage.rotations.read(journal.id);
    if (saved === undefined) {
      throw new UserError(l10n.t('The rotation of "{0}" has already ended.', name));
    }
    await assertSameServer(saved, connection, ports.servers);
    await restoreNames(saved, connection, ports.servers);
    if (action === 'finish') {
      await confirmResumed(saved, connection.server, ports);
    }
    const rotation = new Rotation(saved, portsFor(saved, connection, answers, signal, ports));
    return { rotation, result: await rotation[action]() };
  });
}

async function restoreNames(
  { next, operator, helper }: Journal,
  { identity }: Connection,
  { tokens }: ServerAccess,
): Promise<void> {
  for (const created of [next, operator, helper]) {
    if (created?.hash != null) {
      await tokens.restoreName(identity, created.hash, created.name);
    }
  }
}

/** Another server's list would suggest that the tokens are gone. If no server responds, files can still be restored. */
async function assertSameServer(
  { cluster, old, next, helper, operator }: Journal,
  { server, endpoint, identity }: Connection,
  { tokens }: ServerAccess,
): Promise<void> {
  await checkCluster(endpoint).catch(() => undefined);
  const current = endpoint.channel?.clusterId;
  if (cluster === undefined || typeof current !== 'string' || current === cluster) {
    return;
  }
  for (const token of [old, next, helper, operator]) {
    const stored = token?.hash == null ? undefined : await tokens.findByHash(identity, token.hash);
    if (stored?.cluster === current) {
      // The user trusts the server with its new ID.
      return;
    }
  }
  throw new UserError(
    l10n.t(
      'The rotation of "{0}" began on a different InfluxDB server than the one that responds at {1} now. Continue when that server is back, or run "Finish or Undo Rotation" and select "Discard Rotation".',
      displayName(old.name),
      server.url,
    ),
  );
}

async function runLocked(
  journal: Journal,
  connection: Connection,
  { title, action }: { readonly title: string; readonly action: RecordedChange['action'] },
  { person, servers, newTokens, usage: { rotations, display } }: RotationRunPorts,
  work: (signal: AbortSignal) => Promise<{ readonly rotation: Rotation; readonly result: RotationResult }>,
): Promise<RotationResult> {
  const { server } = connection;
  assertWritable(server, servers);
  const change = { server, action, replaced: historyToken(journal.old) };
  const lock = await rotations.lock(journal);
  if (lock === undefined) {
    throw alreadyRotatingError(journal.old.name);
  }
  return person.progress(title, async (signal) => {
    const refreshFound = display.refreshFound();
    let done: Awaited<ReturnType<typeof work>>;
    try {
      done = await recorded(change, { person, servers }, () => work(signal), historyDetails);
    } finally {
      await lock.release();
      // Update the token's row, which shows whether its rotation is running or waiting.
      await rotations.refresh();
      void servers.store
        .reload(server)
        .then(refreshFound)
        .catch(() => undefined);
    }
    const { rotation, result } = done;
    display.showResult(rotation.journal, result, server);
    for (const { name, hash } of result.old === 'later'
      ? []
      : [...result.created, ...storedOldToken(rotation.journal)]) {
      await newTokens.askWhetherSaved(connection, name, hash);
    }
    return result;
  });
}

function historyDetails({ rotation, result }: { readonly rotation: Rotation; readonly result: RotationResult }) {
  const { next, operator } = rotation.journal;
  return { token: historyToken(operator?.hash == null ? next : operator), old: result.old };
}

export function historyToken({ name, hash }: { readonly name: string; readonly hash: string | null }) {
  return hash === null ? { name } : { name, hash };
}

/** The old token, if only the rotation stored it. It may no longer be stored. */
export function storedOldToken({ storedOld, old: { name, hash } }: Journal): { name: string; hash: string }[] {
  return storedOld === true && hash !== null ? [{ name, hash }] : [];
}

function portsFor(
  journal: Journal,
  connection: Connection,
  answers: RotationAnswers,
  signal: AbortSignal,
  { person, servers, newTokens, usage }: RotationRunPorts,
): RotationPorts {
  const { server, endpoint, identity } = connection;
  const { search, rotations, display } = usage;
  const { old, next, folders } = journal;
  // The rotation's own hashes identify its tokens, so no server is contacted.
  const find = (extraFiles: readonly string[] = []) =>
    search.find(signal, {
      extraFiles,
      folders,
      isAlsoToken: ({ hash }) => hash === old.hash || hash === next.hash,
    });
  const rotation = rotationPorts({
    endpoint,
    identity,
    tokens: servers.tokens,
    journals: rotations,
    keepsCreated: () => newTokens.keepsCreated,
    create: (request, options) => newTokens.createForRotation(connection, request, options),
    search: find,
    backupFolder: rotations.backupFolder,
    isUnsaved: (path) => isOneOf(display.unsavedPaths(), path),
    person: display.questions({ answers, person, server, signal, find }),
    signal,
    checkInterval: servers.checkInterval,
  });
  return guardedRotation(rotation, server, { person, servers });
}
