import { isUpdatable } from '../../../src/content/tokenEncoding.ts';
import { untranslated } from '../../../src/core/l10n.ts';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PersonPort, RotationPorts } from '../../../src/rotation/ports.ts';
import { planRotation } from '../../../src/rotation/plan.ts';
import type { Journal } from '../../../src/rotation/journal.ts';
import type { RotationResult } from '../../../src/rotation/result.ts';
import { Rotation } from '../../../src/rotation/rotation.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import type { Token } from '../../../src/core/token/token.ts';
import type { TokenRecord } from '../../../src/core/token/tokenRecord.ts';
import { UserError } from '../../../src/core/errors.ts';
import { findInFolders } from '../../../src/files/search/findInFolders.ts';
import { FileLocks } from '../../../src/rotation/fileLocks.ts';
import { ProcessLocks } from '../../../src/storage/processLocks.ts';
import { rotationPorts } from '../../../src/rotation/adapters.ts';
import { required, getSignInToken } from './serverOperations.ts';
import { identity, storeToken, retryStorage, type SoakFixture } from './soakFixture.ts';

export async function rotate(fixture: SoakFixture, record: TokenRecord, kind: Journal['kind']): Promise<void> {
  const old = required(await retryStorage(fixture, () => fixture.tokens.findByHashPrefix(identity, record.hash)));
  const files = filesWith(old);
  await writeFiles(fixture, files);
  const signIn = await getSignInToken(fixture);
  const journal = planRotation(
    {
      kind,
      server: { name: 'Local', url: 'http://localhost', identity },
      folders: [],
      record,
      old,
      newName: fixture.newName(),
      lifetime: undefined,
      signIn,
      bearer: signIn,
    },
    new Date(),
  );
  const result = await runToEnd(fixture, journal);
  fixture.count(`rotation ${kind}: ${result === undefined ? 'not started' : result.isUndone ? 'undone' : result.old}`);
  await verifyFiles(fixture, files, old, result);
  await rm(fixture.workspace, { recursive: true });
  await mkdir(fixture.workspace);
}

async function runToEnd(fixture: SoakFixture, planned: Journal): Promise<RotationResult | undefined> {
  let step = () => new Rotation(planned, portsOf(fixture)).begin();
  for (;;) {
    try {
      const result = await step();
      if (result.old !== 'later') {
        return result;
      }
    } catch (error) {
      if (!(error instanceof UserError)) {
        throw error;
      }
      if (!(error instanceof RotationStopped)) {
        return undefined;
      }
      fixture.count('rotation stopped');
    }
    await fixture.waitForProxies();
    const journal = required(await fixture.journals.read(planned.id));
    const mustUndo = journal.stage === 'undoing' || fixture.random.chance(0.25);
    step = () => new Rotation(journal, portsOf(fixture))[mustUndo ? 'undo' : 'finish']();
  }
}

function portsOf(fixture: SoakFixture): RotationPorts {
  const { tokens, journals, workspace, signal, random } = fixture;
  const person: PersonPort = {
    chooseOccurrences: (files) =>
      Promise.resolve({
        updates: files.map((file) => ({
          file,
          edits: file.occurrences
            .filter(isUpdatable)
            .map(({ start, writing }) => ({ start, writing, reference: null })),
        })),
        skipped: [],
      }),
    chooseRetirement: () => Promise.resolve(random.pick(['delete', 'delete', 'keep', { later: new Date() }] as const)),
    confirmRecreate: () => Promise.resolve(),
    // A new token that was lost is useless, so it is always deleted.
    askToDeleteNewToken: (_search, { next }) => Promise.resolve(next.hash === null || random.chance(0.7)),
  };
  return rotationPorts({
    endpoint: fixture.endpoint(),
    identity,
    tokens,
    journals,
    keepsCreated: () => true,
    checkInterval: 1000,
    backupFolder: `${workspace}.backups`,
    fileLocks: new FileLocks(new ProcessLocks(`${workspace}.locks`)),
    isUnsaved: () => false,
    search: () =>
      findInFolders([{ name: 'workspace', path: workspace }], { ripgrep: undefined, isKnown: () => false, signal }),
    person,
    signal,
    // Like `NewTokens`: if storing the token fails at first, the user retries until it succeeds, but the rotation stops.
    async create({ send, signsIn }) {
      const created = await send();
      const failures = fixture.secrets.failures;
      await storeToken(fixture, created.token, created.name, { isSignInToken: signsIn });
      if (fixture.secrets.failures > failures) {
        throw new UserError(untranslated('The secret storage failed.'));
      }
      return created;
    },
  });
}

function filesWith(token: Token): ReadonlyMap<string, string> {
  const text = token.reveal();
  return new Map([
    ['.env', `INFLUXDB3_AUTH_TOKEN=${text}`],
    ['telegraf.conf', `[[outputs]]\r\n  token = "${text}"\n  # ${text}\r\n`],
    ['k8s/secret.yaml', `data:\n  token: ${Buffer.from(text).toString('base64')}\n`],
  ]);
}

async function writeFiles({ workspace }: SoakFixture, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of files) {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await writeFile(join(workspace, path), text);
  }
}

/** Files must contain the new token after a finished rotation, and be unchanged otherwise. */
async function verifyFiles(
  fixture: SoakFixture,
  before: ReadonlyMap<string, string>,
  old: Token,
  result: RotationResult | undefined,
): Promise<void> {
  const created = result?.isUndone === false ? result.created[0] : undefined;
  const next =
    created === undefined
      ? old
      : required(await retryStorage(fixture, () => fixture.tokens.findByHash(identity, created.hash)));
  const expected = filesWith(next);
  for (const path of before.keys()) {
    if ((await readFile(join(fixture.workspace, path), 'utf8')) !== expected.get(path)) {
      throw new Error(`${path} does not have the expected content.`);
    }
  }
}
